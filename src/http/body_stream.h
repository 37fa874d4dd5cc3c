#pragma once
// From the pieces of a producer to the bytes of the wire: compressed where asked for, framed, and no more
// of them at a time than limits::kStreamBytes and the little that compression and framing add.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/status.h"
#include "http/body.h"
#include "http/compression.h"

namespace trialkeep::http {

// How the client sees where the body ends (RFC 9112 section 6).
enum class Framing { kLength, kChunked, kUntilClose };

class BodyStream {
 public:
  // `encoder` is null where the bytes go out as they are; only then has `framing` kLength a meaning.
  BodyStream(std::unique_ptr<BodyProducer> producer, std::unique_ptr<StreamEncoder> encoder, Framing framing);

  // Replaces `out` by what is to be sent next; empty when all has been. What has to be sent before `out` to frame it
  // is put behind what `head` holds. An error when the producer failed, gave more or fewer bytes than it had said, or
  // `cancelled` became true: the answer cannot be completed. What the producer throws is caught.
  Status fill(std::string& head, std::string& out, const std::atomic<bool>& cancelled);

  // Whether fill() has given all that is to be sent.
  bool ended() const { return ended_; }

 private:
  Status take(std::string& out, const std::atomic<bool>& cancelled);
  StatusOr<std::size_t> add_next(std::size_t bytes_max, std::string& out);
  Status count(std::size_t size_bytes);
  Status end(std::string& out);

  std::unique_ptr<BodyProducer> producer_;
  std::unique_ptr<StreamEncoder> encoder_;
  Framing framing_;
  std::optional<std::uint64_t> rest_bytes_;  // still to come from the producer, where it has said so
  bool ended_ = false;
};

}  // namespace trialkeep::http
