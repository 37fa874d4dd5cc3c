#include <algorithm>
#include <fmt/format.h>

#include "corpus/facts.h"

namespace trialkeep::corpus {
namespace {

// Measured on real records and rounded: numbers of outcomes a study has.
constexpr Quantile kPrimary[] = {{0, 1}, {640, 1}, {780, 2}, {900, 4}, {970, 7}, {992, 15}, {1000, 40}};
constexpr Quantile kSecondary[] = {{0, 1}, {150, 2}, {500, 4}, {750, 8}, {900, 14}, {970, 25}, {992, 39}, {1000, 70}};
constexpr Quantile kSecondaryOfReported[] = {{0, 1},    {200, 3},  {500, 6},  {750, 11},
                                             {900, 20}, {970, 36}, {990, 60}, {1000, 105}};
constexpr Quantile kOther[] = {{0, 1}, {500, 3}, {750, 6}, {900, 13}, {990, 30}, {1000, 40}};
constexpr double kHasSecondary = 0.82;
constexpr double kHasOther = 0.097;

const Measure& pick_measure(const StudyFacts& facts, Random& random) {
  return random.pick(of_area(measures(), random.chance(0.3) ? Area::kAny : facts.area));
}

std::string time_frame(Random& random) {
  const auto weeks = random.between(1, 13) * 4;
  const auto hours = random.between(1, 6);
  const auto days = random.between(3, 28);
  switch (random.below(9)) {
    case 0:
      return fmt::format("Baseline and Week {}", weeks);
    case 1:
      return fmt::format("{} months", random.between(1, 60));
    case 2:
      return fmt::format("Up to {} weeks", weeks);
    case 3:
      return fmt::format("Day 1 to Day {}", random.between(7, 90));
    case 4:
      return fmt::format("From randomization until the last visit, assessed up to {} months", random.between(6, 72));
    case 5:
      return fmt::format("At {} hours, {} hours and {} days after the first dose", hours, hours * 8, days);
    case 6:
      return fmt::format("{} year{}", weeks / 4, weeks > 4 ? "s" : "");
    case 7:
      return "Through study completion, an average of 1 year";
    default:
      return fmt::format("Baseline, Week {}, Week {} and Week {}", weeks / 4, weeks / 2, weeks);
  }
}

std::string outcome_title(const Measure& measure, Random& random) {
  constexpr std::string_view kAbout[] = {
      "as Rated by a Blinded Assessor",        "in the Per-Protocol Population",
      "Compared With the Control Arm",         "in Participants With at Least One Follow-up Visit",
      "by Age Group (<65, ≥65 Years)",         "Before and After the Second Dose",
      "in Those With Elevated Baseline Values"};
  const std::string_view about = random.pick(kAbout);
  const auto week = random.between(1, 13) * 4;
  switch (measure.kind) {
    case MeasureKind::kMonths:
      return random.chance(0.6) ? std::string(measure.name) : fmt::format("Median {} {}", measure.name, about);
    case MeasureKind::kCount:
      return random.chance(0.4) ? fmt::format("Number of Participants With {}", measure.name)
                                : fmt::format("{} by Week {} {}", measure.name, week, about);
    default:
      break;
  }
  switch (random.below(4)) {
    case 0:
      return fmt::format("Change From Baseline in {} at Week {}", measure.name, week);
    case 1:
      return fmt::format("{} {}", measure.name, about);
    case 2:
      return fmt::format("Percent Change in {} at {} Months", measure.name, random.between(1, 24));
    default:
      return std::string(measure.name);
  }
}

void add_outcomes(StudyFacts& facts, char kind, int count, Random& random) {
  for (int i = 0; i < count; ++i) {
    const Measure& measure = pick_measure(facts, random);
    facts.outcomes.push_back({&measure, kind, outcome_title(measure, random), time_frame(random)});
  }
}

}  // namespace

void plan_outcomes(StudyFacts& facts) {
  Random random = facts.stream(Topic::kOutcomes);
  const bool none = random.chance(0.015) && !facts.has_results;
  if (none || facts.type == StudyType::kExpandedAccess || facts.rarity == Rarity::kWithheld) {
    return;
  }
  add_outcomes(facts, 'P', draw(random, kPrimary), random);
  const bool large = facts.rarity == Rarity::kLargeResults;
  if (random.chance(kHasSecondary) || large) {
    add_outcomes(facts, 'S',
                 large               ? 100
                 : facts.has_results ? draw(random, kSecondaryOfReported)
                                     : draw(random, kSecondary),
                 random);
  }
  if (random.chance(kHasOther)) {
    add_outcomes(facts, 'O', draw(random, kOther), random);
  }
}

}  // namespace trialkeep::corpus
