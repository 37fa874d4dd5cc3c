#pragma once
// Loads into one folder, each an hour after the one before.

#include <string>
#include <vector>

#include "engine/load.h"
#include "support/support.h"

namespace trialkeep::testing {

class HourlyLoads : public ::testing::Test {
 protected:
  class StepClock final : public os::Clock {
   public:
    Instant now() const override { return instant; }
    std::int64_t monotonic_us() const override { return 0; }
    Instant instant = {0};
  };

  explicit HourlyLoads(Instant before_the_first) { clock_.instant = before_the_first; }

  engine::LoadSummary load_paths(const std::vector<std::string>& paths, engine::LoadOptions options = {}) {
    clock_.instant.unix_ms += kDayMs / 24;
    options.clock = &clock_;
    options.threads = 1;
    auto summary = engine::load(data_, paths, options);
    EXPECT_OK(summary);
    return summary.ok() ? *summary : engine::LoadSummary();
  }

  TemporaryFolder folder_;
  std::string data_ = folder_ / "data";
  StepClock clock_;
};

}  // namespace trialkeep::testing
