#include <fmt/format.h>

#include "corpus/composer.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// The registry began to tell actual from estimated posting and start dates on this day.
constexpr Day kTypedSince = 17'184;  // 2017-01-18
// Shares measured on real records and rounded.
constexpr double kWhyStopped = 0.93;
constexpr double kAccessInfo = 0.981;
constexpr double kCompletionKnown = 0.975;
constexpr double kVerifiedDay = 0.004;  // verification dates given with a day
constexpr double kMonthOnly = 0.28;     // dates given without a day
constexpr double kResponsibleParty = 0.978;
constexpr double kOldParty = 0.042;
constexpr double kCollaborators = 0.343;

void write_partial_date(JsonWriter& json, std::string_view key, Day day, bool month_only, std::string_view type) {
  json.object(key, [&] {
    json.text("date", month_only ? month_text(day) : date_text(day));
    json.text("type", type);
  });
}

void write_posting(JsonWriter& json, std::string_view key, Day day) {
  write_partial_date(json, key, day, false, day < kTypedSince ? "ESTIMATED" : "ACTUAL");
}

void write_study_dates(JsonWriter& json, const StudyFacts& facts, Random& random) {
  const StudyDates& dates = facts.dates;
  const bool old = dates.last_submit < kTypedSince;
  const bool started = !facts.is_status("NOT_YET_RECRUITING") && facts.last_known_status != "NOT_YET_RECRUITING";
  const bool month_only = random.chance(kMonthOnly);
  const bool known = random.chance(kCompletionKnown);
  if (facts.type == StudyType::kExpandedAccess || facts.rarity == Rarity::kWithheld) {
    return;
  }
  write_partial_date(json, "startDateStruct", dates.start, month_only, old ? "" : started ? "ACTUAL" : "ESTIMATED");
  if (!known && !facts.has_results && !facts.is_over()) {
    return;
  }
  const std::string_view primary =
      facts.is_over() || (facts.is_status("ACTIVE_NOT_RECRUITING") && dates.primary_completion < facts.today - 60)
          ? "ACTUAL"
          : "ESTIMATED";
  write_partial_date(json, "primaryCompletionDateStruct", dates.primary_completion, month_only, primary);
  write_partial_date(json, "completionDateStruct", dates.completion, month_only,
                     facts.is_over() ? "ACTUAL" : "ESTIMATED");
}

void write_access_info(JsonWriter& json, const StudyFacts& facts, Random& random) {
  const bool present = random.chance(kAccessInfo);
  if (facts.type == StudyType::kExpandedAccess || (!present && facts.rarity != Rarity::kHasAccess)) {
    return;
  }
  json.object("expandedAccessInfo", [&] {
    const bool has_access = facts.rarity == Rarity::kHasAccess;
    json.boolean("hasExpandedAccess", has_access);
    if (has_access) {
      json.text("nctId", facts.related_nct_id);
      json.text("statusForNctId", "AVAILABLE");
    }
  });
}

void write_responsible_party(JsonWriter& json, const StudyFacts& facts, Random& random) {
  constexpr Share kParties[] = {{"SPONSOR", 665}, {"PRINCIPAL_INVESTIGATOR", 288}, {"SPONSOR_INVESTIGATOR", 47}};
  constexpr std::string_view kTitles[] = {
      "Professor of Medicine", "Principal Investigator", "Associate Professor", "Dr.",
      "Head of Department",    "Physiotherapist, MSc",   "Chief of Cardiology", "Assistant Lecturer"};
  json.object("responsibleParty", [&] {
    if (random.chance(kOldParty)) {
      const std::string name = make_person(random);
      json.text("oldNameTitle", fmt::format("{}, {}", name, random.pick(kTitles)));
      json.text("oldOrganization", facts.sponsor.name);
      return;
    }
    const std::string_view type = pick_share(random, kParties);
    json.text("type", type);
    if (type != "SPONSOR") {
      json.text("investigatorFullName", make_person(random));
      json.text("investigatorTitle", random.pick(kTitles));
      json.text("investigatorAffiliation", facts.sponsor.name);
    }
  });
}

}  // namespace

void write_status(JsonWriter& json, const StudyFacts& facts) {
  const StudyDates& dates = facts.dates;
  Random random = facts.stream(Topic::kStopped);
  json.object("statusModule", [&] {
    json.text("statusVerifiedDate",
              random.chance(kVerifiedDay) ? date_text(dates.verified) : month_text(dates.verified));
    json.text("overallStatus", facts.status);
    json.text("lastKnownStatus", facts.last_known_status);
    if (facts.rarity == Rarity::kWithheld) {
      json.boolean("delayedPosting", true);
    }
    if (facts.is_stopped() && random.chance(kWhyStopped)) {
      json.text("whyStopped", Composer(facts, Topic::kStopped, 1).one(Pool::kStopped));
    }
    write_access_info(json, facts, random);
    write_study_dates(json, facts, random);
    json.text("studyFirstSubmitDate", date_text(dates.first_submit));
    json.text("studyFirstSubmitQcDate", date_text(dates.first_qc));
    write_posting(json, "studyFirstPostDateStruct", dates.first_post);
    if (facts.rarity == Rarity::kResultsWaived) {
      json.boolean("resultsWaived", true);
    }
    if (facts.has_results) {
      json.text("resultsFirstSubmitDate", date_text(dates.results_submit));
      json.text("resultsFirstSubmitQcDate", date_text(dates.results_qc));
      write_posting(json, "resultsFirstPostDateStruct", dates.results_post);
    }
    if (dates.certification_submit != kNoDay) {
      json.text("dispFirstSubmitDate", date_text(dates.certification_submit));
      json.text("dispFirstSubmitQcDate", date_text(dates.certification_submit + 3));
      write_posting(json, "dispFirstPostDateStruct", dates.certification_submit + 7);
    }
    json.text("lastUpdateSubmitDate", date_text(dates.last_submit));
    write_posting(json, "lastUpdatePostDateStruct", dates.last_post);
  });
}

void write_sponsors(JsonWriter& json, const StudyFacts& facts) {
  constexpr Quantile kCount[] = {{0, 1}, {650, 1}, {651, 2}, {850, 2}, {950, 4}, {990, 10}, {1000, 18}};
  Random random = facts.stream(Topic::kSponsor);
  json.object("sponsorCollaboratorsModule", [&] {
    if (random.chance(kResponsibleParty)) {
      write_responsible_party(json, facts, random);
    }
    json.object("leadSponsor", [&] {
      json.text("name", facts.sponsor.name);
      json.text("class", facts.sponsor.agency_class);
    });
    if (!random.chance(kCollaborators)) {
      return;
    }
    json.array("collaborators", [&] {
      const int count = draw(random, kCount);
      for (int i = 0; i < count; ++i) {
        const Organization other = make_organization(random);
        const bool unknown = random.chance(0.13);
        json.object([&] {
          json.text("name", unknown ? fmt::format("{} & partners", make_person(random)) : other.name);
          json.text("class", unknown ? "UNKNOWN" : other.agency_class);
        });
      }
    });
  });
}

void write_oversight(JsonWriter& json, const StudyFacts& facts) {
  // Shares measured on real records and rounded.
  constexpr double kModule = 0.948;
  constexpr double kCommitteeKnown = 0.866;
  constexpr double kRegulationKnown = 0.70;
  Random random = facts.stream(Topic::kOversight);
  if (!random.chance(kModule) && facts.rarity == Rarity::kNone) {
    return;
  }
  json.object("oversightModule", [&] {
    if (random.chance(kCommitteeKnown)) {
      json.boolean("oversightHasDmc", random.chance(0.395));
    }
    const bool known = random.chance(kRegulationKnown);
    const bool drug = random.chance(0.265);
    const bool device = random.chance(0.057);
    if (known) {
      json.boolean("isFdaRegulatedDrug", drug);
      json.boolean("isFdaRegulatedDevice", device);
    }
    if (known && device && random.chance(0.25)) {
      json.boolean("isUnapprovedDevice", true);
      if (random.chance(0.3) || facts.rarity == Rarity::kPostalSponsor) {
        json.boolean("isPpsd", true);
      }
    } else if (facts.rarity == Rarity::kPostalSponsor) {
      json.boolean("isPpsd", true);
    }
    if (known && (drug || device) && random.chance(0.5)) {
      json.boolean("isUsExport", random.chance(0.2));
    }
    if (facts.rarity == Rarity::kViolation) {
      json.boolean("fdaaa801Violation", true);
    }
  });
}

}  // namespace trialkeep::corpus
