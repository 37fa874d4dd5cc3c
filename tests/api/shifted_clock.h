#pragma once
// The system's clock, put forward.

#include "os/clock.h"

namespace trialkeep::api::testing {

class ShiftedClock final : public os::Clock {
 public:
  Instant now() const override { return {os::system_clock().now().unix_ms + hours * 3'600'000}; }
  std::int64_t monotonic_us() const override { return os::system_clock().monotonic_us(); }
  std::int64_t hours = 0;
};

}  // namespace trialkeep::api::testing
