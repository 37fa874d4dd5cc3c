#include "site/study_history.h"

#include "base/strings.h"
#include "formats/record_values.h"
#include "model/study.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr FollowedFact kFacts[] = {
    {"Status", piece::OverallStatus},
    {"Enrollment", piece::EnrollmentCount, piece::EnrollmentType},
    {"Start", piece::StartDate, piece::StartDateType},
    {"Primary completion", piece::PrimaryCompletionDate, piece::PrimaryCompletionDateType},
    {"Completion", piece::CompletionDate, piece::CompletionDateType},
    {"Results first submitted", piece::ResultsFirstSubmitDate},
};

constexpr FollowedOutcomes kOutcomes[] = {
    {"Primary outcomes", piece::PrimaryOutcome, piece::PrimaryOutcomeMeasure, piece::PrimaryOutcomeTimeFrame},
    {"Secondary outcomes", piece::SecondaryOutcome, piece::SecondaryOutcomeMeasure, piece::SecondaryOutcomeTimeFrame},
};

std::string shown(const model::Study& study, model::FieldId id) {
  const auto value = study.value(id);
  const std::string text = value ? formats::scalar_text(*value) : std::string();
  return model::field(id).enum_type == model::kNoEnum ? text : std::string(formats::label_of(id, text));
}

std::string fact_text(const model::Study& study, const FollowedFact& fact) {
  std::string out = shown(study, fact.value);
  const std::string kind = out.empty() || fact.kind == model::kNoField ? std::string() : shown(study, fact.kind);
  return kind.empty() ? out : concat(out, " (", kind, ")");
}

std::vector<std::string> outcome_texts(const model::Study& study, const FollowedOutcomes& outcomes) {
  std::vector<std::string> out;
  for (const model::Json entry : study.values(outcomes.list)) {
    std::string text(formats::text_below(entry, outcomes.list, outcomes.measure));
    const std::string_view frame = formats::text_below(entry, outcomes.list, outcomes.time_frame);
    if (!frame.empty()) {
      append_to(text, text.empty() ? "[" : " [", frame, "]");
    }
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace

std::span<const FollowedFact> followed_facts() { return kFacts; }
std::span<const FollowedOutcomes> followed_outcomes() { return kOutcomes; }

StatusOr<StudyHistory> read_history(engine::Registry& registry, NctNumber nct, std::optional<Instant> until) {
  const auto is_known = [&](Instant at) { return !until || at <= *until; };
  StudyHistory history{nct, nct.text(), {}, {}};
  RETURN_IF_ERROR(engine::visit_versions(
      registry, nct,
      [&](const store::VersionInfo& info, const model::Study& study, const std::vector<model::FieldId>& modules) {
        if (!is_known(info.first_observed)) {
          return;
        }
        VersionRow row{info, modules, {}, {}};
        for (const FollowedFact& fact : kFacts) {
          row.facts.push_back(fact_text(study, fact));
        }
        for (const FollowedOutcomes& outcomes : kOutcomes) {
          row.outcomes.push_back(outcome_texts(study, outcomes));
        }
        const std::string_view title = study.text(piece::BriefTitle);
        history.title = title.empty() ? nct.text() : std::string(title);
        history.versions.push_back(std::move(row));
      }));
  ASSIGN_OR_RETURN(engine::History times, registry.history(nct));
  for (store::Removal& removal : times.removals) {
    if (!is_known(removal.removed)) {
      continue;
    }
    if (removal.returned && !is_known(*removal.returned)) {
      removal.returned = std::nullopt;
    }
    history.removals.push_back(std::move(removal));
  }
  return history;
}

std::string date_of(const store::VersionInfo& info) {
  return info.own_date.empty() ? info.first_observed.date_text() : info.own_date;
}

std::string address_as_of(NctNumber nct, const store::VersionInfo& info, const store::VersionInfo* next) {
  const bool is_ambiguous = next != nullptr && next->first_observed == info.first_observed;
  return with_parameter(StudyAddress{nct.text(), info.first_observed.exact_text()}.page(), "version",
                        is_ambiguous ? std::to_string(info.number) : std::string());
}

std::string module_name(model::FieldId module) {
  constexpr std::string_view kEnd = " Module";
  std::string_view label = model::field(module).label;
  if (label.ends_with(kEnd)) {
    label.remove_suffix(kEnd.size());
  }
  return std::string(label);
}

}  // namespace trialkeep::site
