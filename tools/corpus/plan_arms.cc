#include <algorithm>
#include <fmt/format.h>

#include "corpus/facts.h"

namespace trialkeep::corpus {
namespace {

// Measured on real records and rounded.
constexpr Quantile kArmCount[] = {{0, 1}, {330, 1}, {331, 2}, {780, 2}, {900, 4}, {970, 6}, {998, 10}, {1000, 23}};
constexpr Quantile kInterventionCount[] = {{0, 1}, {420, 1}, {421, 2}, {800, 2}, {900, 4}, {990, 8}, {1000, 14}};
constexpr Share kControls[] = {{"PLACEBO_COMPARATOR", 38},
                               {"ACTIVE_COMPARATOR", 44},
                               {"NO_INTERVENTION", 10},
                               {"SHAM_COMPARATOR", 4},
                               {"OTHER", 8}};
constexpr double kNoArms = 0.10;           // observational studies without groups
constexpr double kNoInterventions = 0.35;  // observational studies without interventions
constexpr int kDoses[] = {5, 10, 20, 25, 50, 75, 100, 150, 200, 300, 400, 500, 840, 1200};

Intervention make_intervention(const StudyFacts& facts, Random& random) {
  const bool elsewhere = random.chance(facts.area == Area::kAny ? 0.5 : 0.03);
  const auto table = elsewhere ? treatments() : of_area(treatments(), random.chance(0.15) ? Area::kAny : facts.area);
  const Treatment* found = &random.pick(table);
  Intervention made{found, found->type, std::string(found->name)};
  const bool dosed = found->type == "DRUG" || found->type == "BIOLOGICAL" || found->type == "DIETARY_SUPPLEMENT";
  if (dosed && random.chance(0.18)) {
    const int dose = random.pick(kDoses);
    made.name = fmt::format("{} {} {}", found->name, dose, random.chance(0.8) ? "mg" : "µg/kg");
  } else if (random.chance(0.04)) {
    made.name = fmt::format("{} ({}-week course)", found->name, random.between(2, 26));
  }
  return made;
}

bool has_name(const StudyFacts& facts, std::string_view name) {
  return std::any_of(facts.interventions.begin(), facts.interventions.end(),
                     [&](const Intervention& other) { return other.name == name; });
}

void plan_interventions(StudyFacts& facts, Random& random) {
  if (facts.type == StudyType::kObservational && random.chance(kNoInterventions)) {
    return;
  }
  const int count = draw(random, kInterventionCount);
  for (int i = 0; i < count; ++i) {
    Intervention made = make_intervention(facts, random);
    if (!has_name(facts, made.name)) {
      facts.interventions.push_back(std::move(made));
    }
  }
}

int add_placebo(StudyFacts& facts, bool sham) {
  const Treatment* original = facts.interventions.front().treatment;
  std::string name = sham ? "Sham Procedure" : fmt::format("Placebo Matching {}", original->name);
  facts.interventions.push_back({nullptr, sham ? "PROCEDURE" : "DRUG", std::move(name)});
  return static_cast<int>(facts.interventions.size()) - 1;
}

void plan_control(StudyFacts& facts, Arm& arm, Random& random) {
  arm.type = pick_share(random, kControls);
  if (arm.type == "PLACEBO_COMPARATOR" || arm.type == "SHAM_COMPARATOR") {
    const bool sham = arm.type == "SHAM_COMPARATOR";
    arm.label = sham ? "Sham" : random.chance(0.5) ? "Placebo" : "Placebo + Usual Care";
    arm.interventions = {add_placebo(facts, sham)};
  } else if (arm.type == "NO_INTERVENTION") {
    arm.label = random.chance(0.5) ? "Control" : "Waiting List";
    arm.interventions.clear();
  } else {
    arm.label = fmt::format("Comparator: {}", facts.interventions.back().name);
    arm.interventions = {static_cast<int>(facts.interventions.size()) - 1};
  }
}

Arm make_trial_arm(const StudyFacts& facts, int place, Random& random) {
  const auto available = static_cast<int>(facts.interventions.size());
  Arm arm;
  arm.type = "EXPERIMENTAL";
  arm.interventions = {place % available};
  if (available > 1 && random.chance(0.35)) {
    arm.interventions.push_back((place + 1) % available);
    std::sort(arm.interventions.begin(), arm.interventions.end());
  }
  const std::string& first = facts.interventions[static_cast<std::size_t>(arm.interventions.front())].name;
  switch (random.below(5)) {
    case 0:
      arm.label = fmt::format("Arm {}: {}", static_cast<char>('A' + place), first);
      break;
    case 1:
      arm.label = fmt::format("Cohort {} - Dose Level {}", place + 1, random.between(1, 6));
      break;
    case 2:
      arm.label = fmt::format("{} Group", first);
      break;
    case 3:
      arm.label = fmt::format("Experimental Arm {} ({} mg)", place + 1, random.pick(kDoses));
      break;
    default:
      arm.label = first;
      break;
  }
  return arm;
}

Arm make_observed_group(const StudyFacts& facts, int place, Random& random) {
  constexpr std::string_view kLabels[] = {"Patients With {}",
                                          "Healthy Controls",
                                          "{}: Early Stage",
                                          "{}: Late Stage",
                                          "Retrospective {} Cohort",
                                          "Siblings Without {}",
                                          "Treated at a Specialist Centre"};
  Arm arm;
  arm.label = fmt::format(fmt::runtime(kLabels[static_cast<std::size_t>(place) % std::size(kLabels)]),
                          facts.main_condition().name);
  if (!facts.interventions.empty() && random.chance(0.7)) {
    arm.interventions = {static_cast<int>(random.below(facts.interventions.size()))};
  }
  return arm;
}

void make_labels_unique(std::vector<Arm>& arms) {
  for (std::size_t i = 0; i < arms.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (arms[i].label == arms[j].label) {
        arms[i].label += fmt::format(" ({})", i + 1);
      }
    }
  }
}

}  // namespace

void plan_arms(StudyFacts& facts) {
  Random random = facts.stream(Topic::kArms);
  plan_interventions(facts, random);
  if (facts.type == StudyType::kExpandedAccess) {
    return;
  }
  const bool observational = facts.type == StudyType::kObservational;
  if (observational && !facts.has_results && random.chance(kNoArms)) {
    return;
  }
  int count = draw(random, kArmCount);
  count = facts.randomized ? std::max(2, count) : count;
  for (int i = 0; i < count; ++i) {
    const bool control = facts.randomized && i == count - 1;
    Arm arm = observational ? make_observed_group(facts, i, random) : make_trial_arm(facts, i, random);
    if (control && !observational) {
      plan_control(facts, arm, random);
    }
    facts.arms.push_back(std::move(arm));
  }
  make_labels_unique(facts.arms);
  facts.groups_in_results = std::min(12, static_cast<int>(facts.arms.size()));
}

}  // namespace trialkeep::corpus
