#include "http/shared_body.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"

namespace trialkeep::http {

class SharedBody::Reading final : public BodyProducer {
 public:
  Reading(std::shared_ptr<SharedBody> body, std::optional<std::uint64_t> size) : body_(std::move(body)), size_(size) {}

  StatusOr<std::string_view> next(std::size_t bytes_max) override {
    std::uint64_t end = narrowed_to_.value_or(size_.value_or(0));
    if (!size_) {
      ASSIGN_OR_RETURN(const bool has_more, body_->make_beyond(at_));
      end = has_more ? body_->made_bytes_.load(std::memory_order_acquire) : at_;
    }
    const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_max, end - at_));
    RETURN_IF_ERROR(body_->file_->read(at_, size, piece_));
    at_ += size;
    return std::string_view(piece_);
  }

  std::optional<std::uint64_t> size_bytes() const override {
    return narrowed_to_ ? std::optional(*narrowed_to_ - at_) : size_;
  }
  bool can_narrow() const override { return size_.has_value(); }
  void narrow(std::uint64_t first, std::uint64_t end) override {
    CHECK(size_ && first < end && end <= *size_);
    at_ = first;
    narrowed_to_ = end;
  }

 private:
  const std::shared_ptr<SharedBody> body_;
  const std::optional<std::uint64_t> size_;  // nullopt: not whole when the reading began
  std::optional<std::uint64_t> narrowed_to_;
  std::uint64_t at_ = 0;
  std::string piece_;
};

std::shared_ptr<SharedBody> SharedBody::make(std::unique_ptr<os::TemporaryFile> file, NextPiece next) {
  return std::shared_ptr<SharedBody>(new SharedBody(std::move(file), std::move(next)));
}

StatusOr<std::shared_ptr<SharedBody>> SharedBody::make_in(const std::vector<std::string>& folders, NextPiece next) {
  Status status = absl::InvalidArgumentError("no folder is named for temporary files");
  for (const std::string& folder : folders) {
    auto file = os::make_temporary_file(folder);
    if (file.ok()) {
      return make(*std::move(file), std::move(next));
    }
    status = file.status();
  }
  return status;
}

SharedBody::SharedBody(std::unique_ptr<os::TemporaryFile> file, NextPiece next)
    : file_(std::move(file)), next_(std::move(next)) {}

std::unique_ptr<BodyProducer> SharedBody::read() {
  const std::lock_guard lock(mutex_);
  const auto size = is_whole_ ? std::optional(made_bytes_.load()) : std::nullopt;
  return std::make_unique<Reading>(shared_from_this(), size);
}

bool SharedBody::is_whole() const {
  const std::lock_guard lock(mutex_);
  return is_whole_;
}

Status SharedBody::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

StatusOr<bool> SharedBody::make_beyond(std::uint64_t offset) {
  if (offset < made_bytes_.load(std::memory_order_acquire)) {
    return true;
  }
  const std::lock_guard lock(mutex_);
  while (offset >= made_bytes_.load(std::memory_order_relaxed) && !is_whole_) {
    if (failure_.ok()) {
      failure_ = make_piece();
    }
    RETURN_IF_ERROR(failure_);
  }
  return offset < made_bytes_.load(std::memory_order_relaxed);
}

Status SharedBody::make_piece() {
  std::string piece;
  ASSIGN_OR_RETURN(const bool is_there, next_(piece));
  if (!is_there) {
    is_whole_ = true;
    next_ = nullptr;  // with all that it holds
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(file_->append(piece));
  made_bytes_.fetch_add(piece.size(), std::memory_order_release);
  return absl::OkStatus();
}

}  // namespace trialkeep::http
