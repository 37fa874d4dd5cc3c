#include "os/clock.h"

#include <chrono>

namespace trialkeep::os {
namespace {

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
  }
  std::int64_t monotonic_us() const override {
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
  }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace trialkeep::os
