#include "engine/track.h"

#include <algorithm>

#include "base/instant.h"
#include "base/strings.h"
#include "model/difference.h"
#include "model/enum_values.h"
#include "model/partial_date.h"
#include "model/study.h"

namespace trialkeep::engine {
namespace {

namespace piece = model::piece;
namespace value = model::value;

constexpr std::string_view kTrue = "true";
constexpr std::string_view kFalse = "false";

// A version read and parsed; `study` is a view into it.
struct ReadVersion {
  store::VersionInfo info;
  std::string body;
  std::unique_ptr<model::StudyParser> parser = std::make_unique<model::StudyParser>();
  std::optional<model::Study> study;
};

StatusOr<ReadVersion> read_version(store::Reader& reader, const store::VersionInfo& info) {
  ReadVersion version;
  version.info = info;
  ASSIGN_OR_RETURN(version.body, reader.body(info.sequence));
  ASSIGN_OR_RETURN(version.study, version.parser->parse(version.body));
  return version;
}

// The versions of a study that were known at the moment, oldest first.
StatusOr<std::vector<store::VersionInfo>> known_versions(store::Reader& reader, NctNumber nct,
                                                         std::optional<Instant> as_of) {
  ASSIGN_OR_RETURN(auto versions, reader.versions(nct.value()));
  std::erase_if(versions, [&](const store::VersionInfo& one) { return as_of && one.first_observed > *as_of; });
  return versions;
}

// Calls `look` with the versions of each study that the request means.
template <typename Look>
StatusOr<TrackResult> for_each_study(Registry& registry, const TrackRequest& request, bool with_removed,
                                     const Look& look) {
  SearchRequest search;
  search.parts = request.parts;
  search.moment = {request.as_of, with_removed};
  ASSIGN_OR_RETURN(SearchResult found, registry.search_all(search));
  TrackResult result;
  result.complaints = std::move(found.complaints);
  ASSIGN_OR_RETURN(const auto reader, registry.reader());
  for (const SearchHit& hit : found.hits) {
    ASSIGN_OR_RETURN(const auto versions, known_versions(*reader, hit.nct, request.as_of));
    if (!versions.empty()) {
      ++result.studies;
      RETURN_IF_ERROR(look(*reader, hit.nct, versions));
    }
  }
  return result;
}

std::string text_of(model::Json json) {
  std::string_view text;
  return json.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::minify(json);
}

// The values of a piece as the registry's own tables have lists: joined with a bar.
std::string values_of(const model::Study& study, model::FieldId id) {
  std::string joined;
  for (const model::Json json : study.values(id)) {
    append_to(joined, joined.empty() ? "" : "|", text_of(json));
  }
  return joined;
}

// The record's own date, else the day on which it was observed.
std::string date_of(const store::VersionInfo& info) {
  return info.own_date.empty() ? info.first_observed.date_text() : info.own_date;
}

std::string truth_of(const model::Study& study, model::FieldId id) {
  const auto truth = study.boolean(id);
  return std::string(!truth ? "" : *truth ? kTrue : kFalse);
}

// The same day a year later; of 29 February, the last of the month. None after the last year that the calendar has.
std::optional<std::int32_t> a_year_after(std::int32_t day) {
  const CalendarDate date = date_from_days(day);
  const auto later = days_from_date(date.year + 1, date.month, date.day);
  return later ? later : days_from_date(date.year + 1, date.month, date.day - 1);
}

std::string_view name_of(model::ChangeKind kind) {
  switch (kind) {
    case model::ChangeKind::kAdded:
      return "added";
    case model::ChangeKind::kRemoved:
      return "removed";
    case model::ChangeKind::kMoved:
      return "moved";
    case model::ChangeKind::kChanged:
      break;
  }
  return "changed";
}

Status tell_outcome_changes(NctNumber nct, std::string_view start, const ReadVersion& baseline, bool is_before_start,
                            const ReadVersion& newest, const RowVisitor& visit) {
  for (const model::Change& change : model::compare(*baseline.study, *newest.study)) {
    if (change.kind == model::ChangeKind::kMoved || !concerns(change, piece::PrimaryOutcome)) {
      continue;
    }
    const std::string outcome = change.place.empty() ? std::string() : change.place.front().name;
    const std::string_view name = change.field == model::kNoField ? change.path : model::field(change.field).piece;
    RETURN_IF_ERROR(
        visit({nct.text(), std::string(start), concat(baseline.info.number), date_of(baseline.info),
               std::string(is_before_start ? kTrue : kFalse), concat(newest.info.number), date_of(newest.info),
               std::string(name_of(change.kind)), outcome, std::string(name), change.older.text, change.newer.text}));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<TrackResult> track_piece(Registry& registry, const TrackRequest& request, model::FieldId id,
                                  const RowVisitor& visit) {
  return for_each_study(
      registry, request, true, [&](store::Reader& reader, NctNumber nct, const auto& versions) -> Status {
        std::string last;
        for (const store::VersionInfo& info : versions) {
          ASSIGN_OR_RETURN(const ReadVersion version, read_version(reader, info));
          std::string now = values_of(*version.study, id);
          if (info.number == 0 || now != last) {
            RETURN_IF_ERROR(
                visit({nct.text(), concat(info.number), info.first_observed.exact_text(), info.own_date, now}));
          }
          last = std::move(now);
        }
        return absl::OkStatus();
      });
}

StatusOr<TrackResult> outcomes_changed(Registry& registry, const TrackRequest& request, const RowVisitor& visit) {
  return for_each_study(registry, request, true,
                        [&](store::Reader& reader, NctNumber nct, const auto& versions) -> Status {
                          if (versions.size() < 2) {
                            return absl::OkStatus();
                          }
                          ASSIGN_OR_RETURN(const ReadVersion newest, read_version(reader, versions.back()));
                          const std::string_view start = newest.study->text(piece::StartDate);
                          const auto start_date = model::parse_partial_date(start);
                          if (!start_date) {
                            return absl::OkStatus();  // without a start nothing came after it
                          }
                          // A start that names only a month may have been on its last day.
                          const auto newest_date = model::parse_partial_date(date_of(versions.back()));
                          if (newest_date && newest_date->first_day <= start_date->last_day) {
                            return absl::OkStatus();  // all that changed, changed before
                          }
                          std::size_t baseline = 0;
                          bool is_before_start = false;
                          for (std::size_t i = 0; i + 1 < versions.size(); ++i) {
                            const auto date = model::parse_partial_date(date_of(versions[i]));
                            if (date && date->first_day <= start_date->last_day) {
                              baseline = i;
                              is_before_start = true;
                            }
                          }
                          ASSIGN_OR_RETURN(const ReadVersion before, read_version(reader, versions[baseline]));
                          return tell_outcome_changes(nct, start, before, is_before_start, newest, visit);
                        });
}

StatusOr<TrackResult> results_due(Registry& registry, const TrackRequest& request, Instant now,
                                  const RowVisitor& visit) {
  const auto today = static_cast<std::int32_t>(request.as_of.value_or(now).unix_ms / kDayMs);
  return for_each_study(
      registry, request, false, [&](store::Reader& reader, NctNumber nct, const auto& versions) -> Status {
        ASSIGN_OR_RETURN(const ReadVersion newest, read_version(reader, versions.back()));
        const model::Study& study = *newest.study;
        const std::string_view completion = study.text(piece::PrimaryCompletionDate);
        const auto date = model::parse_partial_date(completion);
        if (study.text(piece::StudyType) != value::StudyType_INTERVENTIONAL ||
            study.text(piece::OverallStatus) == value::Status_WITHDRAWN || !date ||
            !study.text(piece::ResultsFirstSubmitDate).empty()) {
          return absl::OkStatus();
        }
        const auto due = a_year_after(date->last_day);
        if (!due || *due > today) {
          return absl::OkStatus();
        }
        const std::string due_text = Instant{*due * kDayMs}.date_text();
        return visit({nct.text(), std::string(study.text(piece::OverallStatus)), std::string(completion),
                      std::string(study.text(piece::PrimaryCompletionDateType)), due_text, concat(today - *due),
                      std::string(study.text(piece::DispFirstSubmitDate)), truth_of(study, piece::IsFDARegulatedDrug),
                      truth_of(study, piece::IsFDARegulatedDevice)});
      });
}

}  // namespace trialkeep::engine
