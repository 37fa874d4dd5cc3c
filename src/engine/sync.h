#pragma once
// Mirroring another server that speaks the registry's API v2 into a data folder: the registry itself, or
// another Trialkeep. The first run takes the bulk archive where one is offered, else every page; later runs
// ask for what was updated since the day before the newest update that arrived, or, of another Trialkeep, for what
// its change feed tells of since the run before. A run that was cut off goes on where it was; asking twice for the
// same does no harm.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "engine/load.h"
#include "ingest/http_client.h"
#include "ingest/remote_studies.h"
#include "os/file_system.h"

namespace trialkeep::engine {

inline constexpr char kRegistryServer[] = "https://clinicaltrials.gov";
inline constexpr double kSyncRequestsPerSecondMax = 50;

struct SyncProgress {
  std::string stage;  // "fetching the archive", "loading", "looking for studies", ...
  store::LoadCounts counts;
  std::uint64_t bytes = 0;          // of the archive or of pages
  std::uint64_t bytes_total = 0;    // 0: unknown
  std::uint64_t studies = 0;        // that arrived
  std::uint64_t studies_total = 0;  // announced; 0: unknown
};

struct SyncOptions {
  std::string from = kRegistryServer;
  std::string query;  // in the server's query language; empty: everything
  bool full = false;  // ask for everything, as in a first run
  // With `full`: what did not arrive is marked as removed also when the server says that something is missing, or when
  // very much is (complete_load.h).
  bool force_complete = false;
  // Fetch every past version of these studies, or, when there are none, of what `query` finds.
  bool history = false;
  std::vector<NctNumber> history_numbers;
  double requests_per_second = ingest::kRemoteRequestsPerSecond;
  std::size_t page_studies = ingest::kRemotePageStudies;  // asked for at once
  unsigned threads = 0;                                   // 0: one a core
  std::function<void(const SyncProgress&)> on_progress;   // may be empty
  std::function<bool()> stop_requested;                   // once true, always true; may be empty
  ingest::HttpTransport* transport = nullptr;             // null: the network
  ingest::Waiter* waiter = nullptr;                       // null: real time; it must know of the stop too
  std::optional<std::uint64_t> jitter_seed;               // unset: from the clock
};

enum class SyncWay {
  kUpToDate,  // the server has the data of the last run; nothing was asked for
  kArchive,
  kPages,    // every page
  kUpdates,  // pages of what was updated
  kChanges,  // what the change feed of another Trialkeep tells of
  kHistory,
};

struct SyncSummary {
  SyncWay way = SyncWay::kUpToDate;
  std::string from;
  std::string since;                            // of kUpdates: yyyy-MM-dd
  std::string data_time;                        // of the server's data, as it says; empty when it does not
  LoadSummary load;                             // its notes are those of the whole run
  std::uint64_t arrived = 0;                    // different studies
  std::optional<std::uint64_t> announced;       // by the server, for what was asked
  std::optional<std::uint64_t> server_studies;  // in all, by its stats/size
  std::uint64_t requests = 0;
  std::uint64_t retries = 0;
  int start_overs = 0;
  bool resumed = false;  // a run that was cut off before
  // All that was asked for is here, and of everything what did not arrive is marked as removed.
  bool is_whole = false;

  // "12 new and 3 changed studies from https://clinicaltrials.gov"
  std::string sentence() const;
};

// An error is about the server (it cannot be reached, it refuses the query, it speaks something else) or the
// data folder; what arrived before it is kept. Records that cannot be used are in the summary.
StatusOr<SyncSummary> sync(const std::string& data_folder, const SyncOptions& options,
                           os::FileSystem& files = os::posix_file_system());

// Syncs, waits, and syncs again until a stop is requested, whether a run succeeds or not. `on_run` is told of
// each run on this thread.
void sync_every(const std::string& data_folder, const SyncOptions& options, std::chrono::seconds interval,
                const std::function<void(const StatusOr<SyncSummary>&)>& on_run,
                os::FileSystem& files = os::posix_file_system());

// "6h", "30m", "1d": one minute to 366 days. kInvalidArgument with the forms otherwise.
StatusOr<std::chrono::seconds> parse_sync_interval(std::string_view text);

}  // namespace trialkeep::engine
