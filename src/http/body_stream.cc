#include "http/body_stream.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "base/limits.h"

namespace trialkeep::http {

BodyStream::BodyStream(std::unique_ptr<BodyProducer> producer, std::unique_ptr<StreamEncoder> encoder, Framing framing)
    : producer_(std::move(producer)),
      encoder_(std::move(encoder)),
      framing_(framing),
      rest_bytes_(producer_->size_bytes()) {}

Status BodyStream::fill(std::string& head, std::string& out, const std::atomic<bool>& cancelled) {
  out.clear();
  if (ended_) {
    return absl::OkStatus();
  }
  try {
    RETURN_IF_ERROR(take(out, cancelled));
  } catch (...) {
    return absl::InternalError("the producer of the body has thrown");
  }
  if (framing_ == Framing::kChunked) {
    if (!out.empty()) {
      fmt::format_to(std::back_inserter(head), "{:x}\r\n", out.size());
      out += "\r\n";
    }
    if (ended_) {
      out += "0\r\n\r\n";
    }
  }
  return absl::OkStatus();
}

// Gathers small pieces, so that each write to the socket is worth its cost.
Status BodyStream::take(std::string& out, const std::atomic<bool>& cancelled) {
  std::size_t taken = 0;
  while (!ended_ && taken < limits::kStreamBytes && out.size() < limits::kStreamBytes) {
    const std::size_t bytes_max = limits::kStreamBytes - std::max(taken, out.size());
    ASSIGN_OR_RETURN(const std::size_t size, add_next(bytes_max, out));
    if (cancelled.load(std::memory_order_relaxed)) {
      return absl::DeadlineExceededError("the body took too long");
    }
    taken += size;
    if (size == 0) {
      RETURN_IF_ERROR(end(out));
    } else {
      RETURN_IF_ERROR(count(size));
    }
    if (out.empty() && !ended_) {
      taken = 0;  // all of it is still inside the encoder: there is nothing to send yet
    }
  }
  return absl::OkStatus();
}

// How many bytes of the body have been added; 0 at its end.
StatusOr<std::size_t> BodyStream::add_next(std::size_t bytes_max, std::string& out) {
  if (encoder_ == nullptr) {
    const std::size_t before = out.size();
    RETURN_IF_ERROR(producer_->append(bytes_max, out));
    return out.size() - before;
  }
  ASSIGN_OR_RETURN(const std::string_view piece, producer_->next_within(bytes_max));
  RETURN_IF_ERROR(encoder_->write(piece, out));
  return piece.size();
}

Status BodyStream::count(std::size_t size_bytes) {
  if (!rest_bytes_) {
    return absl::OkStatus();
  }
  if (size_bytes > *rest_bytes_) {
    return absl::InternalError("the body is longer than its producer had said");
  }
  *rest_bytes_ -= size_bytes;
  return absl::OkStatus();
}

Status BodyStream::end(std::string& out) {
  if (rest_bytes_.value_or(0) > 0) {
    return absl::InternalError("the body is shorter than its producer had said");
  }
  ended_ = true;
  return encoder_ != nullptr ? encoder_->finish(out) : absl::OkStatus();
}

}  // namespace trialkeep::http
