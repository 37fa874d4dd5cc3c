#include "store/timeline.h"

#include <algorithm>

namespace trialkeep::store {
namespace {

constexpr std::int64_t kStepMs = 1;

struct Group {
  std::size_t begin;
  std::size_t end;
};

// The spans that begin at the instant; none: an empty group where they would be.
Group group_at(const std::vector<Span>& spans, Instant observed) {
  const auto first = std::lower_bound(spans.begin(), spans.end(), observed,
                                      [](const Span& span, Instant at) { return span.first < at; });
  const auto begin = static_cast<std::size_t>(first - spans.begin());
  std::size_t end = begin;
  if (first != spans.end() && first->first == observed) {
    ++end;
    while (end < spans.size() && spans[end].first.unix_ms - spans[end - 1].first.unix_ms <= kStepMs) {
      ++end;
    }
  }
  return {begin, end};
}

// Where what is read next at this instant may be found: behind what this load has read there already.
std::size_t first_candidate(const std::vector<Span>& spans, const Group& group, Instant observed) {
  const bool is_touched = group.begin > 0 && spans[group.begin - 1].last == observed;
  std::size_t from = is_touched ? group.begin - 1 : group.begin;
  for (std::size_t i = from; i < group.end; ++i) {
    from = spans[i].is_of_this_load ? i : from;
  }
  return from;
}

}  // namespace

Placement place(const std::vector<Span>& spans, Instant observed, const Hash128& hash) {
  const Group group = group_at(spans, observed);
  for (std::size_t i = first_candidate(spans, group, observed); i < group.end; ++i) {
    if (spans[i].hash == hash) {
      return {PlacementKind::kSeen, i, spans[i].first};
    }
  }
  const std::size_t after = group.end;
  Instant from = observed;
  if (after > 0) {
    const Span& current = spans[after - 1];
    if (current.hash == hash) {
      return {PlacementKind::kSeen, after - 1, current.first};
    }
    from = std::max(observed, current.first);
    if (from < current.last) {
      return {PlacementKind::kSplits, after - 1, from};
    }
  }
  if (after == spans.size() || spans[after].hash != hash) {
    return {PlacementKind::kNew, after, from};
  }
  if (after > 0 && spans[after - 1].first == from) {
    from.unix_ms += kStepMs;
  }
  return {from < spans[after].first ? PlacementKind::kExtendsBack : PlacementKind::kSeen, after, from};
}

}  // namespace trialkeep::store
