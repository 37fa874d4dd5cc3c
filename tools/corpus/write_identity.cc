#include <algorithm>
#include <fmt/format.h>

#include "corpus/composer.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// Shares measured on real records and rounded; those of grants are raised so that every kind occurs.
constexpr double kOfficialTitle = 0.989;
constexpr double kAcronym = 0.285;
constexpr double kSecondaryIds = 0.211;
constexpr double kTypedOrganizationId = 0.025;
constexpr double kAlias = 0.002;
constexpr std::string_view kGrants[] = {"NIH", "FDA", "VA", "CDC", "AHRQ", "SAMHSA"};
constexpr Share kIdTypes[] = {{"OTHER", 390},      {"EUDRACT_NUMBER", 180},
                              {"NIH", 160},        {"REGISTRY", 144},
                              {"OTHER_GRANT", 56}, {"CTIS", 31},
                              {"FDA", 16},         {"VA", 16},
                              {"CDC", 14},         {"AHRQ", 14},
                              {"SAMHSA", 14},      {"", 105}};
constexpr Quantile kIdCount[] = {{0, 1}, {800, 1}, {801, 2}, {950, 2}, {1000, 5}};

bool is_grant(std::string_view type) {
  return std::find(std::begin(kGrants), std::end(kGrants), type) != std::end(kGrants);
}

std::string grant_number(Random& random) {
  const auto kind = random.between(1, 61);
  return fmt::format("R{:02}SX{:06}", kind, random.below(1'000'000));
}

void write_grant_link(JsonWriter& json, std::string_view id) {
  json.text("link", fmt::format("https://example.org/grants/{}", id));
}

void write_organization_id(JsonWriter& json, const StudyFacts& facts, Random& random) {
  json.object("orgStudyIdInfo", [&] {
    if (random.chance(kTypedOrganizationId)) {
      const std::string id = grant_number(random);
      json.text("id", id);
      json.text("type", random.pick(kGrants));
      write_grant_link(json, id);
      return;
    }
    const auto a = random.below(10'000);
    switch (random.below(4)) {
      case 0:
        json.text("id", fmt::format("SYN-{:04}-{:02}", a, facts.number % 100));
        break;
      case 1:
        json.text("id", fmt::format("{}/{:03}", random.between(2004, 2026), a % 1000));
        break;
      case 2:
        json.text("id", fmt::format("EX{:05}", a * 7 % 100'000));
        break;
      default:
        json.text("id", fmt::format("{}{:04}", static_cast<char>('A' + a % 26), a));
        break;
    }
  });
}

void write_secondary_id(JsonWriter& json, Random& random) {
  const std::string_view type = pick_share(random, kIdTypes);
  const auto number = random.below(900'000) + 100'000;
  std::string id = fmt::format("EX-{}", number);
  std::string_view domain;
  if (type == "EUDRACT_NUMBER") {
    id = fmt::format("{}-{:06}-{:02}", random.between(2004, 2023), number, number % 90 + 10);
  } else if (type == "CTIS") {
    id = fmt::format("{}-{:06}-{:02}-00", random.between(2022, 2026), number, number % 90 + 10);
  } else if (is_grant(type)) {
    id = grant_number(random);
  } else if (type == "REGISTRY") {
    domain = "Example Registry of Clinical Trials";
  } else if (type == "OTHER" || type == "OTHER_GRANT") {
    constexpr std::string_view kDomains[] = {"Sample Ethics Committee", "Sponsor's protocol number",
                                             "Mock & Sons Foundation"};
    domain = random.pick(kDomains);
  }
  json.object([&] {
    json.text("id", id);
    json.text("type", type);
    json.text("domain", domain);
    if (is_grant(type)) {
      write_grant_link(json, id);
    }
  });
}

std::string treatment_title(const StudyFacts& facts, std::size_t place) {
  return place < facts.interventions.size() ? facts.interventions[place].name : std::string("Usual Care");
}

std::string_view people(const StudyFacts& facts) {
  return facts.children ? facts.british ? "Children and Adolescents" : "Pediatric Patients" : "Adults";
}

std::string official_title(const StudyFacts& facts, Random& random) {
  constexpr std::string_view kPhaseNames[] = {"Phase 1", "Phase 2", "Phase 3", "Phase 4"};
  const std::string_view spelled = facts.british ? "Randomised" : "Randomized";
  const std::string_view condition = facts.conditions.back()->name;
  const std::string_view phase = random.pick(kPhaseNames);
  const std::string measure =
      facts.outcomes.empty() ? "Quality of Life" : std::string(facts.outcomes.front().measure->name);
  switch (facts.type == StudyType::kInterventional ? random.below(4) : 4 + random.below(2)) {
    case 0:
      return fmt::format("A {}, {}, {} Trial of {} Compared With {} in {} With {}",
                         facts.randomized ? spelled : "Single-Arm", random.chance(0.5) ? "Double-Blind" : "Open-label",
                         phase, treatment_title(facts, 0), treatment_title(facts, 1), people(facts),
                         facts.main_condition().name);
    case 1:
      return fmt::format("An Invented {} Study to Assess {} of {} in {} With {}: the Effect on \"{}\"", phase,
                         random.chance(0.5) ? "Efficacy and Safety" : "Tolerability and Pharmacokinetics",
                         treatment_title(facts, 0), people(facts), condition, measure);
    case 2:
      return fmt::format("{} for {}: a Synthetic {} Study", treatment_title(facts, 0), facts.main_condition().name,
                         phase);
    case 3:
      return fmt::format("Does {} Improve {} in {} With {}? A {} {} Investigation at {}", treatment_title(facts, 0),
                         measure, people(facts), facts.main_condition().name,
                         facts.british ? "Multicentre" : "Multicenter", spelled, facts.sponsor.name);
    case 4:
      return fmt::format("Observational Study of {} and {} in {} Seen at {}", facts.main_condition().name, measure,
                         people(facts), facts.sponsor.name);
    default:
      return fmt::format("A Prospective Cohort of {} With {}", people(facts), condition);
  }
}

std::string acronym_of(Random& random) {
  constexpr std::string_view kParts[] = {"SYN",   "EX",    "MOCK", "FIC",  "TEST", "MADE", "PRO",
                                         "HEART", "LUMEN", "CARE", "NOVA", "STAR", "ECHO", "VITA"};
  const std::string_view first = random.pick(kParts);
  switch (random.below(3)) {
    case 0:
      return fmt::format("{}-{}", first, random.between(1, 40));
    case 1:
      return fmt::format("{}-{}", first, random.pick(kParts)).substr(0, 14);
    default:
      return fmt::format("{}UP", first);
  }
}

std::string title_core(const StudyFacts& facts, Random& random) {
  const std::string first = treatment_title(facts, 0);
  const std::string_view condition = facts.main_condition().name;
  if (facts.type == StudyType::kObservational) {
    switch (random.below(4)) {
      case 0:
        return fmt::format("{} Registry of {}", condition, random.pick(invented_towns()));
      case 1:
        return fmt::format("Natural Course of {} in {}", condition, people(facts));
      case 2:
        return fmt::format("Risk Factors and Outcomes of {} in {}: a Cohort Study", condition,
                           random.pick(places()).city);
      default:
        return fmt::format("Biomarkers and Quality of Life in {}", condition);
    }
  }
  const std::string measure = facts.outcomes.empty() ? "Wellbeing" : std::string(facts.outcomes.front().measure->name);
  switch (random.below(7)) {
    case 0:
      return fmt::format("{} for {}", first, condition);
    case 1:
      return fmt::format("{} Versus {} in {} With {}", first, treatment_title(facts, 1), people(facts), condition);
    case 2:
      return fmt::format("A Study of {} in Participants With {}", first, condition);
    case 3:
      return fmt::format("Effect of {} on {} in {}", first, measure, condition);
    case 4:
      return fmt::format("{}'s Sample Trial of {} in {}", random.pick(invented_towns()), first, condition);
    case 5:
      return fmt::format("Safety and Efficacy of {} in {} {}", first,
                         facts.children ? "Young People With" : "Previously Treated", condition);
    default:
      return fmt::format("Is {} Useful in {}?", first, condition);
  }
}

}  // namespace

std::string brief_title(const StudyFacts& facts) {
  if (facts.rarity == Rarity::kWithheld) {
    return "[Redacted] (synthetic record)";
  }
  Random random = facts.stream(Topic::kIdentity, 1);
  return title_core(facts, random) + " (synthetic record)";
}

void write_identification(JsonWriter& json, const StudyFacts& facts) {
  Random random = facts.stream(Topic::kIdentity);
  json.object("identificationModule", [&] {
    json.text("nctId", facts.nct_id());
    if (random.chance(kAlias) || facts.rarity == Rarity::kUnits) {
      json.array("nctIdAliases", [&] { json.element(fmt::format("NCT8{:07}", facts.number % 10'000'000)); });
    }
    write_organization_id(json, facts, random);
    if (random.chance(kSecondaryIds)) {
      json.array("secondaryIdInfos", [&] {
        const int count = draw(random, kIdCount);
        for (int i = 0; i < count; ++i) {
          write_secondary_id(json, random);
        }
      });
    }
    json.object("organization", [&] {
      json.text("fullName", facts.sponsor.name);
      json.text("class", facts.sponsor.agency_class);
    });
    json.text("briefTitle", brief_title(facts));
    if (random.chance(kOfficialTitle) && facts.rarity != Rarity::kWithheld) {
      json.text("officialTitle", official_title(facts, random));
    }
    if (random.chance(kAcronym)) {
      json.text("acronym", acronym_of(random));
    }
  });
}

void write_conditions(JsonWriter& json, const StudyFacts& facts) {
  constexpr double kKeywords = 0.628;
  constexpr Quantile kKeywordCount[] = {{0, 1}, {500, 4}, {900, 8}, {990, 14}, {1000, 22}};
  constexpr std::string_view kMore[] = {"Randomized Trial", "Synthetic Data", "Biomarkers",    "Quality of Life",
                                        "Adherence",        "Elderly",        "Telemedicine",  "Pharmacokinetics",
                                        "Immunotherapy",    "Self-care",      "Pilot",         "Survival",
                                        "β-blocker",        "naïve patients", "Point-of-care", "Long-term follow-up"};
  Random random = facts.stream(Topic::kConditions);
  json.object("conditionsModule", [&] {
    json.array("conditions", [&] {
      for (const Condition* condition : facts.conditions) {
        const auto others = parts_of(condition->synonyms);
        json.element(others.empty() || random.chance(0.65) ? condition->name : random.pick(others));
      }
    });
    if (!random.chance(kKeywords)) {
      return;
    }
    json.array("keywords", [&] {
      const int count = draw(random, kKeywordCount);
      const auto synonyms = parts_of(facts.main_condition().synonyms);
      for (int i = 0; i < count; ++i) {
        const auto place = static_cast<std::size_t>(i);
        if (place < synonyms.size()) {
          json.element(synonyms[place]);
        } else if (place - synonyms.size() < facts.interventions.size()) {
          json.element(facts.interventions[place - synonyms.size()].name);
        } else {
          json.element(random.pick(kMore));
        }
      }
    });
  });
}

void write_description(JsonWriter& json, const StudyFacts& facts) {
  // Lengths of real texts, in bytes, measured and rounded.
  constexpr Quantile kSummary[] = {{0, 60},      {100, 130},   {500, 402},   {750, 780},
                                   {900, 1'374}, {990, 3'000}, {1000, 4'900}};
  constexpr Quantile kDetails[] = {{0, 80},      {100, 300},   {500, 1'190},  {750, 2'200},
                                   {900, 3'563}, {970, 6'200}, {995, 14'000}, {1000, 31'000}};
  constexpr double kHasDetails = 0.651;
  json.object("descriptionModule", [&] {
    if (facts.rarity == Rarity::kWithheld) {
      json.text("briefSummary", "\\[Redacted\\]");
      return;
    }
    Composer summary(facts, Topic::kSummary);
    json.text("briefSummary", summary.summary(static_cast<std::size_t>(draw(summary.random(), kSummary))));
    Composer details(facts, Topic::kDetails);
    if (details.random().chance(kHasDetails)) {
      json.text("detailedDescription", details.details(static_cast<std::size_t>(draw(details.random(), kDetails))));
    }
  });
}

}  // namespace trialkeep::corpus
