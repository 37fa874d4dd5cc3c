#pragma once
// One run of sync, step by step. For sync.cc only.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "engine/sync.h"
#include "engine/sync_state.h"
#include "ingest/http_client.h"
#include "ingest/record_source.h"
#include "ingest/remote_studies.h"
#include "os/file_system.h"

namespace trialkeep::engine {

class SyncRunner {
 public:
  // All that is passed by reference outlives it; `server` as server_address() gives it.
  SyncRunner(const std::string& data_folder, std::string server, const SyncOptions& options, ingest::HttpClient& client,
             os::FileSystem& files);

  // One of the two, once.
  StatusOr<SyncSummary> mirror();
  StatusOr<SyncSummary> fetch_history();

 private:
  Status begin();
  SyncSummary end();

  // A member of the server's answer at `path`, a text or a whole number; nullopt when that is not offered.
  StatusOr<std::optional<std::string>> ask(std::string_view path, const char* member);
  Status read_data_time();
  Status compare_size();
  StatusOr<std::uint64_t> count_studies_there();

  // False when the server offers none that can be used; a note says why.
  StatusOr<bool> mirror_by_archive();
  StatusOr<bool> fetch_archive();
  Status load_archive();
  StatusOr<std::string> shortfall_of_archive();

  // Of another Trialkeep, in sync_changes.cc. The first asks at which place its change feed is, before anything else is
  // fetched; the second is false when the server does not go on from the place that is known, and a note says why.
  Status learn_changes_place();
  StatusOr<bool> mirror_by_changes();

  Status mirror_by_pages();
  StatusOr<std::unique_ptr<ingest::RemoteStudies>> open_pages();
  Status finish_pages(const ingest::RemoteStudies& source, const SyncRun& run, bool is_complete);
  std::string day_to_ask_from() const;
  void finish_whole(const std::string& data_time, bool is_settled, const std::string& newest_update);

  StatusOr<std::vector<NctNumber>> history_numbers();

  struct LoadStep {
    std::string name;  // of the load
    bool complete = false;
    std::function<void(const LoadProgress&)> on_batch = {};      // what was read by then is safe
    std::function<std::set<store::StudyNumber>()> removed = {};  // as of LoadOptions
    std::string shortfall = {};  // what the server says beside the source that this lacks; see record_source.h
  };
  Status load(ingest::RecordSource& source, const LoadStep& step);
  void report(const LoadProgress& now, const ingest::SourceProgress& source) const;
  void report_stage(std::string_view stage, std::uint64_t bytes, std::uint64_t bytes_total) const;

  const std::string data_folder_;
  const std::string server_;
  const SyncOptions& options_;
  ingest::HttpClient& client_;
  os::FileSystem& files_;
  SyncFiles sync_files_;
  std::unique_ptr<os::HeldLock> lock_;
  SyncState state_;
  Status save_problem_;
  std::string server_time_;  // yyyy-MM-ddTHH:mm:ss
  bool server_tells_time_ = false;
  bool server_is_trialkeep_ = false;
  bool server_time_is_settled_ = false;
  bool asked_for_everything_ = false;  // and what did not arrive was to be marked
  std::vector<std::string> notes_;
  SyncSummary summary_;
};

}  // namespace trialkeep::engine
