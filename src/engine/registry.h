#pragma once
// A registry of studies in one data folder: load, read, search, check. The one face that the command
// line, the API and the pages share, so that they cannot disagree.
//
// A data folder holds: store.db (every version of every study), index/ (derived from the store, can be
// deleted at any time), thesaurus/ (synonyms that searches use), tags.tsv (named queries, tags.h), rejects/ (records
// that a load refused, untouched), lock (one writer at a time).

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/nct.h"
#include "base/status.h"
#include "engine/accented_values.h"
#include "engine/kept_states.h"
#include "engine/search.h"
#include "engine/standing_studies.h"
#include "engine/stored_study.h"
#include "engine/thesaurus_keeper.h"
#include "index/snapshot.h"
#include "os/clock.h"
#include "os/file_system.h"
#include "query/bound.h"
#include "query/thesaurus.h"
#include "search/found_cache.h"
#include "store/change_watch.h"
#include "store/store.h"

namespace trialkeep::engine {

// Where a data folder keeps what.
struct DataFolder {
  std::string path;
  std::string store() const { return os::join_path(path, "store.db"); }
  std::string index() const { return os::join_path(path, "index"); }
  std::string thesaurus() const { return os::join_path(path, "thesaurus"); }
  std::string tags() const { return os::join_path(path, "tags.tsv"); }
  std::string rejects() const { return os::join_path(path, "rejects"); }
  std::string lock() const { return os::join_path(path, "lock"); }
};

// The moment that a person means by a date: the end of its day, UTC, or of its second where a time of day is given, so
// that a version is known as of the time that a history for readers shows. With milliseconds it is that moment itself.
// kInvalidArgument, with the forms that are understood.
StatusOr<Instant> parse_as_of(std::string_view text);

// Names the bytes of a record: they stay the same while these do.
struct RecordState {
  store::Sequence sequence = 0;
  Hash128 hash;       // of all but the release stamp
  std::string stamp;  // the release that it was observed with last
  std::size_t size_bytes = 0;
};

// Reads records one after another, all as they are when the first is read. It has one of the registry's readers, and
// what a load brings waits in the write-ahead log meanwhile, so it must not be kept while a client is waited for.
class RecordReader {
 public:
  // Without unpacking the record.
  StatusOr<RecordState> state_of(const SearchHit& hit);
  // Puts the JSON of a record behind what `out` holds, also when it has been observed with another release since; after
  // an error that is all it holds.
  Status append_json(const RecordState& state, std::string& out);
  // The same for a hit whose state is not known.
  Status append_json(const SearchHit& hit, std::string& out);

 private:
  friend class Registry;
  RecordReader(store::ReaderPool::Lease reader, store::Reader::Hold moment)
      : reader_(std::move(reader)), moment_(std::move(moment)) {}
  store::ReaderPool::Lease reader_;
  store::Reader::Hold moment_;  // ends before the reader is given back
};

struct History {
  std::vector<store::VersionInfo> versions;  // oldest first
  std::vector<store::Removal> removals;      // oldest first
};

struct RegistryStats {
  store::StoreCounts store;
  std::uint64_t indexed_studies = 0;
  std::uint64_t segments = 0;
  std::uint64_t store_bytes = 0;  // on disk
  std::uint64_t index_bytes = 0;  // on disk
  std::uint64_t generation = 0;
  std::vector<store::LoadInfo> loads;  // oldest first
  std::vector<ThesaurusInfo> thesauri;
  std::string thesaurus_fault;  // why queries are refused, and the remedy; mostly empty
  Instant data_time;            // when the data were last brought up to date
};

struct VerifyReport {
  std::uint64_t studies = 0;
  std::uint64_t versions = 0;
  std::uint64_t loads = 0;  // whose readings were compared with what is stored
  std::uint64_t segments = 0;
  std::vector<std::string> faults;  // whole sentences that name what is damaged; empty: all is well
};

// A value of a field, as most studies spell it.
struct Suggestion {
  std::string value;
  std::uint64_t studies = 0;  // that have it, in any letter case
};
inline constexpr std::string_view kInterrupted = "interrupted";  // the state of a load that was killed
inline constexpr std::size_t kSuggestionBytesMin = 2;
inline constexpr std::size_t kSuggestionBytesMax = 100;

class Registry {
 public:
  // Opens a data folder for reading. kNotFound when it holds no data. If a load was cut off before its
  // index was written, the missing part of the index is made first: on disk, or in memory where the
  // folder cannot be written; so is all of it where it is damaged, or of another store. kDataLoss where the store is
  // lost beside an index. Opens with thesauri that cannot be read: see thesaurus_status().
  static StatusOr<std::unique_ptr<Registry>> open(const std::string& data_folder,
                                                  os::FileSystem& files = os::posix_file_system(),
                                                  const os::Clock& clock = os::system_clock());

  // All below are safe to call from several threads.

  // A study as it stood at a moment, removed or not; nullopt for a number that had not been seen by then. A study
  // that carries `nct` as an obsolete number is not looked for: see successor().
  StatusOr<std::optional<StoredStudy>> study(NctNumber nct, const Moment& moment = {});
  // What successor() and then study() say of a number now, ready for the next who asks while the data stay as they are.
  StatusOr<std::shared_ptr<const StandingStudy>> standing(NctNumber nct);
  // One of its versions; nullopt when there is none of that number.
  StatusOr<std::optional<StoredStudy>> version(NctNumber nct, std::uint32_t number);
  // Empty for a number that was never seen.
  StatusOr<History> history(NctNumber nct);
  // The study that stands for `nct` now, because it carries it as an obsolete number, straight or by way of another;
  // nullopt when `nct` stands for itself or for nothing. A record under `nct` stands while it is in the registry and
  // newer than the study that carries its number: seen later, and no older by what both say of themselves.
  StatusOr<std::optional<NctNumber>> successor(NctNumber nct);
  // The number that histories go by: `nct` where a record was ever seen under it, else that of the study which stands
  // for it, else `nct`.
  StatusOr<NctNumber> number_with_history(NctNumber nct);
  // The study as the search that gave `hit` saw it.
  StatusOr<StoredStudy> study_of(const SearchHit& hit);
  // Its JSON alone, as it is at this moment.
  StatusOr<std::string> json_of(const SearchHit& hit);
  // For many of them.
  StatusOr<RecordReader> records();

  // While data change, pages go on over the data that their first page was from. kAborted when the data of
  // `request.generation` are not kept any longer: they are for limits::kPagesKeptMinutes after the last page that used
  // them, of at most limits::kStatesKept generations.
  StatusOr<SearchResult> search(const SearchRequest& request, const std::atomic<bool>* cancelled = nullptr);
  // Why a study is among a search's hits, or that it is not; sort, page and filters by distance do not matter.
  StatusOr<SearchExplanation> explain(const SearchRequest& request, NctNumber nct);
  // Of each of these studies, each named once; many cost little more than one.
  StatusOr<std::vector<SearchExplanation>> explain(const SearchRequest& request, const std::vector<NctNumber>& studies);
  // How each part of a search is understood, in the same order: the trees that were searched for. By the synonyms of
  // `request.generation`, or those of now where that is not kept any longer.
  std::vector<query::BoundQuery> understand(const SearchRequest& request);
  // All hits of a search, by number; `from` and `size` of the request do not matter.
  StatusOr<SearchResult> search_all(SearchRequest request, const std::atomic<bool>* cancelled = nullptr);

  // The values of a field that begin with `typed`, or have a word that does where those are too few; the commonest
  // first, whatever the letter case and accents. Empty when `typed` is too short or long, or the catalogue does not
  // count the field by its values. Milliseconds; the first call after a load reads the field's values.
  StatusOr<std::vector<Suggestion>> suggest(model::FieldId field, std::string_view typed, std::size_t limit);

  // Oldest first. The state of one that has not ended is "running" while it is the last and some process writes to the
  // folder, else kInterrupted.
  StatusOr<std::vector<store::LoadInfo>> loads();
  // The load begun last, where it has not ended and no process is there that would end it: what `reader` tells of it
  // from now on is all there will be.
  StatusOr<std::optional<store::LoadId>> interrupted_load(store::Reader& reader);
  StatusOr<RegistryStats> stats();
  // When the data were last brought up to date. Cheap, unlike stats(), which reads the whole store.
  StatusOr<Instant> data_time();
  // Names the state of all records, release stamps included: those of one name and `generation` (below) are the same
  // bytes, also after a restart. nullopt while a load is under way, and after one that was cut off until the next ends.
  StatusOr<std::optional<std::string>> data_state(std::uint64_t generation);
  // Checks store and index, each in itself and against each other. `progress` is told the share done, 0..1.
  StatusOr<VerifyReport> verify(const std::function<void(double)>& progress);

  // Forgets what searches have found so far and kept for later ones: the next is as slow as the first. For measuring.
  void forget_found() { found_.clear(); }

  // The synonyms that searches use now; none where they cannot be read.
  std::shared_ptr<const query::Thesaurus> thesaurus() const;
  // What searches and explanations of texts are refused with, since what they find depends on the synonyms: which
  // thesaurus is damaged, and the remedy. Ok, as mostly, where there is nothing wrong.
  Status thesaurus_status() const;
  // Studies that a search for everything finds now. Cheap, unlike stats().
  std::uint64_t study_count() const { return snapshot()->document_count(); }
  // What searches see now of what is stored; those that follow see no less.
  struct Shown {
    store::Sequence covers = 0;       // versions up to this one
    std::uint64_t removal_marks = 0;  // as Reader::removal_marks() counted
  };
  Shown shown() const {
    const View now = view();
    return {now.snapshot->covers(), now.removal_marks};
  }
  // Of the index that searches use now.
  std::uint64_t generation() const;
  // Takes up what other processes have added since. Cheap when nothing has.
  Status refresh();

  // Copies everything, as it stands at one moment, to a new folder `destination`, which opens as a data folder. Loads
  // and servers go on meanwhile. Safe on disk when it returns. kAlreadyExists when there is something at `destination`.
  Status backup(const std::string& destination);

  // For what reads many versions on its own: the change feed, values over time.
  StatusOr<store::ReaderPool::Lease> reader() { return readers_.borrow(); }

  const DataFolder& folder() const { return folder_; }
  // The time of day by the clock that was given.
  Instant now() const { return clock_.now(); }

 private:
  Registry(DataFolder folder, os::FileSystem& files, const os::Clock& clock)
      : folder_(std::move(folder)),
        files_(files),
        clock_(clock),
        readers_(folder_.store(), files.database_driver()),
        watch_(folder_.store(), files.database_driver()) {}
  // What searches see. Removals are in the store alone: a load that dies between marking them and announcing that in
  // the index leaves the index as it was.
  struct View {
    std::shared_ptr<const index::Snapshot> snapshot;
    std::uint64_t removal_marks = 0;                    // that the store had when the snapshot was opened, or fewer
    std::shared_ptr<const query::Thesaurus> thesaurus;  // of no words where thesaurus_status is not ok
    Status thesaurus_status;
    std::string thesaurus_mark;           // of the files that it was read from
    std::uint64_t thesaurus_changes = 0;  // since this registry was opened
    // Whether what the request asks for can be told: not without the synonyms, unless it has no text.
    Status check_can_answer(const SearchRequest& request) const;
    std::uint64_t generation() const { return snapshot->generation() + removal_marks + thesaurus_changes; }
  };
  View view() const;
  std::shared_ptr<const index::Snapshot> snapshot() const { return view().snapshot; }
  // That which `request` is about, now or then; before its moment is looked at.
  StatusOr<View> view_for(const SearchRequest& request);
  StatusOr<View> at_moment(const View& today, const Moment& moment);
  Status take_thesaurus(View& view) const;
  static query::BoundNode bind(const SearchRequest& request, const query::Thesaurus& thesaurus,
                               std::vector<QueryComplaint>& complaints);
  StatusOr<std::optional<NctNumber>> find_alias(NctNumber nct);
  StatusOr<StoredStudy> stored_study(store::Reader& reader, const std::vector<store::VersionInfo>& versions,
                                     std::size_t which, const Moment& moment);

  const DataFolder folder_;
  std::string fault_at_opening_;  // of the index, which was made anew; a sentence, mostly empty
  os::FileSystem& files_;
  const os::Clock& clock_;
  store::ReaderPool readers_;
  store::ChangeWatch watch_;
  StandingStudies standing_{limits::kStandingBytes};
  mutable std::mutex snapshot_mutex_;
  View view_;
  std::atomic<std::uint64_t> views_ = 0;  // that there have been: counted when a new one is there
  struct PastSnapshot {
    Moment moment;
    std::shared_ptr<const index::Snapshot> snapshot;
  };
  KeptStates<View> kept_{limits::kStatesKept, std::int64_t{limits::kPagesKeptMinutes} * 60 * 1'000'000};
  search::FoundCache found_{limits::kFoundCacheBytes};
  std::vector<PastSnapshot> past_;  // of the generation of view_, the one used last at the end
  AccentedValues accented_{limits::kAccentedValuesBytes};
};

}  // namespace trialkeep::engine
