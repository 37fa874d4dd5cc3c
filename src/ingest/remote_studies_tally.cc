#include "ingest/remote_studies_tally.h"

#include <utility>

#include "base/instant.h"
#include "base/nct.h"
#include "model/pieces.h"
#include "model/study.h"

namespace trialkeep::ingest {
namespace {

class TalliedRecords final : public RecordSource {
 public:
  TalliedRecords(std::unique_ptr<RecordSource> source, RemoteTally& tally)
      : source_(std::move(source)), tally_(tally) {}

  StatusOr<std::optional<RawRecord>> next() override {
    ASSIGN_OR_RETURN(std::optional<RawRecord> record, source_->next());
    if (record && record->problem.ok()) {
      tally_.add(record->bytes);
    }
    return record;
  }
  SourceProgress progress() const override { return source_->progress(); }
  std::vector<std::string> notes() const override { return source_->notes(); }

 private:
  const std::unique_ptr<RecordSource> source_;
  RemoteTally& tally_;
};

}  // namespace

RemoteTally::Facts RemoteTally::add(std::string_view record) {
  padded_.assign(record);
  padded_.reserve(padded_.size() + simdjson::SIMDJSON_PADDING);
  model::Json root;
  if (parser_.parse(padded_.data(), padded_.size(), false).get(root) != simdjson::SUCCESS) {
    return {};
  }
  const model::Study study(root);
  Facts facts;
  facts.number = study.text(model::piece::NCTId);
  const auto number = NctNumber::from_canonical(facts.number);
  if (!number) {
    return {};
  }
  numbers_.insert(number->value());
  facts.last_update = study.text(model::piece::LastUpdatePostDate);
  if (facts.last_update.size() != 10 || !parse_instant(facts.last_update)) {
    facts.last_update.clear();
  }
  newest_update_ = std::max(newest_update_, facts.last_update);
  return facts;
}

std::unique_ptr<RecordSource> with_tally(std::unique_ptr<RecordSource> source, RemoteTally& tally) {
  return std::make_unique<TalliedRecords>(std::move(source), tally);
}

}  // namespace trialkeep::ingest
