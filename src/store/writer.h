#pragma once
// Writing to the store: one writer in all processes; the engine holds the folder's lock. Batches are
// transactions: a batch is there in whole once commit_batch() returns, safe against power loss.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "store/bodies.h"
#include "store/seen_cache.h"
#include "store/store.h"
#include "store/timeline.h"

namespace trialkeep::store {

// The newest version of a study, as a load compares with it.
struct Head {
  Sequence sequence = 0;
  Hash128 hash;
  Instant first_observed;
  Instant last_observed;
  bool is_removed = false;
};

// What tells the age of a version that is held.
struct KnownDates {
  Instant first_observed;
  std::string stamp;
  std::string own_date;
  std::string posted_date;
};

// A version that was seen after some moment as far as only the clock says.
struct ClockDated {
  Sequence sequence = 0;
  Hash128 hash;
  KnownDates dates;
};

// A record of a study, seen at a moment.
struct Observation {
  StudyNumber study = 0;
  Instant at;
  Hash128 hash;
  std::string_view stamp;
  std::string_view own_date;
  std::string_view posted_date;
  std::optional<std::uint32_t> registry_number;
  std::string_view body;
  std::string_view packed;      // with `dictionary`; empty: packed here if it must be
  std::int64_t dictionary = 0;  // of `packed`
  bool may_repeat = true;       // false: where it would add a version, one that is held with that content is enough
};

// What an observation came to.
struct Observed {
  Sequence sequence = 0;        // of the version that was seen
  std::vector<Sequence> added;  // new versions, all with the observed body or an older one (see `bodies`)
  bool is_new_study = false;
  bool is_returned = false;
  bool is_changed = false;  // some version, or some time, differs from what was known
  Head head;                // of the study, from now on
};

struct PackingDictionary {
  std::int64_t id = 0;
  std::uint64_t versions = 0;  // that the store had when it was made; 0 for one that was not trained
  std::string bytes;
};

class Writer {
 public:
  // Creates the store, or brings an older one to this program's schema. `driver` as in sqlite.h.
  static StatusOr<std::unique_ptr<Writer>> open(const std::string& path, const std::string& driver = {});

  // The one made last; nullopt when there is none.
  StatusOr<std::optional<PackingDictionary>> newest_dictionary();
  StatusOr<std::int64_t> add_dictionary(std::string_view bytes, std::uint64_t versions);
  // About `count` newest bodies, spread over all studies.
  StatusOr<std::vector<std::string>> sample_bodies(std::size_t count);

  // `now` is the time of what the load reads and nobody dates.
  StatusOr<LoadId> begin_load(std::string_view source, Instant now, std::string_view program_version,
                              std::optional<Instant> observed = std::nullopt, bool is_complete = false);
  struct LoadEnd {
    std::string_view state;
    LoadCounts counts;
    Hash128 fingerprint;
    std::vector<Sequence> observations;  // what was read, in any order
    Instant now;
    bool is_complete = false;  // whole, and so all that the registry had
  };
  Status end_load(LoadId load, LoadEnd end);

  Status for_each_head(const std::function<void(StudyNumber, const Head&)>& visit);
  StatusOr<Sequence> last_sequence();
  // REQUIRES: there is such a version.
  StatusOr<KnownDates> dates(Sequence sequence);
  // The newest version of the study with this content; nullopt when there is none.
  StatusOr<std::optional<Sequence>> version_like(StudyNumber study, const Hash128& hash);
  // The latest moment that a load before observed; the beginning of time when there was none.
  StatusOr<Instant> latest_load();

  Status begin_batch();
  // The newest version, not removed, seen once more at its last time or later: the common case, made cheap.
  Status observe_again(Sequence sequence, std::string_view stamp, LoadId load, Instant at);
  // Everything else.
  StatusOr<Observed> observe(const Observation& observation, LoadId load);
  // The versions of a study that after `moment` were seen only by loads that were given no day, in records that brought
  // none, oldest first. What a load read between the first and the last observation of a version counts as dated where
  // the load was given a day; whether a record brought one is not known then.
  StatusOr<std::vector<ClockDated>> seen_by_clock(StudyNumber study, Instant moment);
  // Takes back what the clock says of such a version: it was seen at `moment`, which lies before the one asked about;
  // where it was seen before that, it stays there and ends. False, and nothing is done, where that would join versions
  // or split one. Removals stay as they are.
  StatusOr<bool> redate(StudyNumber study, Sequence sequence, Instant moment);
  // Marks the studies that `was_seen` denies as removed from the registry at that time. Gives how many.
  StatusOr<std::uint64_t> mark_absent(const std::function<bool(StudyNumber)>& was_seen, LoadId load, Instant at);
  Status commit_batch();
  // The same, with what the load has come to by the end of the batch, which is told of it should it be cut off.
  Status commit_batch(LoadId load, const LoadCounts& counts);
  void abandon_batch();

  StatusOr<std::string> body(Sequence sequence) { return bodies_->read(sequence); }

 private:
  explicit Writer(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  struct KnownSpan {
    Sequence sequence;
    Span span;
  };
  Status prepare();
  Status set_counts(LoadId load, const LoadCounts& counts);
  StatusOr<std::vector<KnownSpan>> timeline(StudyNumber study, LoadId load);
  StatusOr<Sequence> add_version(const Observation& observation, Instant first, Instant last, LoadId load);
  Status add_full_body(Sequence sequence, const Observation& observation);
  Status add_body_before(Sequence sequence, Sequence later, const Observation& observation);
  Status turn_into_difference(Sequence older, Sequence newer, std::string_view newer_body);
  Status split(const std::vector<KnownSpan>& known, const Placement& placement, const Observation& observation,
               LoadId load, Observed& out);
  Status end_before(const KnownSpan& around, const KnownSpan& next, Instant from, const Observation& observation,
                    LoadId load, Observed& out);
  Status set_newest(StudyNumber study, Sequence newest);
  StatusOr<std::optional<Removal>> end_removal(const Observation& observation, LoadId load);
  Status mark_removed(StudyNumber study);
  StatusOr<bool> saw(LoadId complete_load, const std::vector<KnownSpan>& known);
  StatusOr<std::optional<Instant>> next_known(const Observation& observation, const std::vector<KnownSpan>& known);
  Status remember_absence(const Observation& observation, const std::vector<KnownSpan>& known,
                          const std::optional<Removal>& ended, LoadId load);
  StatusOr<Head> head(StudyNumber study);
  bool is_by_clock(Instant at) const;
  StatusOr<bool> has_day_after(const KnownSpan& one, Instant moment);

  std::unique_ptr<Database> database_;
  std::optional<Bodies> bodies_;
  std::optional<PackingDictionary> dictionary_;
  std::unique_ptr<Packer> packer_;
  Sequence next_sequence_ = 1;
  struct CompleteLoad {  // one that ended whole
    Instant observed;
    LoadId load;
  };
  std::vector<CompleteLoad> complete_loads_;  // by time
  SeenCache seen_{limits::kSeenBytes};
  std::set<std::int64_t> clock_moments_;  // when the loads began that were given no day
  Statement add_version_;
  Statement add_body_;
  Statement set_body_;
  Statement set_behind_;
  Statement set_newest_;
  Statement observe_again_;
  Statement timeline_;
  Statement head_;
  Statement version_like_;
};

// Brings the store at `path` to this program's format, by way of a copy beside it; does nothing when it has it.
// kNotFound when there is no store. The caller holds the folder's lock.
Status upgrade(const std::string& path, const std::string& driver = {});

}  // namespace trialkeep::store
