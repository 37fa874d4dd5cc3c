#pragma once
// Values over time: how a piece of each study of a query went from version to version, and the two questions that
// are asked of registries most: were outcomes changed after the study began, and are results due that are not there.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/registry.h"
#include "model/catalogue.h"

namespace trialkeep::engine {

// A table of texts. `visit` gets a row at a time, by study and then by time; an error of its ends the work.
using Row = std::vector<std::string>;
using RowVisitor = std::function<Status(const Row&)>;

struct TrackRequest {
  std::vector<QueryPart> parts;  // of studies that match then, removed ones among them where the rule has no other
  std::optional<Instant> as_of;  // what was known then; unset: now
};

// What came of a table: complaints about the query, or how many studies were looked at.
struct TrackResult {
  std::vector<QueryComplaint> complaints;
  std::uint64_t studies = 0;
};

// One row for the first version and for each at which the values differ from those before.
inline constexpr std::string_view kTrackColumns[] = {"nctId", "version", "firstObserved", "recordDate", "value"};
StatusOr<TrackResult> track_piece(Registry& registry, const TrackRequest& request, model::FieldId piece,
                                  const RowVisitor& visit);

// The rule, for people.
inline constexpr std::string_view kOutcomesChangedRule =
    "Primary outcomes of the last version that is not later than the start date (a month counts to its last day; "
    "versions by the record's own date of its last update, else the day it was observed; the earliest version known, "
    "if none is that old) against the newest version: added, removed or reworded. The order does not count.";
inline constexpr std::string_view kOutcomesChangedColumns[] = {
    "nctId",   "startDate", "baselineVersion", "baselineDate", "baselineIsBeforeStart",
    "version", "date",      "change",          "outcome",      "piece",
    "from",    "to"};
StatusOr<TrackResult> outcomes_changed(Registry& registry, const TrackRequest& request, const RowVisitor& visit);

inline constexpr std::string_view kResultsDueRule =
    "Interventional studies that are in the registry, not withdrawn, whose primary completion date (given as actual, "
    "else as estimated and "
    "past) "
    "lies a year or more back and whose record has no date of first submitting results. A date of first submitting a "
    "delay is shown: it can move the due date. Whether a law applies to a study the record does not say for certain; "
    "the columns on FDA regulation are what it says.";
inline constexpr std::string_view kResultsDueColumns[] = {
    "nctId",       "overallStatus",  "primaryCompletionDate", "primaryCompletionDateType", "resultsDue",
    "daysOverdue", "delaySubmitted", "isFdaRegulatedDrug",    "isFdaRegulatedDevice"};
StatusOr<TrackResult> results_due(Registry& registry, const TrackRequest& request, Instant now,
                                  const RowVisitor& visit);

}  // namespace trialkeep::engine
