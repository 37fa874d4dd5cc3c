#pragma once
// A body of any length, made as it is asked for, whose every byte is known.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/body.h"

namespace trialkeep::http::testing {

struct MadeBodyOptions {
  std::uint64_t size = 0;
  std::optional<std::uint64_t> stated;                // what it says its size is
  std::uint64_t fails_at = UINT64_MAX;                // gives an error there
  std::uint64_t throws_at = UINT64_MAX;               // throws there
  std::size_t piece = SIZE_MAX;                       // gives at most so many bytes at a time
  std::shared_ptr<std::atomic<std::uint64_t>> given;  // counts what was handed out
  std::shared_ptr<std::atomic<bool>> gone;            // becomes true when the producer is destroyed
};

inline char made_byte(std::uint64_t at) { return static_cast<char>('a' + at * 7 % 26); }

inline std::string made_text(std::uint64_t size) {
  std::string out(size, '\0');
  for (std::uint64_t i = 0; i < size; ++i) {
    out[i] = made_byte(i);
  }
  return out;
}

class MadeBody final : public BodyProducer {
 public:
  explicit MadeBody(MadeBodyOptions options) : options_(std::move(options)) {}
  ~MadeBody() override {
    if (options_.gone) {
      *options_.gone = true;
    }
  }
  StatusOr<std::string_view> next(std::size_t bytes_max) override {
    if (at_ >= options_.throws_at) {
      throw 7;
    }
    if (at_ >= options_.fails_at) {
      return absl::DataLossError("on purpose");
    }
    piece_.clear();
    const std::uint64_t end = std::min({options_.size, options_.fails_at, options_.throws_at,
                                        at_ + std::min<std::uint64_t>(bytes_max, options_.piece)});
    while (at_ < end) {
      piece_.push_back(made_byte(at_++));
    }
    if (options_.given) {
      *options_.given += piece_.size();
    }
    return std::string_view(piece_);
  }
  std::optional<std::uint64_t> size_bytes() const override { return options_.stated; }

 private:
  MadeBodyOptions options_;
  std::uint64_t at_ = 0;
  std::string piece_;
};

}  // namespace trialkeep::http::testing
