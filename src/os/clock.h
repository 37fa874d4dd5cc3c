#pragma once
// Time behind a seam, so that every run of a test repeats.

#include "base/instant.h"

namespace trialkeep::os {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;                // wall clock, UTC
  virtual std::int64_t monotonic_us() const = 0;  // for measuring spans
};

const Clock& system_clock();

}  // namespace trialkeep::os
