#pragma once
// What is true of one made-up study before a word of it is written: its kind, its dates, its people and
// sizes. Everything follows from the seed and the study's place in the corpus; updates.h moves it on.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/dice.h"
#include "corpus/vocabulary.h"

namespace trialkeep::corpus {

using Day = std::int32_t;  // days since 1970-01-01
inline constexpr Day kNoDay = INT32_MIN;
inline constexpr Day kFirstDataDay = 20'514;  // 2026-03-02, the data date of a corpus without updates

enum class StudyType : std::uint8_t { kInterventional, kObservational, kExpandedAccess };

// Things so rare that a small corpus would miss them: each belongs to one place in every 1,000 studies.
enum class Rarity : std::uint8_t {
  kNone,
  kWithheld,
  kResultsWaived,
  kViolation,
  kRetraction,
  kUnits,
  kComments,
  kAccessIndividual,
  kAccessIntermediate,
  kAccessTreatment,
  kAccessMarketed,
  kHasAccess,
  kIndividualSponsor,
  kAmbiguousSponsor,
  kNaturalHistory,
  kDefinedPopulation,
  kPostalSponsor,
  kMainContactTrial,
  kUnreleased,
  kLargeResults,
  kManySites,
};

struct Organization {
  std::string name;
  std::string_view agency_class;
};

struct Intervention {
  const Treatment* treatment = nullptr;
  std::string_view type;
  std::string name;
};

struct Arm {
  std::string label;
  std::string_view type;  // empty for a group of an observational study
  std::vector<int> interventions;
};

struct PlannedOutcome {
  const Measure* measure = nullptr;
  char kind = 'P';  // P primary, S secondary, O other
  std::string title;
  std::string time_frame;
};

struct StudyDates {
  Day first_submit = kNoDay;
  Day first_qc = kNoDay;
  Day first_post = kNoDay;
  Day start = kNoDay;
  Day primary_completion = kNoDay;
  Day completion = kNoDay;
  Day results_submit = kNoDay;
  Day results_qc = kNoDay;
  Day results_post = kNoDay;
  Day certification_submit = kNoDay;  // of delayed results, "disposition" in the registry's words
  Day last_submit = kNoDay;
  Day last_post = kNoDay;
  Day verified = kNoDay;
  Day papers = kNoDay;  // last submission before any daily update: documents and notices date from it
};

struct StudyFacts {
  std::uint64_t key = 0;  // of all its random streams
  std::uint32_t number = 0;
  Rarity rarity = Rarity::kNone;
  Day today = kFirstDataDay;   // the data date
  std::string related_nct_id;  // of the expanded access of this study's treatment, where there is one

  StudyType type = StudyType::kInterventional;
  std::string_view phases;  // "PHASE1|PHASE2"; empty unless interventional
  std::string_view status;
  std::string_view last_known_status;  // only when the status is UNKNOWN
  bool british = false;                // spelling
  Area area = Area::kAny;
  bool randomized = false;
  bool children = false;

  std::vector<const Condition*> conditions;  // at least one
  std::vector<Intervention> interventions;
  std::vector<Arm> arms;
  std::vector<PlannedOutcome> outcomes;
  Organization sponsor;
  StudyDates dates;
  int enrollment = 0;
  int sites = 0;
  int sites_at_first = 0;  // before updates: what the choice of countries depends on
  int contact_edition = 0;
  bool has_results = false;
  int groups_in_results = 0;

  Random stream(Topic topic, std::uint64_t edition = 0) const { return stream_of(key, topic, edition); }
  bool is_status(std::string_view name) const { return status == name; }
  bool is_over() const;     // completed, terminated or withdrawn
  bool is_stopped() const;  // terminated, withdrawn or suspended
  // Recruiting, or last known to be: then and only then sites carry a status.
  bool shows_site_status() const;
  std::string nct_id() const;
  const Condition& main_condition() const { return *conditions.front(); }
};

// The study at `index` of the corpus of `seed`, as it stands on kFirstDataDay.
StudyFacts make_facts(std::uint64_t seed, std::size_t index, std::uint32_t number);

// Stages of make_facts in files of their own.
void plan_dates(StudyFacts& facts);
void plan_arms(StudyFacts& facts);
void plan_outcomes(StudyFacts& facts);

Organization make_organization(Random& random);
std::string make_person(Random& random);

std::string date_text(Day day);                // yyyy-MM-dd
std::string month_text(Day day);               // yyyy-MM
std::string number_text(std::int64_t tenths);  // 123 -> "12.3", 120 -> "12"

}  // namespace trialkeep::corpus
