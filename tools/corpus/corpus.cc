#include "corpus/corpus.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/nct.h"
#include "corpus/updates.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

constexpr int kDaysMax = 3'650;
constexpr std::size_t kTypicalRecordBytes = 16 << 10;

void write_protocol(JsonWriter& json, const StudyFacts& facts) {
  json.object("protocolSection", [&] {
    write_identification(json, facts);
    write_status(json, facts);
    write_sponsors(json, facts);
    write_oversight(json, facts);
    write_description(json, facts);
    write_conditions(json, facts);
    write_design(json, facts);
    write_arms(json, facts);
    write_outcomes(json, facts);
    write_eligibility(json, facts);
    write_contacts_and_locations(json, facts);
    write_references(json, facts);
    write_sharing_statement(json, facts);
  });
}

void write_results(JsonWriter& json, const StudyFacts& facts) {
  if (!facts.has_results) {
    return;
  }
  const std::vector<ResultGroup> groups = result_groups(facts);
  json.object("resultsSection", [&] {
    write_participant_flow(json, facts, groups);
    write_baseline(json, facts, groups);
    write_outcome_measures(json, facts, groups);
    write_adverse_events(json, facts, groups);
    write_more_information(json, facts);
  });
}

}  // namespace

StatusOr<Corpus> Corpus::make(const CorpusOptions& options) {
  if (options.first < 1 || options.studies > NctNumber::kMax ||
      options.first + options.studies > NctNumber::kMax + std::size_t{1}) {
    return absl::InvalidArgumentError(
        fmt::format("{} studies from NCT{:08} on go beyond NCT99999999; ask for fewer or begin lower.", options.studies,
                    options.first));
  }
  if (options.days < 0 || options.days > kDaysMax) {
    return absl::InvalidArgumentError(
        fmt::format("{} days of updates cannot be made; give a number from 0 to {}.", options.days, kDaysMax));
  }
  return Corpus(options);
}

void Corpus::append_record(std::size_t index, std::string& out) const {
  CHECK(index < size());
  if (index == options_.studies) {
    out.append(seed_study_record(data_date()));
    return;
  }
  StudyFacts facts = make_facts(options_.seed, index, options_.first + static_cast<std::uint32_t>(index));
  apply_updates(facts, options_.days);
  JsonWriter json(out);
  json.object([&] {
    write_protocol(json, facts);
    write_results(json, facts);
    write_annotations(json, facts);
    write_documents(json, facts);
    write_derived(json, facts);
    json.boolean("hasResults", facts.has_results);
  });
}

std::string Corpus::record(std::size_t index) const {
  std::string out;
  out.reserve(kTypicalRecordBytes);
  append_record(index, out);
  return out;
}

std::string Corpus::data_date() const { return date_text(kFirstDataDay + options_.days); }

}  // namespace trialkeep::corpus
