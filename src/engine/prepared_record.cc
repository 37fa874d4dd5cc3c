#include "engine/prepared_record.h"

#include <utility>

#include "base/strings.h"
#include "ingest/legacy_xml.h"
#include "model/pieces.h"

namespace trialkeep::engine {

StatusOr<RecordDates> read_dates(std::string_view json, model::StudyParser& parser) {
  ASSIGN_OR_RETURN(const model::Study study, parser.parse(json));
  return RecordDates{std::string(study.text(model::piece::LastUpdateSubmitDate)),
                     std::string(study.text(model::piece::LastUpdatePostDate))};
}

PreparedRecord prepare_record(const ingest::RawRecord& raw, const Preparation& preparation, WorkerTools& tools) {
  PreparedRecord out;
  if (!raw.problem.ok()) {
    out.problem = raw.problem;
    return out;
  }
  std::optional<ingest::LegacyStudy> legacy;
  if (raw.form == ingest::RecordForm::kLegacyXml) {
    auto read = ingest::read_legacy_xml(raw.bytes);
    if (!read.ok()) {
      out.problem = read.status();
      return out;
    }
    legacy = *std::move(read);
  }
  auto record = tools.canonicalizer->read(legacy ? legacy->json : raw.bytes);
  if (!record.ok()) {
    out.problem = record.status();
    return out;
  }
  out.record = *std::move(record);
  out.observed = raw.observed.value_or(preparation.now);
  out.is_dated = raw.observed || preparation.options.observed;
  if (legacy) {
    out.unmapped = legacy->unmapped;
    if (!out.is_dated && legacy->observed) {
      out.observed = *legacy->observed;
      out.is_dated = true;
    }
  }
  out.hash = model::content_hash(out.record->json);
  out.stamp = model::release_stamp(out.record->json);
  if (const auto stamped = parse_instant(out.stamp);
      preparation.options.observed_by_stamp && !raw.observed && stamped) {
    out.observed = *stamped;
    out.is_dated = true;
  }
  if (out.observed > preparation.latest_possible) {
    out.problem = absl::InvalidArgumentError(
        concat("it is dated ", out.observed.date_text(), ", in the future; mend the name of its file"));
    out.record.reset();
    return out;
  }
  const auto head = preparation.heads.find(out.record->nct.value());
  if (head != preparation.heads.end() && head->second.hash == out.hash) {
    return out;
  }
  auto packed = tools.packer->pack(out.record->json);
  auto dates = read_dates(out.record->json, *tools.parser);
  if (packed.ok() && dates.ok()) {
    out.packed = *std::move(packed);
    out.dates = *std::move(dates);
  } else {
    out.problem = packed.ok() ? dates.status() : packed.status();
    out.record.reset();
  }
  return out;
}

}  // namespace trialkeep::engine
