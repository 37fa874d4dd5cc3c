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
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"
#include "base/status.h"
#include "store/packing.h"
#include "store/sqlite.h"

namespace trialkeep::store {

using StudyNumber = std::uint32_t;
using Sequence = std::uint64_t;  // of a version over all studies: 1, 2, ... in order of storing
using LoadId = std::int64_t;

// One version without its body.
struct VersionInfo {
  Sequence sequence = 0;
  StudyNumber study = 0;
  std::uint32_t number = 0;  // 0, 1, ... within the study
  Instant first_observed;
  Instant last_observed;
  LoadId first_load = 0;
  LoadId last_load = 0;
  Hash128 hash;       // of what makes it this version
  std::string stamp;  // the mutable mark that it was observed with last
  std::size_t size_bytes = 0;
};

// The newest version of a study, as a load compares with it.
struct Head {
  Sequence sequence;
  std::uint32_t number;
  Hash128 hash;
};

struct LoadCounts {
  std::uint64_t read = 0;
  std::uint64_t fresh = 0;  // studies not seen before
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t refused = 0;
  std::uint64_t size_bytes = 0;  // of the records read, unpacked
};

struct LoadInfo {
  LoadId id = 0;
  std::string source;
  Instant started;
  std::optional<Instant> finished;  // unset: under way, or cut off
  std::string state;                // "running", "done", "stopped", "failed"
  std::string program_version;
  LoadCounts counts;
  Hash128 fingerprint;  // order-free sum of the hashes of what was read
};

struct StoreCounts {
  std::uint64_t studies = 0;
  std::uint64_t versions = 0;
  std::uint64_t loads = 0;
  std::uint64_t body_bytes = 0;  // unpacked
  std::uint64_t packed_bytes = 0;
};

// Reads. One thread at a time; any number of readers beside one writer.
class Reader {
 public:
  // kNotFound when there is no store at `path`.
  static StatusOr<std::unique_ptr<Reader>> open(const std::string& path);

  StatusOr<std::optional<VersionInfo>> newest(StudyNumber study);
  StatusOr<std::optional<VersionInfo>> version(StudyNumber study, std::uint32_t number);
  // Oldest first; empty for a study that was never seen.
  StatusOr<std::vector<VersionInfo>> versions(StudyNumber study);
  StatusOr<VersionInfo> at_sequence(Sequence sequence);  // kDataLoss when there is none
  StatusOr<std::string> body(Sequence sequence);         // kDataLoss when missing or damaged

  StatusOr<Sequence> last_sequence();
  // The newest versions whose sequence is above `after`, in sequence order; until `visit` fails.
  Status for_each_newest(Sequence after, const std::function<Status(const VersionInfo&)>& visit);
  Status for_each_version(const std::function<Status(const VersionInfo&)>& visit);

  StatusOr<std::vector<LoadInfo>> loads();
  // When the data were last brought up to date: the end of the last finished load, else the start of the last.
  StatusOr<Instant> data_time();
  StatusOr<StoreCounts> counts();
  // What is wrong with the database itself, in SQLite's words; empty when it is whole.
  StatusOr<std::vector<std::string>> check_integrity();

 private:
  explicit Reader(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  Status prepare();
  StatusOr<Unpacker*> unpacker(std::int64_t dictionary);

  std::unique_ptr<Database> database_;
  Statement newest_;
  Statement version_;
  Statement at_sequence_;
  Statement body_;
  Statement dictionary_;
  std::unordered_map<std::int64_t, std::unique_ptr<Unpacker>> unpackers_;
};

// Readers that threads borrow and give back.
class ReaderPool {
 public:
  explicit ReaderPool(std::string path) : path_(std::move(path)) {}

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
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

// Writes. One in all processes; the engine holds the folder's lock. Batches are transactions: a batch is
// there in whole once commit_batch() returns, safe against power loss.
class Writer {
 public:
  // Creates the store, or brings an older one to this program's schema.
  static StatusOr<std::unique_ptr<Writer>> open(const std::string& path);

  // The id of a packing dictionary, stored if it is new.
  StatusOr<std::int64_t> dictionary_id(std::string_view dictionary);

  StatusOr<LoadId> begin_load(std::string_view source, Instant now, std::string_view program_version);
  Status end_load(LoadId load, std::string_view state, const LoadCounts& counts, const Hash128& fingerprint,
                  Instant now);

  Status for_each_head(const std::function<void(StudyNumber, const Head&)>& visit);
  StatusOr<Sequence> last_sequence();

  struct NewVersion {
    Sequence sequence;  // above every one before
    StudyNumber study;
    std::uint32_t number;
    Hash128 hash;
    std::string_view stamp;
    std::size_t size_bytes;  // unpacked
    std::string_view packed;
  };
  Status begin_batch();
  Status add_version(const NewVersion& version, std::int64_t dictionary, LoadId load, Instant now);
  Status observe_again(Sequence sequence, std::string_view stamp, LoadId load, Instant now);
  Status commit_batch();
  void abandon_batch();

 private:
  explicit Writer(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  Status prepare();

  std::unique_ptr<Database> database_;
  Statement add_version_;
  Statement add_body_;
  Statement set_newest_;
  Statement observe_again_;
};

}  // namespace trialkeep::store
