#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "corpus/composer.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// Shares measured on real records and rounded; a share below 4 in 1,000 is raised to that, so that a corpus of
// 2,000 studies shows every value.
constexpr Share kModels[] = {{"COHORT", 596},        {"CASE_CONTROL", 171}, {"CASE_ONLY", 105},          {"OTHER", 95},
                             {"CASE_CROSSOVER", 21}, {"FAMILY_BASED", 10},  {"ECOLOGIC_OR_COMMUNITY", 8}};
constexpr Share kPerspectives[] = {
    {"PROSPECTIVE", 684}, {"CROSS_SECTIONAL", 133}, {"RETROSPECTIVE", 131}, {"OTHER", 52}};
constexpr Share kSeveralArms[] = {{"PARALLEL", 800}, {"SEQUENTIAL", 90}, {"CROSSOVER", 90}, {"FACTORIAL", 10}};
constexpr Share kPurposes[] = {{"TREATMENT", 760},
                               {"PREVENTION", 54},
                               {"BASIC_SCIENCE", 49},
                               {"DIAGNOSTIC", 42},
                               {"OTHER", 36},
                               {"SUPPORTIVE_CARE", 32},
                               {"HEALTH_SERVICES_RESEARCH", 10},
                               {"DEVICE_FEASIBILITY", 5},
                               {"SCREENING", 5},
                               {"ECT", 5}};
constexpr Share kMaskings[] = {{"NONE", 559}, {"QUADRUPLE", 150}, {"DOUBLE", 147}, {"TRIPLE", 82}, {"SINGLE", 62}};
constexpr Share kRetention[] = {{"SAMPLES_WITH_DNA", 500}, {"SAMPLES_WITHOUT_DNA", 460}, {"NONE_RETAINED", 40}};
constexpr double kModelDescription = 0.185;
constexpr double kMaskingDescription = 0.15;
constexpr double kArmDescription = 0.86;
constexpr double kTreatmentDescription = 0.945;
constexpr double kOtherNames = 0.29;

constexpr std::array<std::string_view, 4> kWho = {"PARTICIPANT", "CARE_PROVIDER", "INVESTIGATOR", "OUTCOMES_ASSESSOR"};

std::size_t masked_count(std::string_view masking) {
  constexpr std::string_view kNames[] = {"NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"};
  return static_cast<std::size_t>(std::find(std::begin(kNames), std::end(kNames), masking) - std::begin(kNames));
}

void write_masking(JsonWriter& json, const StudyFacts& facts, Composer& composer) {
  Random& random = composer.random();
  const std::string_view drawn = pick_share(random, kMaskings);
  const std::string_view masking = facts.randomized ? drawn : random.chance(0.9) ? "NONE" : drawn;
  json.object("maskingInfo", [&] {
    json.text("masking", masking);
    const std::size_t count = masked_count(masking);
    if (count > 0 && random.chance(kMaskingDescription)) {
      json.text("maskingDescription", composer.paragraph(Pool::kMasking, 120));
    }
    json.array("whoMasked", [&] {
      // Who is left out when fewer than four are masked: never the participant.
      std::size_t left_out = kWho.size() - count;
      for (std::size_t i = 0; i < kWho.size() && count > 0; ++i) {
        const std::size_t rest = kWho.size() - i;
        if (i > 0 && random.below(rest) < left_out) {
          --left_out;
        } else {
          json.element(kWho[i]);
        }
      }
    });
  });
}

void write_design_info(JsonWriter& json, const StudyFacts& facts, Composer& composer) {
  Random& random = composer.random();
  json.object("designInfo", [&] {
    if (facts.type == StudyType::kObservational) {
      const std::string_view model = pick_share(random, kModels);
      const bool rare = facts.rarity == Rarity::kNaturalHistory || facts.rarity == Rarity::kDefinedPopulation;
      json.text("observationalModel", !rare                                     ? model
                                      : facts.rarity == Rarity::kNaturalHistory ? "NATURAL_HISTORY"
                                                                                : "DEFINED_POPULATION");
      json.text("timePerspective", pick_share(random, kPerspectives));
      return;
    }
    json.text("allocation", facts.randomized ? "RANDOMIZED" : facts.arms.size() > 1 ? "NON_RANDOMIZED" : "NA");
    json.text("interventionModel", facts.arms.size() > 1 ? pick_share(random, kSeveralArms) : "SINGLE_GROUP");
    if (random.chance(kModelDescription)) {
      json.text("interventionModelDescription",
                composer.paragraph(Pool::kModel, static_cast<std::size_t>(random.between(50, 420))));
    }
    json.text("primaryPurpose", pick_share(random, kPurposes));
    write_masking(json, facts, composer);
  });
}

void write_access_types(JsonWriter& json, Rarity rarity) {
  json.object("expandedAccessTypes", [&] {
    if (rarity == Rarity::kAccessIndividual) {
      json.boolean("individual", true);
    }
    if (rarity == Rarity::kAccessIntermediate) {
      json.boolean("intermediate", true);
    }
    if (rarity == Rarity::kAccessTreatment || rarity == Rarity::kAccessMarketed) {
      json.boolean("treatment", true);
    }
  });
}

std::string study_type_name(StudyType type) {
  return type == StudyType::kInterventional  ? "INTERVENTIONAL"
         : type == StudyType::kObservational ? "OBSERVATIONAL"
                                             : "EXPANDED_ACCESS";
}

std::string full_name(const Intervention& intervention) {
  return fmt::format("{}: {}", type_label(intervention.type), intervention.name);
}

void write_arm(JsonWriter& json, const StudyFacts& facts, const Arm& arm, Composer& composer) {
  constexpr Quantile kLength[] = {{0, 30}, {500, 105}, {900, 357}, {1000, 990}};
  json.object([&] {
    json.text("label", arm.label);
    json.text("type", arm.type);
    if (composer.random().chance(kArmDescription)) {
      json.text("description",
                composer.paragraph(arm_pool(arm.type), static_cast<std::size_t>(draw(composer.random(), kLength))));
    }
    json.array("interventionNames", [&] {
      for (int place : arm.interventions) {
        json.element(full_name(facts.interventions[static_cast<std::size_t>(place)]));
      }
    });
  });
}

void write_intervention(JsonWriter& json, const StudyFacts& facts, std::size_t place, Composer& composer) {
  constexpr Quantile kLength[] = {{0, 20}, {500, 78}, {900, 338}, {1000, 990}};
  const Intervention& intervention = facts.interventions[place];
  Random& random = composer.random();
  json.object([&] {
    json.text("type", intervention.type);
    json.text("name", intervention.name);
    if (random.chance(kTreatmentDescription)) {
      json.text("description",
                composer.paragraph(treatment_pool(intervention.type), static_cast<std::size_t>(draw(random, kLength))));
    }
    json.array("armGroupLabels", [&] {
      for (const Arm& arm : facts.arms) {
        if (std::find(arm.interventions.begin(), arm.interventions.end(), static_cast<int>(place)) !=
            arm.interventions.end()) {
          json.element(arm.label);
        }
      }
    });
    if (intervention.treatment != nullptr && random.chance(kOtherNames)) {
      json.array("otherNames", [&] {
        for (std::string_view name : parts_of(intervention.treatment->other_names)) {
          json.element(name);
        }
      });
    }
  });
}

void write_outcome_list(JsonWriter& json, const StudyFacts& facts, std::string_view key, char kind, double described,
                        Composer& composer) {
  constexpr Quantile kLength[] = {{0, 30}, {500, 140}, {900, 455}, {1000, 980}};
  json.array(key, [&] {
    for (const PlannedOutcome& outcome : facts.outcomes) {
      if (outcome.kind != kind) {
        continue;
      }
      json.object([&] {
        json.text("measure", outcome.title);
        if (composer.random().chance(described)) {
          json.text("description",
                    composer.paragraph(Pool::kOutcome, static_cast<std::size_t>(draw(composer.random(), kLength))));
        }
        json.text("timeFrame", outcome.time_frame);
      });
    }
  });
}

}  // namespace

std::string type_label(std::string_view constant) {
  std::string label(constant);
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] == '_') {
      label[i] = ' ';
    } else if (i > 0 && label[i - 1] != ' ') {
      label[i] = static_cast<char>(label[i] + 32);
    }
  }
  return label;
}

void write_design(JsonWriter& json, const StudyFacts& facts) {
  constexpr std::string_view kDurations[] = {"6 Months", "1 Year", "2 Years", "5 Years", "30 Days", "12 Weeks"};
  Composer composer(facts, Topic::kDesign);
  Random& random = composer.random();
  const bool observational = facts.type == StudyType::kObservational;
  json.object("designModule", [&] {
    json.text("studyType", study_type_name(facts.type));
    if (facts.type == StudyType::kExpandedAccess) {
      json.integer("nPtrsToThisExpAccNctId", 1);
      write_access_types(json, facts.rarity);
      return;
    }
    const bool registry = random.chance(0.136);
    if (observational) {
      json.boolean("patientRegistry", registry);
    }
    json.array("phases", [&] {
      for (std::string_view phase : parts_of(facts.phases)) {
        json.element(phase);
      }
    });
    if (observational && registry && random.chance(0.8)) {
      json.text("targetDuration", random.pick(kDurations));
    }
    if (facts.rarity != Rarity::kWithheld) {
      write_design_info(json, facts, composer);
    }
    if (observational && random.chance(0.34)) {
      json.object("bioSpec", [&] {
        json.text("retention", pick_share(random, kRetention));
        json.text("description", composer.one(Pool::kSpecimen));
      });
    }
    json.object("enrollmentInfo", [&] {
      json.integer("count", facts.enrollment);
      json.text("type", facts.is_over() || facts.is_status("ACTIVE_NOT_RECRUITING") ? "ACTUAL" : "ESTIMATED");
    });
  });
}

void write_arms(JsonWriter& json, const StudyFacts& facts) {
  if (facts.rarity == Rarity::kWithheld) {
    return;
  }
  Composer composer(facts, Topic::kArms, 1);
  json.object("armsInterventionsModule", [&] {
    json.array("armGroups", [&] {
      for (const Arm& arm : facts.arms) {
        write_arm(json, facts, arm, composer);
      }
    });
    json.array("interventions", [&] {
      for (std::size_t i = 0; i < facts.interventions.size(); ++i) {
        write_intervention(json, facts, i, composer);
      }
    });
  });
}

void write_outcomes(JsonWriter& json, const StudyFacts& facts) {
  Composer composer(facts, Topic::kOutcomes, 1);
  json.object("outcomesModule", [&] {
    write_outcome_list(json, facts, "primaryOutcomes", 'P', 0.83, composer);
    write_outcome_list(json, facts, "secondaryOutcomes", 'S', 0.82, composer);
    write_outcome_list(json, facts, "otherOutcomes", 'O', 0.92, composer);
  });
}

}  // namespace trialkeep::corpus
