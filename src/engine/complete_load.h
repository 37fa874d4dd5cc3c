#pragma once
// When the studies that a complete load did not read are taken for removed from the registry. That cannot be undone by
// loading again what was there, so it is not done on a doubt.

#include <cstdint>
#include <string>

#include "store/store.h"

namespace trialkeep::engine {

struct CompleteLoad {
  bool has_ended_whole = false;  // every source was read to its end
  bool has_other_dates = false;  // some record was observed at another time than the load
  bool is_forced = false;        // the user answers for the two last reasons
  store::LoadCounts counts;
  std::string shortfall;     // what the sources say that they lack (record_source.h)
  std::uint64_t live = 0;    // studies that were in the registry before
  std::uint64_t absent = 0;  // of these, how many the load did not read
};

// More than a fifth, and more than a hundred: no registry loses so many between two downloads.
inline constexpr std::uint64_t kAbsentShare = 5;
inline constexpr std::uint64_t kAbsentAtLeast = 100;

// Why nothing is marked as removed, as a sentence without its full stop; empty: all that is absent is.
std::string reason_to_mark_nothing(const CompleteLoad& load);

}  // namespace trialkeep::engine
