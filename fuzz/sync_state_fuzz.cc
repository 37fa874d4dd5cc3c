// links: engine
// Any bytes as what sync remembers: refused, or written again to what reads the same.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/sync.h"
#include "engine/sync_state.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto state = trialkeep::engine::read_sync_state(text); state.ok()) {
    const auto again = trialkeep::engine::read_sync_state(trialkeep::engine::write_sync_state(*state));
    CHECK(again.ok());
    CHECK(*again == *state);
  }
  if (const auto interval = trialkeep::engine::parse_sync_interval(text); interval.ok()) {
    CHECK(interval->count() >= 60);
  }
  return 0;
}
