// Writer::seen_by_clock and redate: taking back what only the clock said about when a version was seen.

#include <algorithm>

#include "base/check.h"
#include "store/writer.h"

namespace trialkeep::store {

// What a load reads that nobody dated counts as seen when the load began. A source that dates its records names whole
// days, so a load that began at midnight to the millisecond proves nothing.
bool Writer::is_by_clock(Instant at) const {
  return at.unix_ms % kDayMs != 0 && clock_moments_.find(at.unix_ms) != clock_moments_.end();
}

// Between its first and its last observation a version may have been seen at other times: by loads that were given a
// day, this can be told.
StatusOr<bool> Writer::has_day_after(const KnownSpan& one, Instant moment) {
  if (one.span.first == one.span.last) {
    return false;
  }
  ASSIGN_OR_RETURN(Statement loads, database_->prepare("SELECT id FROM loads WHERE observed_ms > ? AND observations "
                                                       "IS NOT NULL"));
  loads.bind(1, moment.unix_ms);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, loads.step());
    if (!row) {
      return false;
    }
    ASSIGN_OR_RETURN(const bool was_read, saw(loads.integer(0), {one}));
    if (was_read) {
      return true;
    }
  }
}

StatusOr<std::vector<ClockDated>> Writer::seen_by_clock(StudyNumber study, Instant moment) {
  ASSIGN_OR_RETURN(const auto known, timeline(study, 0));
  std::vector<ClockDated> found;
  for (const KnownSpan& one : known) {
    const bool by_clock = one.span.last > moment && is_by_clock(one.span.last) &&
                          (one.span.first <= moment || is_by_clock(one.span.first));
    if (!by_clock) {
      continue;
    }
    ASSIGN_OR_RETURN(const bool has_day, has_day_after(one, moment));
    if (!has_day) {
      ASSIGN_OR_RETURN(KnownDates known_dates, dates(one.sequence));
      found.push_back({one.sequence, one.span.hash, std::move(known_dates)});
    }
  }
  return found;
}

StatusOr<bool> Writer::redate(StudyNumber study, Sequence sequence, Instant moment) {
  ASSIGN_OR_RETURN(auto known, timeline(study, 0));
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const KnownSpan& one) { return one.sequence == sequence; });
  CHECK(found != known.end());
  const Span span = found->span;
  ASSIGN_OR_RETURN(Statement set_times, database_->prepare("UPDATE versions SET first_observed_ms = ?1, "
                                                           "last_observed_ms = ?2 WHERE sequence = ?3"));
  set_times.bind(3, static_cast<std::int64_t>(sequence));
  if (span.first <= moment || !is_by_clock(span.first)) {
    RETURN_IF_ERROR(set_times.bind(1, span.first.unix_ms).bind(2, std::max(span.first, moment).unix_ms).run());
    return true;
  }
  const bool was_newest = found + 1 == known.end();
  const auto behind = known.erase(found);
  if (behind != known.begin() && behind != known.end() && (behind - 1)->span.hash == behind->span.hash) {
    return false;
  }
  std::vector<Span> others;
  for (const KnownSpan& one : known) {
    others.push_back(one.span);
  }
  const Placement placement = place(others, moment, span.hash);
  if (placement.kind != PlacementKind::kNew) {
    return false;
  }
  // Versions of one instant stand by their sequences, and this one has an early one.
  Instant from = placement.from;
  from.unix_ms += placement.at > 0 && others[placement.at - 1].first == from ? 1 : 0;
  if (placement.at < others.size() && from >= others[placement.at].first) {
    return false;
  }
  RETURN_IF_ERROR(set_times.bind(1, from.unix_ms).bind(2, from.unix_ms).run());
  if (was_newest && placement.at < known.size()) {
    RETURN_IF_ERROR(set_newest(study, known.back().sequence));
  }
  return true;
}

}  // namespace trialkeep::store
