#include "store/timeline.h"

namespace trialkeep::store {

Placement place(const std::vector<Span>& spans, Instant observed, const Hash128& hash) {
  std::size_t after = 0;  // the first span that begins later
  while (after < spans.size() && spans[after].first <= observed) {
    // Several records can bear one instant; any of them may be the one seen again.
    if (spans[after].first == observed && spans[after].hash == hash) {
      return {PlacementKind::kSeen, after};
    }
    ++after;
  }
  if (after > 0) {
    const Span& current = spans[after - 1];
    if (current.hash == hash) {
      return {PlacementKind::kSeen, after - 1};
    }
    if (observed < current.last) {
      return {PlacementKind::kSplits, after - 1};
    }
  }
  if (after < spans.size() && spans[after].hash == hash) {
    // Never to the instant of another record: which of the two came first would be lost.
    const bool is_free = after == 0 || spans[after - 1].first < observed;
    return {is_free ? PlacementKind::kExtendsBack : PlacementKind::kSeen, after};
  }
  return {PlacementKind::kNew, after};
}

}  // namespace trialkeep::store
