#include "engine/registry.h"

#include <algorithm>

#include "base/hash.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/strings.h"
#include "engine/data_check.h"
#include "engine/index_keeper.h"
#include "engine/own_age.h"
#include "engine/study_indexer.h"
#include "model/canonical.h"
#include "os/environment.h"
#include "os/memory_file_system.h"
#include "store/writer.h"

namespace trialkeep::engine {
namespace {

constexpr std::string_view kOfAnotherStore =
    "The index was of another store, or of another course of this one, as when one of both is restored without the "
    "other";

// The part of the index that the disk lacks, made in memory: what an interrupted load left out, or all of it where
// nothing on the disk can be used. It has the generation of the disk, so that refresh() goes on with it.
StatusOr<std::shared_ptr<const index::Snapshot>> complete_in_memory(const index::Snapshot* usable,
                                                                    std::uint64_t generation, store::Reader& reader) {
  const auto memory = os::make_memory_file_system();
  const std::string folder = "index";
  index::Manifest manifest;
  manifest.generation = generation;
  manifest.indexing_version = kIndexingVersion;
  if (usable != nullptr) {
    manifest.covers = usable->covers();
    manifest.last_hash = usable->manifest().last_hash;
  }
  RETURN_IF_ERROR(index::write_manifest(*memory, folder, manifest));
  ASSIGN_OR_RETURN(const auto nothing, index::Snapshot::open(*memory, folder));
  ASSIGN_OR_RETURN(auto keeper, IndexKeeper::open(*memory, folder, os::core_count()));
  RETURN_IF_ERROR(keeper->catch_up(reader, nullptr));
  ASSIGN_OR_RETURN(const auto rest, index::Snapshot::open(*memory, folder));
  const auto whole = index::Snapshot::combine(usable != nullptr ? *usable : *nothing, *rest);
  ASSIGN_OR_RETURN(const auto live, live_sequences(reader, {std::nullopt, whole->covers(), false}));
  return whole->with_live(live);
}

StatusOr<std::shared_ptr<const index::Snapshot>> open_today(os::FileSystem& files, const DataFolder& folder,
                                                            store::Reader& reader,
                                                            const index::Snapshot* previous = nullptr) {
  return index::Snapshot::open(files, folder.index(), previous, [&](std::uint64_t covers) {
    return live_sequences(reader, {std::nullopt, covers, false});
  });
}

struct OpenedIndex {
  std::shared_ptr<const index::Snapshot> snapshot;
  std::string fault;  // of what the disk had, a sentence for verify; mostly empty
};

StatusOr<OpenedIndex> open_index(os::FileSystem& files, const DataFolder& folder, store::Reader& reader) {
  OpenedIndex opened;
  const auto on_disk = open_today(files, folder, reader);
  // After the manifest, as is_index_of() asks.
  bool is_of_this_store = true;
  if (on_disk.ok()) {
    ASSIGN_OR_RETURN(is_of_this_store, is_index_of((*on_disk)->manifest(), reader));
  }
  ASSIGN_OR_RETURN(const store::Sequence last, reader.last_sequence());
  const bool usable = on_disk.ok() && is_of_this_store &&
                      ((*on_disk)->segments().empty() || (*on_disk)->manifest().indexing_version == kIndexingVersion);
  if (usable && (*on_disk)->covers() >= last) {
    opened.snapshot = *on_disk;
    return opened;
  }
  const auto lock = files.lock(folder.lock());
  if (!lock.ok() && absl::IsUnavailable(lock.status())) {
    if (!is_of_this_store) {
      return absl::UnavailableError(concat("the index in ", folder.index(),
                                           " is of another store than store.db, and another process holds the data ",
                                           "folder; try again when that has made the index anew, or has ended"));
    }
    ASSIGN_OR_RETURN(opened.snapshot, on_disk);  // a load is under way and will write the rest
    return opened;
  }
  Status status = lock.status();
  if (status.ok()) {
    auto keeper = IndexKeeper::open(files, folder.index(), os::core_count());
    status = keeper.status();
    if (status.ok()) {
      status = usable ? (*keeper)->catch_up(reader, nullptr) : (*keeper)->rebuild(reader, nullptr);
    }
  }
  if (status.ok()) {
    opened.fault = is_of_this_store ? "" : concat(kOfAnotherStore, "; it has been made anew.");
    ASSIGN_OR_RETURN(opened.snapshot, open_today(files, folder, reader));
    return opened;
  }
  if (absl::IsResourceExhausted(status) || absl::IsPermissionDenied(status)) {
    opened.fault = is_of_this_store ? "" : concat(kOfAnotherStore, ", and cannot be written; run `trialkeep rebuild`.");
    const auto manifest = index::read_manifest(files, folder.index());
    ASSIGN_OR_RETURN(opened.snapshot, complete_in_memory(usable ? on_disk->get() : nullptr,
                                                         manifest.ok() ? manifest->generation : 0, reader));
    return opened;
  }
  return status;
}

// A store that an older program wrote, or one whose making was cut off: only a writer can take that back.
Status bring_up_to_date(os::FileSystem& files, const DataFolder& folder) {
  const Status opened = store::Reader::open(folder.store(), files.database_driver()).status();
  const bool may_be_cut_off = absl::IsPermissionDenied(opened);
  if (!absl::IsFailedPrecondition(opened) && !may_be_cut_off) {
    return absl::OkStatus();  // what else is wrong, the next to open it will say
  }
  const auto lock = files.lock(folder.lock());
  const Status status = lock.ok() ? store::upgrade(folder.store(), files.database_driver()) : lock.status();
  return may_be_cut_off ? absl::OkStatus() : status;
}

OwnDates dates_of(const store::VersionInfo& info) { return {info.stamp, info.posted_date, info.own_date}; }

// Whether the study that carries `obsolete` as an obsolete number stands for it, also when it has a record of its own.
StatusOr<bool> gives_way_to(store::Reader& reader, NctNumber obsolete, NctNumber carrier) {
  ASSIGN_OR_RETURN(const auto own, reader.newest(obsolete.value()));
  ASSIGN_OR_RETURN(const auto carriers, reader.newest(carrier.value()));
  if (!own || !carriers) {
    return carriers.has_value();
  }
  ASSIGN_OR_RETURN(const auto removals, reader.removals(obsolete.value()));
  const bool is_removed = !removals.empty() && !removals.back().returned;
  return is_removed || carriers->last_observed >= own->last_observed ||
         is_clearly_older(dates_of(*own), dates_of(*carriers));
}

}  // namespace

StatusOr<Instant> parse_as_of(std::string_view text) {
  const auto moment = parse_instant(text);
  if (!moment) {
    return absl::InvalidArgumentError(
        concat("\"", text, "\" is no date; write 2026-02-10 for a whole day, or 2026-02-10T12:30:00, both UTC"));
  }
  if (text.find('.') != std::string_view::npos) {
    return *moment;
  }
  // To its end: what was seen within it was known.
  constexpr std::int64_t kSecondMs = 1'000;
  const bool is_day = text.find('T') == std::string_view::npos;
  return Instant{moment->unix_ms + (is_day ? kDayMs : kSecondMs) - 1};
}

StatusOr<std::unique_ptr<Registry>> Registry::open(const std::string& data_folder, os::FileSystem& files,
                                                   const os::Clock& clock) {
  std::unique_ptr<Registry> registry(new Registry(DataFolder{data_folder}, files, clock));
  RETURN_IF_ERROR(check_has_data(registry->folder_, files));
  RETURN_IF_ERROR(bring_up_to_date(files, registry->folder_));
  ASSIGN_OR_RETURN(const auto reader, registry->readers_.borrow());
  ASSIGN_OR_RETURN(registry->view_.removal_marks, reader->removal_marks());
  ASSIGN_OR_RETURN(OpenedIndex opened, open_index(files, registry->folder_, *reader));
  registry->view_.snapshot = std::move(opened.snapshot);
  registry->fault_at_opening_ = std::move(opened.fault);
  RETURN_IF_ERROR(registry->take_thesaurus(registry->view_));
  return registry;
}

Registry::View Registry::view() const {
  const std::lock_guard lock(snapshot_mutex_);
  return view_;
}

std::shared_ptr<const query::Thesaurus> Registry::thesaurus() const { return view().thesaurus; }

Status Registry::thesaurus_status() const { return view().thesaurus_status; }

// Reads the thesauri, unless they are those that the view has. A view that has none yet goes without where they cannot
// be read, and says so to queries; one that has some keeps them, and the error is returned.
Status Registry::take_thesaurus(View& view) const {
  const ThesaurusKeeper keeper(files_, folder_.thesaurus());
  const bool has_read_some = view.thesaurus != nullptr && view.thesaurus_status.ok();
  auto mark = keeper.mark();
  if (has_read_some && mark.ok() && *mark == view.thesaurus_mark) {
    return absl::OkStatus();
  }
  auto read = mark.ok() ? keeper.load() : mark.status();
  if (!read.ok() && has_read_some) {
    return read.status();
  }
  if (!read.ok()) {
    // Of what always is, so there is nothing to own.
    view.thesaurus = std::shared_ptr<const query::Thesaurus>(std::shared_ptr<void>(), &query::empty_thesaurus());
    view.thesaurus_status = read.status();
    return absl::OkStatus();
  }
  view.thesaurus_changes += view.thesaurus == nullptr ? 0 : 1;
  view.thesaurus = *std::move(read);
  view.thesaurus_status = absl::OkStatus();
  view.thesaurus_mark = *std::move(mark);
  return absl::OkStatus();
}

std::uint64_t Registry::generation() const { return view().generation(); }

Status Registry::refresh() {
  ASSIGN_OR_RETURN(const index::Manifest manifest, index::read_manifest(files_, folder_.index()));
  View current;
  {
    const std::lock_guard lock(snapshot_mutex_);
    kept_.drop_old(clock_.monotonic_us());
    current = view_;
  }
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  View fresh = current;
  ASSIGN_OR_RETURN(fresh.removal_marks, reader->removal_marks());
  RETURN_IF_ERROR(take_thesaurus(fresh));
  if (manifest.generation == current.snapshot->generation() && fresh.removal_marks == current.removal_marks &&
      fresh.thesaurus == current.thesaurus) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(fresh.snapshot, open_today(files_, folder_, *reader, current.snapshot.get()));
  // After the manifest, as is_index_of() asks.
  ASSIGN_OR_RETURN(const bool is_of_this_store, is_index_of(fresh.snapshot->manifest(), *reader));
  if (!is_of_this_store) {
    return absl::FailedPreconditionError(concat("the index in ", folder_.index(),
                                                " is of another store than the store.db that this program has open; ",
                                                "what it serves stays as it was: start it again"));
  }
  const std::lock_guard lock(snapshot_mutex_);
  view_ = std::move(fresh);
  views_.fetch_add(1, std::memory_order_release);
  past_.clear();
  return absl::OkStatus();
}

StatusOr<Registry::View> Registry::view_for(const SearchRequest& request) {
  const std::lock_guard lock(snapshot_mutex_);
  if (!request.generation || *request.generation == view_.generation()) {
    return view_;
  }
  auto kept = kept_.use(*request.generation, clock_.monotonic_us());
  if (!kept) {
    return absl::AbortedError(concat("the data of generation ", *request.generation, " are not kept any longer"));
  }
  return *std::move(kept);
}

StatusOr<Registry::View> Registry::at_moment(const View& today, const Moment& moment) {
  if (!moment.as_of && !moment.with_removed) {
    return today;
  }
  const auto same = [&](const PastSnapshot& one) {
    return one.moment.as_of == moment.as_of && one.moment.with_removed == moment.with_removed;
  };
  {
    const std::lock_guard lock(snapshot_mutex_);
    const auto found = std::find_if(past_.begin(), past_.end(), same);
    if (found != past_.end() && view_.snapshot == today.snapshot) {
      std::rotate(found, found + 1, past_.end());
      View past = today;
      past.snapshot = past_.back().snapshot;
      return past;
    }
  }
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto live,
                   live_sequences(*reader, {moment.as_of, today.snapshot->covers(), moment.with_removed}));
  View past = today;
  past.snapshot = today.snapshot->with_live(live);
  const std::lock_guard lock(snapshot_mutex_);
  if (view_.snapshot == today.snapshot && std::none_of(past_.begin(), past_.end(), same)) {
    if (past_.size() >= limits::kPastSnapshots) {
      past_.erase(past_.begin());
    }
    past_.push_back({moment, past.snapshot});
  }
  return past;
}

StatusOr<StoredStudy> Registry::stored_study(store::Reader& reader, const std::vector<store::VersionInfo>& versions,
                                             std::size_t which, const Moment& moment) {
  const store::VersionInfo& info = versions[which];
  StoredStudy study = {NctNumber::from_value(info.study), {}, 0, 0, {}, {}, {}, {}};
  RETURN_IF_ERROR(reader.append_body(info.sequence, study.json));
  model::replace_release_stamp(study.json, 0, info.stamp);
  ASSIGN_OR_RETURN(const auto removals, reader.removals(info.study));
  study.version = info.number;
  study.version_count = static_cast<std::uint32_t>(versions.size());
  study.first_seen = versions.front().first_observed;
  study.last_changed = info.first_observed;
  study.last_seen = info.last_observed;
  for (const store::Removal& removal : removals) {
    const bool had_begun = !moment.as_of || removal.removed <= *moment.as_of;
    const bool had_ended = removal.returned && (!moment.as_of || *removal.returned <= *moment.as_of);
    if (had_begun && !had_ended) {
      study.removed = removal.removed;
    }
  }
  return study;
}

StatusOr<std::optional<StoredStudy>> Registry::study(NctNumber nct, const Moment& moment) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto one_moment, reader->hold());
  ASSIGN_OR_RETURN(const auto versions, reader->versions(nct.value()));
  std::optional<std::size_t> which;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    if (!moment.as_of || versions[i].first_observed <= *moment.as_of) {
      which = i;
    }
  }
  if (!which) {
    return std::optional<StoredStudy>();
  }
  ASSIGN_OR_RETURN(StoredStudy found, stored_study(*reader, versions, *which, moment));
  return std::optional<StoredStudy>(std::move(found));
}

StatusOr<std::shared_ptr<const StandingStudy>> Registry::standing(NctNumber nct) {
  // Taken before anything is read: what changes meanwhile gives what is kept a mark of the past.
  ASSIGN_OR_RETURN(const std::int64_t store_mark, watch_.mark());
  const DataMark mark = {store_mark, views_.load(std::memory_order_acquire)};
  if (auto kept = standing_.find(nct, mark)) {
    return kept;
  }
  auto read = std::make_shared<StandingStudy>();
  ASSIGN_OR_RETURN(read->successor, successor(nct));
  if (!read->successor) {
    ASSIGN_OR_RETURN(read->study, study(nct));
  }
  if (read->study) {
    read->json_hash = hash128({read->study->json});
  }
  // Numbers that mean nothing are without end, and cost little to look up.
  if (read->successor || read->study) {
    standing_.keep(nct, mark, read);
  }
  return read;
}

StatusOr<std::optional<StoredStudy>> Registry::version(NctNumber nct, std::uint32_t number) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto one_moment, reader->hold());
  ASSIGN_OR_RETURN(const auto versions, reader->versions(nct.value()));
  if (number >= versions.size()) {
    return std::optional<StoredStudy>();
  }
  ASSIGN_OR_RETURN(StoredStudy found, stored_study(*reader, versions, number, {}));
  return std::optional<StoredStudy>(std::move(found));
}

StatusOr<NctNumber> Registry::number_with_history(NctNumber nct) {
  ASSIGN_OR_RETURN(const History own, history(nct));
  if (!own.versions.empty()) {
    return nct;
  }
  ASSIGN_OR_RETURN(const auto present, successor(nct));
  return present.value_or(nct);
}

StatusOr<History> Registry::history(NctNumber nct) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto one_moment, reader->hold());
  History history;
  ASSIGN_OR_RETURN(history.versions, reader->versions(nct.value()));
  ASSIGN_OR_RETURN(history.removals, reader->removals(nct.value()));
  return history;
}

StatusOr<StoredStudy> Registry::study_of(const SearchHit& hit) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const auto one_moment, reader->hold());
  ASSIGN_OR_RETURN(const auto versions, reader->versions(hit.nct.value()));
  for (std::size_t i = 0; i < versions.size(); ++i) {
    if (versions[i].sequence == hit.sequence) {
      return stored_study(*reader, versions, i, {});
    }
  }
  return absl::DataLossError(
      concat("the store has no version with sequence ", hit.sequence, ", which the index names"));
}

StatusOr<RecordReader> Registry::records() {
  ASSIGN_OR_RETURN(auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(auto moment, reader->hold());
  return RecordReader(std::move(reader), std::move(moment));
}

StatusOr<RecordState> RecordReader::state_of(const SearchHit& hit) {
  ASSIGN_OR_RETURN(store::VersionMark mark, reader_->mark(hit.sequence));
  return RecordState{hit.sequence, mark.hash, std::move(mark.stamp), mark.size_bytes};
}

Status RecordReader::append_json(const RecordState& state, std::string& out) {
  const std::size_t start = out.size();
  RETURN_IF_ERROR(reader_->append_body(state.sequence, out));
  model::replace_release_stamp(out, start, state.stamp);
  return absl::OkStatus();
}

Status RecordReader::append_json(const SearchHit& hit, std::string& out) {
  ASSIGN_OR_RETURN(const RecordState state, state_of(hit));
  return append_json(state, out);
}

StatusOr<std::string> Registry::json_of(const SearchHit& hit) {
  ASSIGN_OR_RETURN(RecordReader reader, records());
  std::string json;
  RETURN_IF_ERROR(reader.append_json(hit, json));
  return json;
}

StatusOr<std::optional<NctNumber>> Registry::successor(NctNumber nct) {
  constexpr int kStepsMax = 8;
  std::optional<NctNumber> found;
  NctNumber at = nct;
  for (int step = 0; step < kStepsMax; ++step) {
    ASSIGN_OR_RETURN(const auto carrier, find_alias(at));
    if (!carrier) {
      break;
    }
    if (*carrier == nct) {
      return std::optional<NctNumber>();  // they name each other: none of them is obsolete
    }
    ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
    ASSIGN_OR_RETURN(const bool gives_way, gives_way_to(*reader, at, *carrier));
    if (!gives_way) {
      break;
    }
    at = *carrier;
    found = at;
  }
  return found;
}

StatusOr<Instant> Registry::data_time() {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  return reader->data_time();
}

StatusOr<std::optional<std::string>> Registry::data_state(std::uint64_t generation) {
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(const store::Reader::LastLoad last, reader->last_load());
  if (!last.finished) {
    return std::optional<std::string>();
  }
  return std::optional(hash128({concat(generation, " ", last.load, " ", last.finished->unix_ms)}).hex());
}

StatusOr<RegistryStats> Registry::stats() {
  RegistryStats stats;
  ASSIGN_OR_RETURN(const auto reader, readers_.borrow());
  ASSIGN_OR_RETURN(stats.store, reader->counts());
  ASSIGN_OR_RETURN(stats.loads, loads());
  ASSIGN_OR_RETURN(stats.store_bytes, files_.size(folder_.store()));
  const View current = view();
  stats.indexed_studies = current.snapshot->document_count();
  stats.segments = current.snapshot->segments().size();
  stats.index_bytes = current.snapshot->size_bytes();
  stats.generation = current.generation();
  if (auto thesauri = ThesaurusKeeper(files_, folder_.thesaurus()).list(); thesauri.ok()) {
    stats.thesauri = *std::move(thesauri);
  }
  stats.thesaurus_fault = std::string(current.thesaurus_status.message());
  ASSIGN_OR_RETURN(stats.data_time, reader->data_time());
  return stats;
}

}  // namespace trialkeep::engine
