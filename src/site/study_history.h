#pragma once
// What the history page tells of each version of a study: when it was, what changed, how it stood with what readers
// follow over time. Read here, so that the page itself reads nothing.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/nct.h"
#include "base/status.h"
#include "engine/history.h"
#include "model/catalogue.h"

namespace trialkeep::site {

// A fact that is followed over time: its value, and with it in brackets that of `kind`, if any.
struct FollowedFact {
  std::string_view title;
  model::FieldId value;
  model::FieldId kind = model::kNoField;  // "Actual", "Estimated"
};
std::span<const FollowedFact> followed_facts();

// A list of outcomes that is followed over time.
struct FollowedOutcomes {
  std::string_view title;
  model::FieldId list;
  model::FieldId measure;
  model::FieldId time_frame;
};
std::span<const FollowedOutcomes> followed_outcomes();

struct VersionRow {
  store::VersionInfo info;
  std::vector<model::FieldId> modules;             // that differ from the version before; of the first, all it has
  std::vector<std::string> facts;                  // one for each of followed_facts()
  std::vector<std::vector<std::string>> outcomes;  // for each of followed_outcomes(): "measure [time frame]"
};

struct StudyHistory {
  NctNumber nct;
  std::string title;  // of its newest version
  std::vector<VersionRow> versions;
  std::vector<store::Removal> removals;
};

// Up to a moment, or all of it; empty for a number that was not seen by then.
StatusOr<StudyHistory> read_history(engine::Registry& registry, NctNumber nct,
                                    std::optional<Instant> until = std::nullopt);

// The record's own date, else the day on which it was first seen here.
std::string date_of(const store::VersionInfo& info);

// The address of the study as it stood with this version. `next` is the version behind it, if there is one: where both
// are of one moment, which of them is meant is said too.
std::string address_as_of(NctNumber nct, const store::VersionInfo& info, const store::VersionInfo* next);

// "Status" for the module of that name.
std::string module_name(model::FieldId module);

}  // namespace trialkeep::site
