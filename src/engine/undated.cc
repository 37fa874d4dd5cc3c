#include "engine/undated.h"

#include <algorithm>

#include "engine/own_age.h"

namespace trialkeep::engine {
namespace {

OwnDates own_dates(const store::KnownDates& held) { return {held.stamp, held.posted_date, held.own_date}; }

OwnDates own_dates(const store::Observation& record) { return {record.stamp, record.posted_date, record.own_date}; }

}  // namespace

StatusOr<bool> UndatedRecords::settle(store::Observation& observation, bool is_dated, const store::Head& head) {
  bool is_placed = false;
  if (!is_dated && head.hash != observation.hash) {
    ASSIGN_OR_RETURN(is_placed, place(observation, head));
  }
  if ((!is_dated && !is_placed) || head.last_observed <= observation.at) {
    return is_placed;
  }
  ASSIGN_OR_RETURN(const bool has_given_way, give_way_to(observation));
  return is_placed || has_given_way;
}

StatusOr<store::Sequence> UndatedRecords::must_wait(const store::Observation& observation, const store::Head& head) {
  if (head.hash == observation.hash) {
    return store::Sequence{0};
  }
  ASSIGN_OR_RETURN(const auto same, writer_.version_like(observation.study, observation.hash));
  if (!same) {
    return store::Sequence{0};
  }
  ASSIGN_OR_RETURN(const store::KnownDates newest, writer_.dates(head.sequence));
  const bool has_own_day = is_clearly_older(own_dates(observation), own_dates(newest)) &&
                           own_moment(own_dates(observation), newest.first_observed).has_value();
  return has_own_day ? store::Sequence{0} : *same;
}

std::vector<UndatedRecords::Waiting> UndatedRecords::take_waiting() {
  std::vector<Waiting> all;
  all.reserve(waiting_.size());
  for (auto& [study, record] : waiting_) {
    all.push_back(std::move(record));
  }
  waiting_.clear();
  std::sort(all.begin(), all.end(), [](const Waiting& a, const Waiting& b) { return a.study < b.study; });
  return all;
}

// True: it has a day now.
StatusOr<bool> UndatedRecords::place(store::Observation& observation, const store::Head& head) {
  ASSIGN_OR_RETURN(const store::KnownDates held, writer_.dates(head.sequence));
  if (!is_clearly_older(own_dates(observation), own_dates(held))) {
    return false;
  }
  ++read_.older;
  const auto moment = own_moment(own_dates(observation), held.first_observed);
  if (!moment) {
    ++read_.still_newest;
    return false;
  }
  observation.at = *moment;
  observation.may_repeat = false;
  return true;
}

StatusOr<bool> UndatedRecords::give_way_to(const store::Observation& observation) {
  ASSIGN_OR_RETURN(const auto by_clock, writer_.seen_by_clock(observation.study, observation.at));
  bool has_moved = false;
  for (const store::ClockDated& version : by_clock) {
    if (version.hash == observation.hash || !is_clearly_older(own_dates(version.dates), own_dates(observation))) {
      continue;
    }
    ++held_.older;
    bool is_moved = false;
    if (const auto moment = own_moment(own_dates(version.dates), observation.at)) {
      ASSIGN_OR_RETURN(is_moved, writer_.redate(observation.study, version.sequence, *moment));
    }
    held_.still_newest += is_moved ? 0 : 1;
    has_moved = has_moved || is_moved;
  }
  return has_moved;
}

std::vector<std::string> UndatedRecords::notes() const {
  std::vector<std::string> notes;
  if (read_.older > 0) {
    notes.push_back(note_on_older_records(read_.older, read_.still_newest));
  }
  if (held_.older > 0) {
    notes.push_back(note_on_older_held(held_.older, held_.still_newest));
  }
  return notes;
}

}  // namespace trialkeep::engine
