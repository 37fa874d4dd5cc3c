#include "corpus/updates.h"

#include <algorithm>

namespace trialkeep::corpus {
namespace {

void finish(StudyFacts& facts, Day day, std::string_view status) {
  StudyDates& dates = facts.dates;
  facts.status = status;
  dates.start = std::min(dates.start, day - 20);
  dates.completion = std::max(dates.start, day - 8);
  dates.primary_completion = std::clamp(dates.primary_completion, dates.start, dates.completion);
}

void start_recruiting(StudyFacts& facts, Day day) {
  StudyDates& dates = facts.dates;
  facts.status = "RECRUITING";
  dates.start = std::min(dates.start, day - 4);
  facts.sites = std::max(facts.sites, 1);
}

bool change_status(StudyFacts& facts, Day day, Random& random) {
  const auto way = random.below(10);
  if (facts.is_status("NOT_YET_RECRUITING") || facts.is_status("SUSPENDED")) {
    start_recruiting(facts, day);
  } else if (facts.is_status("RECRUITING")) {
    if (way < 6) {
      facts.status = "ACTIVE_NOT_RECRUITING";
    } else if (way == 9) {
      facts.status = "SUSPENDED";
    } else {
      finish(facts, day, way < 8 ? "COMPLETED" : "TERMINATED");
    }
  } else if (facts.is_status("ACTIVE_NOT_RECRUITING") || facts.is_status("ENROLLING_BY_INVITATION")) {
    finish(facts, day, way < 8 ? "COMPLETED" : "TERMINATED");
  } else if (facts.is_status("UNKNOWN")) {
    facts.last_known_status = {};
    finish(facts, day, "COMPLETED");
    // The last update was years ago, and so was the end.
    facts.dates.completion = std::max(facts.dates.start, facts.dates.last_submit);
    facts.dates.primary_completion = std::min(facts.dates.primary_completion, facts.dates.completion);
  } else {
    return false;
  }
  return true;
}

bool post_results(StudyFacts& facts, Day day) {
  const bool finished = facts.is_status("COMPLETED") || facts.is_status("TERMINATED");
  if (facts.has_results || !finished || facts.type == StudyType::kExpandedAccess || facts.outcomes.empty() ||
      facts.arms.empty() || facts.enrollment == 0 || facts.rarity == Rarity::kResultsWaived ||
      facts.dates.completion > day - 60 || facts.dates.first_post > day - 60) {
    return false;
  }
  facts.has_results = true;
  facts.dates.results_submit = day - 30;
  facts.dates.results_qc = day - 12;
  facts.dates.results_post = day;
  return true;
}

bool move_dates(StudyFacts& facts, Random& random) {
  if (facts.is_over() || facts.is_status("UNKNOWN")) {
    return false;
  }
  const auto delay = static_cast<Day>(random.between(30, 400));
  facts.dates.completion += delay;
  if (!facts.is_status("ACTIVE_NOT_RECRUITING")) {
    facts.dates.primary_completion += delay;
  }
  return true;
}

bool change_enrollment(StudyFacts& facts, Random& random) {
  if (facts.is_over()) {
    return false;  // the number who took part is known
  }
  const int step = std::max(1, facts.enrollment / 5);
  facts.enrollment = std::max(1, facts.enrollment + static_cast<int>(random.between(-step, 2 * step)));
  return true;
}

bool add_site(StudyFacts& facts) {
  if (!facts.is_status("RECRUITING") && !facts.is_status("NOT_YET_RECRUITING")) {
    return false;
  }
  ++facts.sites;
  return true;
}

void change(StudyFacts& facts, Day day, Random& random) {
  bool done = false;
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      done = change_status(facts, day, random);
      break;
    case 3:
    case 4:
      done = change_enrollment(facts, random);
      break;
    case 5:
      done = move_dates(facts, random);
      break;
    case 6:
    case 7:
      done = add_site(facts);
      break;
    case 8:
      done = post_results(facts, day);
      break;
    default:
      break;
  }
  if (!done) {
    ++facts.contact_edition;  // always possible; without contacts only the dates of the update show
  }
  StudyDates& dates = facts.dates;
  dates.last_submit =
      std::max(dates.last_submit, std::max(day - 2, facts.has_results ? dates.results_post : dates.first_submit));
  dates.last_post = day;
  dates.verified = day - 2;
}

}  // namespace

void apply_updates(StudyFacts& facts, int days) {
  for (int i = 1; i <= days; ++i) {
    const Day day = kFirstDataDay + i;
    Random random = facts.stream(Topic::kUpdate, static_cast<std::uint64_t>(i));
    if (random.chance(kChangedADay) && facts.type != StudyType::kExpandedAccess && facts.rarity != Rarity::kWithheld) {
      change(facts, day, random);
    }
  }
  facts.today = kFirstDataDay + days;
}

}  // namespace trialkeep::corpus
