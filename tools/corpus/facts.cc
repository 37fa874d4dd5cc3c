#include "corpus/facts.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/instant.h"
#include "base/nct.h"

namespace trialkeep::corpus {
namespace {

// Shares and distributions below were measured on 1,918 real records and rounded.
constexpr Share kTypes[] = {{"I", 771}, {"O", 227}};
constexpr Share kPhases[] = {{"NA", 460},     {"PHASE2", 278},        {"PHASE1", 250},       {"PHASE3", 159},
                             {"PHASE4", 144}, {"PHASE1|PHASE2", 126}, {"PHASE2|PHASE3", 40}, {"EARLY_PHASE1", 22}};
constexpr Share kInterventionalStatus[] = {
    {"COMPLETED", 644}, {"RECRUITING", 372},           {"UNKNOWN", 180},  {"NOT_YET_RECRUITING", 103},
    {"TERMINATED", 70}, {"ACTIVE_NOT_RECRUITING", 62}, {"WITHDRAWN", 39}, {"ENROLLING_BY_INVITATION", 8},
    {"SUSPENDED", 5}};
constexpr Share kObservationalStatus[] = {
    {"COMPLETED", 189}, {"RECRUITING", 102},           {"UNKNOWN", 76},  {"NOT_YET_RECRUITING", 33},
    {"TERMINATED", 9},  {"ACTIVE_NOT_RECRUITING", 16}, {"WITHDRAWN", 8}, {"ENROLLING_BY_INVITATION", 4}};
constexpr Share kLastKnown[] = {
    {"RECRUITING", 543}, {"NOT_YET_RECRUITING", 281}, {"ACTIVE_NOT_RECRUITING", 152}, {"ENROLLING_BY_INVITATION", 24}};
constexpr Quantile kEnrollment[] = {{0, 1},     {50, 7},    {100, 14},    {250, 30},     {500, 72},        {750, 200},
                                    {900, 493}, {950, 880}, {990, 5'000}, {999, 60'000}, {1000, 2'000'000}};
constexpr Quantile kSites[] = {{0, 0},    {100, 0},  {101, 1},  {690, 1},   {750, 2},   {800, 4},
                               {900, 18}, {950, 43}, {980, 81}, {990, 135}, {1000, 250}};
constexpr Quantile kConditionCount[] = {{0, 1}, {560, 1}, {750, 2}, {900, 4}, {970, 6}, {998, 9}, {1000, 24}};
constexpr double kResultsOfFinishedTrial = 0.305;  // gives results on 12 % of all studies
constexpr double kResultsOfFinishedObservation = 0.05;
constexpr double kCertifiedDelay = 0.03;

// Rarities are spread over every 1,000 places, so that neighbours stay ordinary.
constexpr std::size_t kSpacing = 41;

Rarity rarity_at(std::size_t index) {
  constexpr auto kLast = static_cast<std::size_t>(Rarity::kManySites);
  const std::size_t place = index % 1'000;
  if (place % kSpacing != 7 || place / kSpacing >= kLast) {
    return Rarity::kNone;
  }
  return static_cast<Rarity>(place / kSpacing + 1);
}

bool is_access(Rarity rarity) { return rarity >= Rarity::kAccessIndividual && rarity <= Rarity::kAccessMarketed; }

std::string_view access_status(Rarity rarity) {
  switch (rarity) {
    case Rarity::kAccessIndividual:
      return "AVAILABLE";
    case Rarity::kAccessIntermediate:
      return "NO_LONGER_AVAILABLE";
    case Rarity::kAccessTreatment:
      return "TEMPORARILY_NOT_AVAILABLE";
    default:
      return "APPROVED_FOR_MARKETING";
  }
}

bool needs_results(Rarity rarity) {
  return rarity == Rarity::kUnits || rarity == Rarity::kComments || rarity == Rarity::kLargeResults;
}

void plan_type(StudyFacts& facts, Random& random) {
  const bool observational = pick_share(random, kTypes) == "O";
  const std::string_view phases = pick_share(random, kPhases);
  const std::string_view status =
      observational ? pick_share(random, kObservationalStatus) : pick_share(random, kInterventionalStatus);
  facts.type = observational ? StudyType::kObservational : StudyType::kInterventional;
  facts.status = status;
  if (is_access(facts.rarity)) {
    facts.type = StudyType::kExpandedAccess;
    facts.status = access_status(facts.rarity);
  } else if (facts.rarity == Rarity::kNaturalHistory || facts.rarity == Rarity::kDefinedPopulation) {
    facts.type = StudyType::kObservational;
  } else if (facts.rarity != Rarity::kNone) {
    facts.type = StudyType::kInterventional;
    facts.status = facts.rarity == Rarity::kWithheld ? "WITHHELD" : "COMPLETED";
  }
  if (facts.is_status("UNKNOWN")) {
    facts.last_known_status = pick_share(random, kLastKnown);
  }
  if (facts.type == StudyType::kInterventional) {
    facts.phases = phases;
    facts.randomized = random.chance(phases == "PHASE1" ? 0.4 : 0.64);
  }
}

void plan_conditions(StudyFacts& facts, Random& random) {
  const Condition& main = random.pick(conditions());
  facts.area = main.area;
  facts.conditions.push_back(&main);
  const int count = draw(random, kConditionCount);
  for (int attempt = 0; attempt < count * 4 && static_cast<int>(facts.conditions.size()) < count; ++attempt) {
    const Condition& other = random.pick(random.chance(0.15) ? conditions() : of_area(conditions(), facts.area));
    if (std::find(facts.conditions.begin(), facts.conditions.end(), &other) == facts.conditions.end()) {
      facts.conditions.push_back(&other);
    }
  }
  facts.children = random.chance(0.14);
  facts.british = random.chance(0.3);
}

void plan_sizes(StudyFacts& facts, Random& random) {
  facts.enrollment = draw(random, kEnrollment);
  int sites = draw(random, kSites);
  // The longest tail: 400 sites in one study of 500, as in the registry's largest trials.
  sites =
      random.chance(0.002) || facts.rarity == Rarity::kManySites ? static_cast<int>(random.between(250, 400)) : sites;
  facts.sites = facts.is_status("WITHDRAWN") && random.chance(0.6) ? 0 : sites;
  if (facts.rarity == Rarity::kWithheld || facts.type == StudyType::kExpandedAccess) {
    facts.sites = 0;
  }
  facts.sites = facts.has_results ? std::max(1, facts.sites) : facts.sites;
  facts.sites_at_first = facts.sites;
  if (facts.sites > 10) {
    facts.enrollment = std::max(facts.enrollment, facts.sites * 4);
  }
  if (facts.is_status("WITHDRAWN")) {
    facts.enrollment = 0;
  } else if (needs_results(facts.rarity) || facts.has_results) {
    facts.enrollment = std::max(facts.enrollment, 12);
  }
}

void plan_results(StudyFacts& facts, Random& random) {
  const bool finished = facts.is_status("COMPLETED") || facts.is_status("TERMINATED");
  const bool trial = facts.type == StudyType::kInterventional;
  const double share = trial ? kResultsOfFinishedTrial : kResultsOfFinishedObservation;
  const bool drawn = random.chance(finished && facts.type != StudyType::kExpandedAccess ? share : 0);
  const bool barred = facts.rarity == Rarity::kResultsWaived || facts.rarity == Rarity::kUnreleased;
  facts.has_results = (drawn && !barred) || needs_results(facts.rarity);
  const bool delayed = random.chance(kCertifiedDelay) && !facts.phases.empty() && facts.phases != "NA";
  facts.dates.certification_submit = delayed && finished ? 0 : kNoDay;
}

constexpr Share kSponsorKinds[] = {{"OTHER", 597},    {"INDUSTRY", 357}, {"NIH", 22},
                                   {"OTHER_GOV", 19}, {"NETWORK", 5},    {"FED", 4}};

}  // namespace

bool StudyFacts::is_over() const { return is_status("COMPLETED") || is_status("TERMINATED") || is_status("WITHDRAWN"); }
bool StudyFacts::is_stopped() const {
  return is_status("TERMINATED") || is_status("WITHDRAWN") || is_status("SUSPENDED");
}
bool StudyFacts::shows_site_status() const { return is_status("RECRUITING") || last_known_status == "RECRUITING"; }
std::string StudyFacts::nct_id() const { return NctNumber::from_value(number).text(); }

std::string make_person(Random& random) {
  const std::string_view given = random.pick(given_names());
  return fmt::format("{} {}", given, random.pick(family_names()));
}

Organization make_organization(Random& random) {
  // The smaller of two draws: few sponsors have many studies, many have few.
  const auto number = static_cast<int>(std::min(random.below(120), random.below(120)));
  const std::string_view town = invented_towns()[static_cast<std::size_t>(number) % invented_towns().size()];
  const std::string_view kind = pick_share(random, kSponsorKinds);
  if (kind == "INDUSTRY") {
    constexpr std::string_view kFirms[] = {"Sample Pharma {1}",          "Placeholder Therapeutics {1}, Inc",
                                           "Example Biologics {1} GmbH", "Specimen Medical Devices {1} Ltd",
                                           "Invented Vaccines {1} SA",   "Mock & Sons Laboratories {1}",
                                           "{0} Biotech (example)"};
    return {fmt::format(fmt::runtime(random.pick(kFirms)), town, number + 1), kind};
  }
  if (kind == "OTHER") {
    constexpr std::string_view kHouses[] = {"Example University of {}",     "{} Teaching Hospital (example)",
                                            "Sample Hospital {}",           "{} School of Medicine (invented)",
                                            "Universidad de Ejemplo de {}", "Hôpital Exemple de {}",
                                            "Universität Muster {}",        "{} Cancer Foundation (example)",
                                            "Sample University Clinics {}", "{} Children's Sample Hospital"};
    return {fmt::format(fmt::runtime(random.pick(kHouses)), town), kind};
  }
  constexpr std::string_view kOffices[] = {"Sample Institute of Health {} (SIH)", "Example Ministry of Health, {}",
                                           "Sample Research Network {}"};
  const std::size_t office = kind == "NIH" || kind == "FED" ? 0 : kind == "OTHER_GOV" ? 1 : 2;
  return {fmt::format(fmt::runtime(kOffices[office]), town), kind};
}

std::string date_text(Day day) {
  const CalendarDate date = date_from_days(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string month_text(Day day) { return date_text(day).substr(0, 7); }

std::string number_text(std::int64_t tenths) {
  const std::int64_t whole = tenths < 0 ? -tenths : tenths;
  const char* sign = tenths < 0 ? "-" : "";
  return whole % 10 == 0 ? fmt::format("{}{}", sign, whole / 10) : fmt::format("{}{}.{}", sign, whole / 10, whole % 10);
}

StudyFacts make_facts(std::uint64_t seed, std::size_t index, std::uint32_t number) {
  StudyFacts facts;
  facts.key = mix_bits(mix_bits(seed + 0x5851f42d4c957f2dull) + index);
  facts.number = number;
  facts.rarity = rarity_at(index);
  Random random = facts.stream(Topic::kPlan);
  plan_type(facts, random);
  plan_conditions(facts, random);
  plan_results(facts, random);
  plan_sizes(facts, random);
  facts.sponsor = make_organization(random);
  if (facts.rarity == Rarity::kIndividualSponsor) {
    facts.sponsor = {make_person(random), "INDIV"};
  } else if (facts.rarity == Rarity::kAmbiguousSponsor) {
    facts.sponsor = {"Sample Consortium of No Fixed Class", "AMBIG"};
  } else if (facts.rarity == Rarity::kWithheld) {
    facts.sponsor = {"[Redacted] (synthetic record)", "UNKNOWN"};
  }
  if (facts.rarity == Rarity::kHasAccess) {
    constexpr auto kSteps =
        static_cast<std::uint32_t>(Rarity::kHasAccess) - static_cast<std::uint32_t>(Rarity::kAccessIndividual);
    facts.related_nct_id = NctNumber::from_value(number - kSteps * static_cast<std::uint32_t>(kSpacing)).text();
  }
  plan_dates(facts);
  plan_arms(facts);
  plan_outcomes(facts);
  return facts;
}

}  // namespace trialkeep::corpus
