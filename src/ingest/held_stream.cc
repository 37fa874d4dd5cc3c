#include "ingest/held_stream.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kHeldStepBytes = 64u << 10;

class HeldStream final : public ByteStream {
 public:
  HeldStream(std::unique_ptr<ByteStream> stream, std::size_t held_bytes_max)
      : stream_(std::move(stream)), held_bytes_max_(held_bytes_max) {}

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    if (!std::exchange(is_filled_, true)) {
      fill();
    }
    if (given_ < held_.size()) {
      const std::size_t taken = std::min(size, held_.size() - given_);
      std::copy_n(held_.data() + given_, taken, out);
      given_ += taken;
      return taken;
    }
    held_ = std::string();
    given_ = 0;
    if (has_ended_) {
      return failure_.ok() ? StatusOr<std::size_t>(0) : failure_;
    }
    auto got = stream_->read(out, size);
    if (!got.ok()) {
      has_ended_ = true;
      const bool in_doubt = stream_->doubtful_bytes().value_or(0) > 0;
      failure_ = explained(got.status(), in_doubt ? "The records before that were read and are kept, and those near "
                                                    "the damage may be wrong"
                                                  : "The records before that were read");
      return failure_;
    }
    return got;
  }

 private:
  void fill() {
    while (held_.size() <= held_bytes_max_ && !has_ended_) {
      const std::size_t before = held_.size();
      held_.resize(before + std::min(kHeldStepBytes, held_bytes_max_ + 1 - before));
      const auto got = stream_->read(held_.data() + before, held_.size() - before);
      held_.resize(before + (got.ok() ? *got : 0));
      has_ended_ = !got.ok() || *got == 0;
      failure_ = got.status();
    }
    if (!failure_.ok()) {
      drop_doubtful();
    }
  }

  void drop_doubtful() {
    const std::uint64_t doubtful = stream_->doubtful_bytes().value_or(0);
    held_.resize(held_.size() - static_cast<std::size_t>(std::min<std::uint64_t>(doubtful, held_.size())));
    failure_ = explained(
        failure_, held_.empty() ? "None of its records was taken" : "The records before the damaged part were read");
  }

  // Damage does not say what becomes of what was read; other failures do.
  Status explained(const Status& failure, std::string_view outcome) const {
    return stream_->doubtful_bytes()
               ? absl::Status(failure.code(), concat(std::string(failure.message()), ". ", outcome,
                                                     "; fetch it again and repeat the load"))
               : failure;
  }

  const std::unique_ptr<ByteStream> stream_;
  const std::size_t held_bytes_max_;
  std::string held_;
  std::size_t given_ = 0;
  bool is_filled_ = false;
  bool has_ended_ = false;
  Status failure_;
};

}  // namespace

std::unique_ptr<ByteStream> hold_back(std::unique_ptr<ByteStream> stream, std::size_t held_bytes_max) {
  return std::make_unique<HeldStream>(std::move(stream), held_bytes_max);
}

}  // namespace trialkeep::ingest
