#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "engine/registry.h"
#include "engine/sync_run.h"
#include "ingest/remote_history.h"
#include "ingest/remote_studies_tally.h"
#include "model/catalogue.h"
#include "model/pieces.h"
#include "store/store.h"

namespace trialkeep::engine {
namespace {

// Which versions of the registry's history a data folder holds; none when there is no store yet.
class HeldVersions {
 public:
  explicit HeldVersions(const std::string& data_folder) {
    auto reader = store::Reader::open(DataFolder{data_folder}.store());
    if (reader.ok()) {
      reader_ = *std::move(reader);
    }
  }

  bool has(NctNumber nct, std::uint32_t registry_version) {
    if (reader_ != nullptr && study_ != nct.value()) {
      study_ = nct.value();
      auto versions = reader_->versions(study_);
      versions_ = versions.ok() ? *std::move(versions) : std::vector<store::VersionInfo>();
    }
    return std::any_of(versions_.begin(), versions_.end(),
                       [&](const store::VersionInfo& version) { return version.registry_number == registry_version; });
  }

 private:
  std::unique_ptr<store::Reader> reader_;  // null: nothing is held
  std::uint32_t study_ = 0;
  std::vector<store::VersionInfo> versions_;  // of that study
};

}  // namespace

// The numbers of the studies that the query finds.
StatusOr<std::vector<NctNumber>> SyncRunner::history_numbers() {
  if (!options_.history_numbers.empty()) {
    return options_.history_numbers;
  }
  report_stage("looking for studies", 0, 0);
  ingest::RemoteStudiesOptions options;
  options.server = server_;
  options.query = options_.query;
  options.page_studies = options_.page_studies;
  options.fields = model::field(model::piece::NCTId).piece;
  ASSIGN_OR_RETURN(const auto source, ingest::RemoteStudies::open(client_, std::move(options)));
  ingest::RemoteTally tally;
  std::vector<NctNumber> numbers;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<ingest::RawRecord> record, source->next());
    if (!record) {
      break;
    }
    if (const auto number = NctNumber::from_canonical(tally.add(record->bytes).number)) {
      numbers.push_back(*number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  const std::vector<std::string> found_notes = source->notes();
  notes_.insert(notes_.end(), found_notes.begin(), found_notes.end());
  return numbers;
}

StatusOr<SyncSummary> SyncRunner::fetch_history() {
  RETURN_IF_ERROR(begin());
  summary_.way = SyncWay::kHistory;
  ingest::RemoteHistoryOptions options;
  options.server = server_;
  ASSIGN_OR_RETURN(options.numbers, history_numbers());
  summary_.announced = options.numbers.size();
  HeldVersions held(data_folder_);
  options.already_have = [&](NctNumber nct, std::uint32_t version) { return held.has(nct, version); };
  ingest::RemoteHistory source(client_, std::move(options));
  RETURN_IF_ERROR(load(source, {concat(server_, ", history"), false, {}}));
  summary_.arrived = source.progress().files_done;
  if (source.versions_skipped() > 0) {
    notes_.push_back(concat(
        counted(source.versions_skipped(), "version was here already and was", "versions were here already and were"),
        " not fetched again"));
  }
  summary_.is_whole = !summary_.load.stopped && summary_.load.source_errors.empty() && source.studies_unknown() == 0;
  return end();
}

}  // namespace trialkeep::engine
