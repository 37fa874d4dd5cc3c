#include <algorithm>

#include "corpus/facts.h"

namespace trialkeep::corpus {
namespace {

// Measured on real records and rounded, in days.
constexpr Quantile kAgeOfFinished[] = {{0, 430},     {250, 1'300}, {500, 2'100},  {700, 4'000},
                                       {900, 6'700}, {980, 8'600}, {1000, 10'300}};
constexpr Quantile kAgeOfUnknown[] = {{0, 1'500}, {400, 2'400}, {800, 4'800}, {1000, 8'000}};
constexpr Quantile kAgeOfRunning[] = {{0, 15}, {400, 420}, {800, 1'250}, {1000, 3'600}};
constexpr Quantile kAhead[] = {{0, -40}, {300, 10}, {800, 90}, {1000, 420}};
constexpr Quantile kDuration[] = {{0, 10},      {100, 120},   {300, 365},   {600, 800},
                                  {850, 1'600}, {970, 2'900}, {1000, 5'500}};
constexpr Quantile kRegistrationLag[] = {{0, -300}, {200, -70}, {600, -8}, {800, 60}, {950, 700}, {1000, 2'500}};
constexpr Day kOldest = 10'700;  // 1999-04-19: the registry opened to the public that year

Day start_day(const StudyFacts& facts, Random& random) {
  if (facts.is_status("NOT_YET_RECRUITING")) {
    return facts.today + draw(random, kAhead);
  }
  if (facts.is_status("UNKNOWN")) {
    return facts.today - draw(random, kAgeOfUnknown);
  }
  const bool running = facts.is_status("RECRUITING") || facts.is_status("ACTIVE_NOT_RECRUITING") ||
                       facts.is_status("ENROLLING_BY_INVITATION") || facts.is_status("SUSPENDED");
  return facts.today - (running ? draw(random, kAgeOfRunning) : draw(random, kAgeOfFinished));
}

void plan_completion(StudyFacts& facts, Random& random) {
  StudyDates& dates = facts.dates;
  const int duration = draw(random, kDuration);
  const int follow_up = random.chance(0.45) ? 0 : static_cast<int>(random.between(1, 400));
  dates.primary_completion = dates.start + duration;
  dates.completion = dates.primary_completion + follow_up;
  if (facts.is_over()) {
    // An actual date lies behind the last update; finished studies of the sample ended 100 days ago or more.
    dates.completion = std::min(dates.completion, facts.today - 100);
    dates.primary_completion = std::min(dates.primary_completion, dates.completion);
    dates.start = std::min(dates.start, dates.primary_completion);
  } else if (!facts.is_status("UNKNOWN")) {
    const Day earliest = facts.today + static_cast<Day>(random.between(30, 700));
    const bool recruits = !facts.is_status("ACTIVE_NOT_RECRUITING");
    dates.completion = std::max(dates.completion, earliest);
    dates.primary_completion = recruits ? std::max(dates.primary_completion, earliest - 20) : dates.primary_completion;
    dates.primary_completion = std::max(dates.start, std::min(dates.primary_completion, dates.completion));
  }
}

void plan_registration(StudyFacts& facts, Random& random) {
  StudyDates& dates = facts.dates;
  dates.first_submit = std::max(kOldest, dates.start + draw(random, kRegistrationLag));
  dates.first_submit =
      std::min(dates.first_submit, facts.today - (facts.has_results ? 200 : 12) - static_cast<Day>(random.below(60)));
  dates.first_qc = dates.first_submit + static_cast<Day>(random.below(6));
  dates.first_post = dates.first_qc + static_cast<Day>(random.between(1, 6));
}

void plan_postings(StudyFacts& facts, Random& random) {
  StudyDates& dates = facts.dates;
  const Day latest = facts.today - 10;
  Day last = dates.first_submit + static_cast<Day>(random.between(0, 500));
  if (facts.has_results) {
    const Day wish = dates.primary_completion + static_cast<Day>(random.between(60, 900));
    dates.results_submit = std::max(dates.first_post, std::min(wish, latest - 40));
    dates.results_qc = dates.results_submit + static_cast<Day>(random.below(25));
    dates.results_post = dates.results_qc + static_cast<Day>(random.between(1, 10));
    last = std::max(last, dates.results_post + static_cast<Day>(random.below(300)));
  }
  if (dates.certification_submit != kNoDay) {
    const Day wish = dates.primary_completion + static_cast<Day>(random.between(100, 360));
    const Day bound = facts.has_results ? dates.results_submit - 1 : latest - 20;
    dates.certification_submit = std::max(dates.first_submit, std::min(wish, bound));
    dates.certification_submit = dates.certification_submit + 15 > bound ? kNoDay : dates.certification_submit;
  }
  if (facts.is_over() && random.chance(0.8)) {
    last = std::max(last, dates.completion + static_cast<Day>(random.below(400)));
  } else if (!facts.is_over() && !facts.is_status("UNKNOWN")) {
    last = std::max(last, facts.today - static_cast<Day>(random.between(5, 500)));
  }
  const Day floor = std::max({dates.first_submit, dates.results_post, dates.certification_submit});
  dates.last_submit = std::max(floor, std::min(last, latest - 2));
  dates.last_post = std::max(dates.first_post, dates.last_submit + static_cast<Day>(random.between(1, 5)));
  dates.papers = dates.last_submit;
  dates.verified = dates.last_submit - static_cast<Day>(random.below(40));
}

}  // namespace

void plan_dates(StudyFacts& facts) {
  Random random = facts.stream(Topic::kDates);
  facts.dates.start = std::max(kOldest + 100, start_day(facts, random));
  plan_completion(facts, random);
  plan_registration(facts, random);
  if (facts.is_over()) {
    // Nothing is reported before it is registered.
    facts.dates.completion = std::max(facts.dates.completion, facts.dates.start);
  }
  plan_postings(facts, random);
}

}  // namespace trialkeep::corpus
