#include "generator/plans.h"

#include "base/strings.h"

namespace trialkeep::bench {
namespace {

double share_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

Plan plan_of(model::FieldId id, const FieldFrequencies& learned) {
  const model::Field& field = model::field(id);
  Plan plan;
  plan.key = concat("\"", field.key, "\":");
  plan.rule = rule_of(id);
  for (std::size_t i = 0; i < kStrata; ++i) {
    plan.presence[i] = share_of(learned.present[i], learned.parents[i]);
  }
  plan.lengths = learned.lengths;
  plan.amounts = learned.amounts;
  std::vector<std::uint64_t> counts;
  for (const Counted& value : learned.values) {
    plan.values.push_back(value.text);
    counts.push_back(value.count);
  }
  counts.push_back(learned.others);
  plan.chooser = Chooser(counts);
  plan.is_whole = field.piece.ends_with("CountValue") || field.piece.ends_with("NumSubjects") ||
                  field.piece.ends_with("NumUnits") || field.kind == model::ValueKind::kInteger;
  plan.is_markup = field.kind == model::ValueKind::kMarkup;
  return plan;
}

}  // namespace

Plans::Plans(const Frequencies& frequencies, const MakerOptions& maker_options)
    : options(maker_options), places(frequencies.places) {
  for (std::size_t id = 0; id < frequencies.fields.size(); ++id) {
    fields.push_back(model::field(static_cast<model::FieldId>(id)).is_indexed_only
                         ? Plan{}
                         : plan_of(static_cast<model::FieldId>(id), frequencies.fields[id]));
  }
  for (const Vocabulary& vocabulary : frequencies.vocabularies) {
    languages.emplace_back(vocabulary);
  }
  std::vector<std::uint64_t> counts;
  for (const Place& place : places) {
    counts.push_back(place.count);
  }
  place_chooser = Chooser(counts);
  const auto& studies = frequencies.studies;
  observational_share = share_of(studies[2], studies[0] + studies[2]);
}

}  // namespace trialkeep::bench
