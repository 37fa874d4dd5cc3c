#pragma once
// Every version of every study, for ever: which bytes, when first and last observed, from which load.
// The store keeps opaque bodies under a study number; what a version means is the engine's business.
// SQLite underneath (schema in schema.h): a user can open it with ordinary tools.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"
#include "base/status.h"
#include "store/bodies.h"
#include "store/sqlite.h"

namespace trialkeep::store {

using StudyNumber = std::uint32_t;
using LoadId = std::int64_t;

// One version without its body.
struct VersionInfo {
  Sequence sequence = 0;
  StudyNumber study = 0;
  std::uint32_t number = 0;  // 0, 1, ... within the study, by time: a version that turns up late moves later ones
  Instant first_observed;
  Instant last_observed;
  LoadId first_load = 0;
  LoadId last_load = 0;
  Hash128 hash;             // of what makes it this version
  std::string stamp;        // the latest of the mutable marks that it was observed with
  std::string own_date;     // the date that the record gives itself; empty when it gives none
  std::string posted_date;  // the date that the record says it was made public; empty when it gives none
  std::optional<std::uint32_t> registry_number;  // in the registry's own history, where that is known
  std::size_t size_bytes = 0;
};

// What changes when the bytes of a version do.
struct VersionMark {
  Hash128 hash;
  std::string stamp;
  std::size_t size_bytes = 0;
};

// A time during which a study was missing from its registry.
struct Removal {
  StudyNumber study = 0;
  Instant removed;
  LoadId removed_load = 0;
  std::optional<Instant> returned;
  LoadId returned_load = 0;  // 0 while it is missing
};

struct LoadCounts {
  std::uint64_t read = 0;
  std::uint64_t fresh = 0;  // studies not seen before
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t refused = 0;
  std::uint64_t size_bytes = 0;  // of the records read, unpacked
  std::uint64_t removed = 0;     // studies that a complete source lacked
  std::uint64_t returned = 0;    // studies that had been removed and were there again
};

inline constexpr std::string_view kLoadDone = "done";  // the state of a load that read its sources whole

struct LoadInfo {
  LoadId id = 0;
  std::string source;
  Instant started;
  std::optional<Instant> finished;  // unset: under way, or cut off; the counts are then those of its batches so far
  std::optional<Instant> observed;  // what was read was seen then, unless a record brought its own date
  std::string state;                // "running" for ever where it was cut off; "done", "stopped", "failed"
  std::string program_version;
  bool is_complete = false;  // the source was said to hold every study
  LoadCounts counts;
  Hash128 fingerprint;  // order-free sum of the hashes of what was read
};

struct StoreCounts {
  std::uint64_t studies = 0;  // removed ones included
  std::uint64_t removed = 0;
  std::uint64_t versions = 0;
  std::uint64_t loads = 0;
  std::uint64_t body_bytes = 0;  // unpacked
  std::uint64_t packed_bytes = 0;
};

// Reads. One thread at a time; any number of readers beside one writer.
class Reader {
 public:
  // kNotFound when there is no store at `path`; kFailedPrecondition for an older format, which upgrade() of writer.h
  // mends. `driver` as in sqlite.h.
  static StatusOr<std::unique_ptr<Reader>> open(const std::string& path, const std::string& driver = {});

  StatusOr<std::optional<VersionInfo>> newest(StudyNumber study);
  StatusOr<std::optional<VersionInfo>> version(StudyNumber study, std::uint32_t number);
  // Oldest first; empty for a study that was never seen.
  StatusOr<std::vector<VersionInfo>> versions(StudyNumber study);
  StatusOr<VersionInfo> at_sequence(Sequence sequence);  // kDataLoss when there is none
  StatusOr<VersionMark> mark(Sequence sequence);         // the same; costs less
  StatusOr<std::string> body(Sequence sequence);         // kDataLoss when missing or damaged
  // The same, behind what `out` holds; after an error that is all it holds.
  Status append_body(Sequence sequence, std::string& out);
  // Oldest first.
  StatusOr<std::vector<Removal>> removals(StudyNumber study);
  // How many removals and returns there are: grows whenever one is added.
  StatusOr<std::uint64_t> removal_marks();

  // What stands for a study: at one moment, and up to a sequence.
  struct State {
    std::optional<Instant> as_of;  // unset: now
    Sequence covers = 0;           // versions stored later are left out
    bool with_removed = false;     // studies that were missing then count with the version they had
  };
  Status for_each_version_in(const State& state, const std::function<void(StudyNumber, Sequence)>& visit);

  StatusOr<Sequence> last_sequence();
  // Versions whose sequence is above `after`, in sequence order; until `visit` fails.
  Status for_each_added(Sequence after, const std::function<Status(StudyNumber, Sequence)>& visit);
  // By study, oldest first; until `visit` fails.
  Status for_each_version(const std::function<Status(const VersionInfo&)>& visit);
  // Study and newest version.
  Status for_each_study(const std::function<void(StudyNumber, Sequence)>& visit);
  // Versions first observed at `since` or later, stored by a load after `load` or by that load behind sequence `after`;
  // in sequence order, which is also that of loads; at most `limit`.
  StatusOr<std::vector<VersionInfo>> versions_since(Instant since, LoadId load, Sequence after, std::size_t limit);
  // The versions that were stored before sequence `before` by load `load` or an earlier one, the newest first, whatever
  // they were observed; until `visit` says false. Costs little a version.
  struct Addition {
    Sequence sequence = 0;
    StudyNumber study = 0;
    LoadId load = 0;
    Instant observed;  // first
  };
  Status for_each_added_before(Sequence before, LoadId load,
                               const std::function<StatusOr<bool>(const Addition&)>& visit);
  // Removals and returns at `since` or later, by load.
  StatusOr<std::vector<Removal>> removals_since(Instant since);

  StatusOr<std::vector<LoadInfo>> loads();
  StatusOr<std::optional<LoadInfo>> load(LoadId id);  // nullopt when there was none
  // The one begun last, and when it ended: unset while it is under way, and for ever where it was cut off.
  struct LastLoad {
    LoadId load = 0;  // 0: there was none
    std::optional<Instant> finished;
  };
  StatusOr<LastLoad> last_load();
  // The versions that a load read, each as often as it was read; nullopt where that was not kept.
  StatusOr<std::optional<std::vector<Sequence>>> observations(LoadId load);
  // When the data were last brought up to date: the end of the last finished load, else the start of the last.
  StatusOr<Instant> data_time();
  StatusOr<StoreCounts> counts();
  // Another number whenever another connection has committed something since this reader was last asked. Only the
  // numbers of one reader can be compared.
  StatusOr<std::int64_t> change_mark();
  // While it lives, all that is read is of one moment, and each reading costs less: locks are taken once. What a writer
  // brings meanwhile waits in the write-ahead log, so it lives no longer than some readings take. The reader must
  // outlive it, and has one at a time.
  class Hold {
   public:
    ~Hold();
    Hold(Hold&& other) noexcept : reader_(std::exchange(other.reader_, nullptr)) {}
    Hold& operator=(Hold&&) = delete;

   private:
    friend class Reader;
    explicit Hold(Reader& reader) : reader_(&reader) {}
    Reader* reader_;
  };
  StatusOr<Hold> hold();
  // What is wrong with the database itself, in whole words; empty when it is whole.
  StatusOr<std::vector<std::string>> check_integrity();
  // A copy of the store as it stands now, in a new file; safe on disk when it returns.
  Status copy_to(const std::string& path);

 private:
  explicit Reader(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  Status prepare();

  std::unique_ptr<Database> database_;
  std::optional<Bodies> bodies_;
  Statement newest_;
  Statement at_sequence_;
  Statement versions_;
  Statement mark_;
  Statement removals_;
  Statement removal_marks_;
  Statement last_load_;
  Statement data_time_;
  Statement change_mark_;
  Statement begin_;
  Statement end_;
};

// Readers that threads borrow and give back.
class ReaderPool {
 public:
  explicit ReaderPool(std::string path, std::string driver = {}) : path_(std::move(path)), driver_(std::move(driver)) {}

  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Reader> reader) : pool_(&pool), reader_(std::move(reader)) {}
    ~Lease();
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    Reader* operator->() const { return reader_.get(); }
    Reader& operator*() const { return *reader_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Reader> reader_;
  };
  StatusOr<Lease> borrow();

 private:
  const std::string path_;
  const std::string driver_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace trialkeep::store
