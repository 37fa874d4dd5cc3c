#pragma once
// Bringing records into a data folder.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/status.h"
#include "engine/registry.h"
#include "ingest/record_source.h"
#include "os/clock.h"
#include "os/file_system.h"

namespace trialkeep::engine {

struct LoadProgress {
  store::LoadCounts counts;
  std::uint64_t source_bytes_read = 0;
  std::uint64_t source_bytes_total = 0;  // 0: unknown
  std::string stage;                     // "loading", "writing the index", "merging the index", "making the thesaurus"
};

struct LoadOptions {
  bool strict = false;  // stop at the first refused record
  // The sources hold every study that the registry had: those they lack are marked as removed from it.
  // Takes effect only when the load ends whole, with nothing refused.
  bool complete = false;
  // Also when a source says of itself that it is a part, or when very many studies are missing (complete_load.h).
  bool force_complete = false;
  // Studies that the source says have left the registry, asked for once it has ended whole and nothing was refused; may
  // be empty.
  std::function<std::set<store::StudyNumber>()> removed;
  // When the records were observed, unless a record brings its own date; unset: now.
  std::optional<Instant> observed;
  // Records were observed on the day of their release stamp, where they have one and bring no other date: for exports
  // of which nobody knows when they were fetched.
  bool observed_by_stamp = false;
  // The source tells how its studies stand now and is not read again from its beginning: what equals an older version
  // is news as soon as it is read, and not only where the load ends on it. For sync.
  bool is_live = false;
  unsigned threads = 0;  // 0: one a core
  int standard_input_fd = 0;
  std::function<void(const LoadProgress&)> on_progress;  // after each batch; may be empty
  std::function<bool()> stop_requested;                  // asked between batches; may be empty
  const os::Clock* clock = &os::system_clock();
};

struct RefusedRecord {
  std::string origin;  // "file, byte 1234"
  std::string reason;
};

struct LoadSummary {
  store::LoadId load = 0;
  store::LoadCounts counts;
  std::uint64_t unknown_keys = 0;  // members that the catalogue does not know, kept
  std::uint64_t unmapped = 0;      // texts of legacy records that the present form has no place for, kept
  // Records that nobody dated and that are clearly older, by their own dates, than the newest version held of their
  // study, or that were held and are older than what was read with a date (undated.h). They were placed on their own
  // day, but for those that had none before the other version: these stand behind it.
  std::uint64_t older = 0;
  std::uint64_t older_but_newest = 0;
  std::vector<RefusedRecord> refused;      // the first kRefusedShown of them
  std::string rejects_path;                // where refused records lie; empty when there are none
  std::string nothing_marked_because;      // of a complete load that marked nothing after all: a sentence; else empty
  std::vector<std::string> source_errors;  // sources that ended early, and why
  std::vector<std::string> notes;
  double seconds = 0;
  bool stopped = false;  // by stop_requested or --strict, before the end of the sources
};
inline constexpr std::size_t kRefusedShown = 20;

// Reads every record of `paths` and keeps what is new, batch by batch: a batch is there in whole or not
// at all, safe against power loss once it is committed. Loading the same again changes nothing. An error
// is about the data folder (full disk, another writer, no permission) or a path that does not exist; bad
// records and damaged sources are in the summary. What was committed before an error stays.
StatusOr<LoadSummary> load(const std::string& data_folder, const std::vector<std::string>& paths,
                           const LoadOptions& options, os::FileSystem& files = os::posix_file_system());

// The same from a source that is open already; `name` is what the list of loads calls it.
StatusOr<LoadSummary> load_from(const std::string& data_folder, std::unique_ptr<ingest::RecordSource> source,
                                const std::string& name, const LoadOptions& options,
                                os::FileSystem& files = os::posix_file_system());

// Makes a data folder without studies; does nothing where there is one already. kDataLoss where there was one that has
// lost its store.
Status make_data_folder(const std::string& data_folder, os::FileSystem& files = os::posix_file_system());

// Makes the index anew from the store. kNotFound when there is no store.
Status rebuild_index(const std::string& data_folder, const LoadOptions& options,
                     os::FileSystem& files = os::posix_file_system());

}  // namespace trialkeep::engine
