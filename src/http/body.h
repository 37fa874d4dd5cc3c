#pragma once
// The body of an answer that is made while it is sent, so that neither a large answer nor a slow reader
// costs memory: the server asks for the next bytes when the client has taken the ones before.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "os/file_system.h"

namespace trialkeep::http {

// Asked on the server's threads, by one at a time; destroyed when the answer has been sent or its client has gone.
class BodyProducer {
 public:
  virtual ~BodyProducer() = default;

  // The next bytes, at least one and at most `bytes_max`, which stay as they are until the next call; empty
  // at the end. An error or an exception before the first byte has gone out becomes a 500, later it cuts
  // the connection, so that the client sees a broken answer and never a short one.
  virtual StatusOr<std::string_view> next(std::size_t bytes_max) = 0;
  // The same, put behind what `out` holds: where that saves a copy, more than `bytes_max` of what is held anyway.
  virtual Status append(std::size_t bytes_max, std::string& out);
  // next(), held to its word: kInternal for more than `bytes_max`.
  StatusOr<std::string_view> next_within(std::size_t bytes_max);

  // How many bytes next() gives in all, where that is known: the answer then carries a Content-Length.
  // Another number of bytes cuts the connection.
  virtual std::optional<std::uint64_t> size_bytes() const { return std::nullopt; }

  // Leaves only the bytes from `first` up to `end` of the whole. Called before next() or not at all, with
  // first < end <= size_bytes(). True where the body can do so; its answers then take Range requests.
  virtual bool can_narrow() const { return false; }
  virtual void narrow(std::uint64_t first, std::uint64_t end);
};

// A body that comes in pieces of any size, whose pieces are handed out in parts where that is asked for.
class PiecewiseBody : public BodyProducer {
 public:
  StatusOr<std::string_view> next(std::size_t bytes_max) final;
  Status append(std::size_t bytes_max, std::string& out) final;

 private:
  // Puts the next piece behind what `out` holds, at least a byte; nothing at the end.
  virtual Status append_piece(std::string& out) = 0;

  std::string piece_;   // one that is handed out in parts
  std::size_t at_ = 0;  // of piece_, handed out so far
};

// Puts the next piece of a body, of any size (one study, say), behind what `out` holds; false at the end, where nothing
// is left to put. A piece may be empty. What an error leaves in `out` has no meaning.
using NextPiece = std::function<StatusOr<bool>(std::string& out)>;

// A body of the pieces that `next` gives. One piece is held at a time, and each in the memory of the one before.
std::unique_ptr<BodyProducer> produce_pieces(NextPiece next);

// A file, or the part of it that the client asks for; read as it is sent and never whole.
class FileBody final : public BodyProducer {
 public:
  // Errors are those of FileSystem::map(). The file may be replaced or removed while it is sent, but must
  // not be shortened.
  static StatusOr<std::unique_ptr<FileBody>> open(os::FileSystem& files, const std::string& path);

  StatusOr<std::string_view> next(std::size_t bytes_max) override;
  std::optional<std::uint64_t> size_bytes() const override { return rest_.size(); }
  bool can_narrow() const override { return true; }
  void narrow(std::uint64_t first, std::uint64_t end) override;

 private:
  explicit FileBody(std::unique_ptr<os::MappedFile> file);

  std::unique_ptr<os::MappedFile> file_;
  std::string_view rest_;  // not yet handed out
};

}  // namespace trialkeep::http
