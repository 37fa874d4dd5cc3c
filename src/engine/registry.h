#pragma once
// A registry of studies in one data folder: load, read, search, check. The one face that the command
// line, the API and the pages share, so that they cannot disagree.
//
// A data folder holds: store.db (every version of every study), index/ (derived from the store, can be
// deleted at any time), rejects/ (records that a load refused, untouched), lock (one writer at a time).

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/nct.h"
#include "base/status.h"
#include "index/snapshot.h"
#include "os/clock.h"
#include "os/file_system.h"
#include "query/tree.h"
#include "search/cursor.h"
#include "store/store.h"

namespace trialkeep::engine {

// Where a data folder keeps what.
struct DataFolder {
  std::string path;
  std::string store() const { return os::join_path(path, "store.db"); }
  std::string index() const { return os::join_path(path, "index"); }
  std::string rejects() const { return os::join_path(path, "rejects"); }
  std::string lock() const { return os::join_path(path, "lock"); }
};

// A study as it is stored: its newest version, or the one that a search found.
struct StoredStudy {
  NctNumber nct;
  std::string json;           // canonical, compact, with the release stamp it was observed with last
  std::uint32_t version = 0;  // 0, 1, ...
  std::uint32_t version_count = 0;
  Instant first_seen;    // first version of the study observed
  Instant last_changed;  // this version observed first
  Instant last_seen;     // this version observed last
};

// A text to search for, in the area of a request parameter.
struct QueryPart {
  std::string parameter;  // "term", "cond", "intr", "locn", "titles", "outc", "spons", "lead", "id", "patient"
  std::string text;       // in the registry's query language
};

struct SearchRequest {
  std::vector<QueryPart> parts;         // joined by AND; none: every study
  std::vector<NctNumber> only_numbers;  // with these numbers, or carrying one as an obsolete number; none: any
  std::uint64_t from = 0;               // hits to leave out at the front
  std::uint64_t size = 10;
};

struct SearchHit {
  NctNumber nct;
  double score = 0;  // 0..1
  std::uint64_t sequence = 0;
};

struct QueryComplaint {
  std::size_t part = 0;  // of SearchRequest::parts
  std::string label;     // of the part's area, as the registry names it in error texts
  query::Complaint complaint;
};

struct SearchResult {
  std::vector<QueryComplaint> complaints;  // when there are any, nothing was searched
  std::uint64_t total = 0;                 // exact
  std::vector<SearchHit> hits;             // best first; equal ones by newest update, then number
  std::uint64_t generation = 0;            // of the index that answered: equal generations, equal answers
};

struct RegistryStats {
  store::StoreCounts store;
  std::uint64_t indexed_studies = 0;
  std::uint64_t segments = 0;
  std::uint64_t store_bytes = 0;  // on disk
  std::uint64_t index_bytes = 0;  // on disk
  std::uint64_t generation = 0;
  std::vector<store::LoadInfo> loads;         // oldest first
  std::optional<Instant> last_load_finished;  // when the data were last brought up to date
};

struct VerifyReport {
  std::uint64_t studies = 0;
  std::uint64_t versions = 0;
  std::uint64_t segments = 0;
  std::vector<std::string> faults;  // whole sentences that name what is damaged; empty: all is well
};

class Registry {
 public:
  // Opens a data folder for reading. kNotFound when it holds no data. If a load was cut off before its
  // index was written, the missing part of the index is made first: on disk, or in memory where the
  // folder cannot be written.
  static StatusOr<std::unique_ptr<Registry>> open(const std::string& data_folder,
                                                  os::FileSystem& files = os::posix_file_system());

  // All below are safe to call from several threads.

  // The newest version of a study; nullopt for a number that was never seen. A study that carries `nct`
  // as an obsolete number is not looked for: see find_alias().
  StatusOr<std::optional<StoredStudy>> study(NctNumber nct);
  // The study that carries `nct` as an obsolete number.
  StatusOr<std::optional<NctNumber>> find_alias(NctNumber nct);
  // The study as the search that gave `hit` saw it.
  StatusOr<StoredStudy> study_of(const SearchHit& hit);
  // Only its JSON, cheaper than study_of().
  StatusOr<std::string> json_of(const SearchHit& hit);

  StatusOr<SearchResult> search(const SearchRequest& request, const std::atomic<bool>* cancelled = nullptr);

  StatusOr<RegistryStats> stats();
  // When the data were last brought up to date. Cheap, unlike stats(), which reads the whole store.
  StatusOr<Instant> data_time();
  // Checks store and index, each in itself and against each other. `progress` is told the share done, 0..1.
  StatusOr<VerifyReport> verify(const std::function<void(double)>& progress);

  // Of the index that searches use now.
  std::uint64_t generation() const;
  // Takes up what other processes have added since. Cheap when nothing has.
  Status refresh();

  const DataFolder& folder() const { return folder_; }

 private:
  Registry(DataFolder folder, os::FileSystem& files)
      : folder_(std::move(folder)), files_(files), readers_(folder_.store()) {}
  std::shared_ptr<const index::Snapshot> snapshot() const;
  StatusOr<StoredStudy> stored_study(store::Reader& reader, const store::VersionInfo& info);

  const DataFolder folder_;
  os::FileSystem& files_;
  store::ReaderPool readers_;
  mutable std::mutex snapshot_mutex_;
  std::shared_ptr<const index::Snapshot> snapshot_;
};

}  // namespace trialkeep::engine
