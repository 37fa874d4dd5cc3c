#pragma once
// Bytes that are pulled once, from front to back: a file, an unpacker over a file, a member of an archive.
// Everything the room reads passes through these two types, so memory stays at a few fixed buffers.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/status.h"

namespace trialkeep::ingest {

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Puts at least one and at most `size` bytes at `out`; 0 only at the end. Bytes that could be read
  // before a failure are given first, the failure by the next call, and by every call after it. The
  // status names the source, what was found and what to do. REQUIRES: size > 0.
  virtual StatusOr<std::size_t> read(char* out, std::size_t size) = 0;

  // After a failure that is damage: how many of the last bytes given may be wrong, all since a checksum was right. The
  // status then leaves open what became of them, which held_stream.h adds. nullopt after other failures.
  virtual std::optional<std::uint64_t> doubtful_bytes() const { return std::nullopt; }
};

// A stream with a buffer in front of it, for looking ahead and for reading in place.
class BufferedStream {
 public:
  static constexpr std::size_t kBufferBytes = 64u << 10;

  explicit BufferedStream(std::unique_ptr<ByteStream> stream);

  // Whatever is buffered, at least one byte; empty only at the end. Valid until the next call.
  StatusOr<std::string_view> available();

  // The next `size` bytes, fewer only where the stream ends or fails before; a failure is then given by
  // available(). Valid until the next call. REQUIRES: size <= kBufferBytes.
  std::string_view peek(std::size_t size);

  // Passes over `size` bytes that available() or peek() has shown.
  void consume(std::size_t size);

  // How many bytes were consumed.
  std::uint64_t position() const { return position_; }

 private:
  void fill();

  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t position_ = 0;
  bool at_end_ = false;
  Status failure_;
};

}  // namespace trialkeep::ingest
