#include "engine/load.h"

#include <absl/container/flat_hash_set.h>
#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "base/limits.h"
#include "base/strings.h"
#include "base/version.h"
#include "engine/complete_load.h"
#include "engine/index_keeper.h"
#include "engine/index_queue.h"
#include "engine/parallel.h"
#include "engine/prepared_record.h"
#include "engine/read_ahead.h"
#include "engine/record_dictionary.h"
#include "engine/reject_log.h"
#include "engine/thesaurus_keeper.h"
#include "engine/undated.h"
#include "ingest/record_source.h"
#include "model/canonical.h"
#include "os/environment.h"
#include "store/writer.h"

namespace trialkeep::engine {
namespace {

// While a load goes on, a dictionary is trained only when that many studies gain from it.
constexpr std::size_t kTrainingWithinLoad = 10'000;

class Loader {
 public:
  Loader(const DataFolder& folder, const LoadOptions& options, os::FileSystem& files)
      : folder_(folder),
        options_(options),
        files_(files),
        threads_(options.threads == 0 ? os::core_count() : options.threads),
        tools_(threads_) {}

  StatusOr<LoadSummary> run(std::unique_ptr<ingest::RecordSource> source, const std::string& name);

 private:
  Status open();
  Status take_dictionary();
  Status process(RawBatch& batch);
  Status refuse(const ingest::RawRecord& raw, const Status& problem);
  Status keep(const ingest::RawRecord& raw, PreparedRecord& prepared, IndexBatch& to_index);
  Status observe(const ingest::RawRecord& raw, PreparedRecord& prepared, IndexBatch& to_index);
  StatusOr<bool> wait(const store::Observation& observation);
  Status settle_undated(store::Observation& observation, bool is_dated);
  StatusOr<store::Observed> observe_and_index(const store::Observation& observation, std::string& body,
                                              IndexBatch& to_index);
  Status observe_waiting();
  Status observe_at_end(const UndatedRecords::Waiting& waiting, IndexBatch& to_index);
  Status in_batch(const std::function<Status(IndexBatch&)>& fill);
  Status store_batch(RawBatch& batch, std::vector<PreparedRecord>& prepared, IndexBatch& to_index);
  bool is_whole_registry(std::string_view state);
  Status end_load(std::string_view state);
  Status finish(std::string_view state);
  void keep_thesaurus();
  void report(std::string_view stage) const;
  bool should_stop() const { return options_.stop_requested && options_.stop_requested(); }

  const DataFolder folder_;
  const LoadOptions& options_;
  os::FileSystem& files_;
  const unsigned threads_;
  std::vector<WorkerTools> tools_;
  std::unique_ptr<os::HeldLock> lock_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<IndexKeeper> keeper_;
  std::unique_ptr<IndexQueue> indexing_;  // of the keeper
  std::unique_ptr<RejectLog> rejects_;
  std::unique_ptr<UndatedRecords> undated_;  // by way of the writer
  std::unique_ptr<ingest::RecordSource> source_;
  Heads heads_;
  store::PackingDictionary dictionary_;
  Instant now_;  // when the records were observed that bring no date of their own
  // What was read so far.
  absl::flat_hash_set<std::uint32_t> seen_;      // studies; of a complete load only
  std::vector<store::StudyNumber> live_before_;  // of a complete load only
  std::vector<store::Sequence> observations_;
  Hash128 fingerprint_;
  LoadSummary summary_;
  bool has_other_dates_ = false;    // some record was not observed at now_
  Instant latest_possible_;         // what is dated later is dated wrongly
  bool has_changed_times_ = false;  // something that stands for some day differs, if not for today
};

Status Loader::open() {
  RETURN_IF_ERROR(files_.make_folders(folder_.path));
  ASSIGN_OR_RETURN(lock_, files_.lock(folder_.lock()));
  ASSIGN_OR_RETURN(writer_, store::Writer::open(folder_.store(), files_.database_driver()));
  RETURN_IF_ERROR(
      writer_->for_each_head([&](store::StudyNumber study, const store::Head& head) { heads_[study] = head; }));
  if (options_.complete) {
    for (const auto& [study, head] : heads_) {
      if (!head.is_removed) {
        live_before_.push_back(study);
      }
    }
    ASSIGN_OR_RETURN(const Instant latest, writer_->latest_load());
    if (now_ < latest) {
      return absl::InvalidArgumentError(
          concat("a complete load says which studies are missing now, but a later one, of ", latest.date_text(),
                 ", was loaded already; load complete sources in the order of their dates, or without --complete"));
    }
  }
  undated_ = std::make_unique<UndatedRecords>(*writer_);
  RETURN_IF_ERROR(take_dictionary());
  ASSIGN_OR_RETURN(keeper_, IndexKeeper::open(files_, folder_.index(), threads_));
  // What an interrupted load left out of the index.
  ASSIGN_OR_RETURN(auto reader, store::Reader::open(folder_.store(), files_.database_driver()));
  return keeper_->catch_up(*reader, options_.stop_requested);
}

Status Loader::take_dictionary() {
  ASSIGN_OR_RETURN(dictionary_, choose_dictionary(*writer_, heads_.size()));
  for (WorkerTools& tools : tools_) {
    tools.packer = std::make_unique<store::Packer>(dictionary_.bytes);
  }
  return absl::OkStatus();
}

Status Loader::refuse(const ingest::RawRecord& raw, const Status& problem) {
  ++summary_.counts.refused;
  const std::string reason(problem.message());
  if (summary_.refused.size() < kRefusedShown) {
    summary_.refused.push_back({raw.origin.text(), reason});
  }
  return rejects_->add(raw.bytes, raw.origin.source, raw.origin.offset, reason);
}

Status Loader::keep(const ingest::RawRecord& raw, PreparedRecord& prepared, IndexBatch& to_index) {
  const std::uint32_t study = prepared.record->nct.value();
  summary_.unknown_keys += prepared.record->unknown_keys;
  summary_.unmapped += prepared.unmapped;
  fingerprint_ = combine_unordered(fingerprint_, prepared.hash);
  has_other_dates_ = has_other_dates_ || prepared.observed != now_;
  if (options_.complete) {
    seen_.insert(study);
  }
  if (!prepared.is_dated) {
    undated_->forget(study);
  }
  const auto head = heads_.find(study);
  if (head == heads_.end() || head->second.hash != prepared.hash || head->second.is_removed ||
      prepared.observed < head->second.last_observed || prepared.observed == head->second.first_observed ||
      raw.registry_version) {
    return observe(raw, prepared, to_index);
  }
  ++summary_.counts.unchanged;
  head->second.last_observed = prepared.observed;
  observations_.push_back(head->second.sequence);
  return writer_->observe_again(head->second.sequence, prepared.stamp, summary_.load, prepared.observed);
}

Status Loader::observe(const ingest::RawRecord& raw, PreparedRecord& prepared, IndexBatch& to_index) {
  model::CanonicalRecord& record = *prepared.record;
  if (!prepared.dates) {
    ASSIGN_OR_RETURN(prepared.dates, read_dates(record.json, *tools_.front().parser));
  }
  store::Observation observation;
  observation.study = record.nct.value();
  observation.at = prepared.observed;
  observation.hash = prepared.hash;
  observation.stamp = prepared.stamp;
  observation.own_date = prepared.dates->own;
  observation.posted_date = prepared.dates->posted;
  observation.registry_number = raw.registry_version;
  observation.body = record.json;
  observation.packed = prepared.packed;
  observation.dictionary = dictionary_.id;
  if (!prepared.is_dated && !options_.is_live) {
    ASSIGN_OR_RETURN(const bool waits, wait(observation));
    if (waits) {
      return absl::OkStatus();
    }
  }
  RETURN_IF_ERROR(settle_undated(observation, prepared.is_dated));
  ASSIGN_OR_RETURN(const store::Observed observed, observe_and_index(observation, record.json, to_index));
  observations_.push_back(observed.sequence);
  ++(observed.is_new_study    ? summary_.counts.fresh
     : observed.added.empty() ? summary_.counts.unchanged
                              : summary_.counts.changed);
  return absl::OkStatus();
}

// One that equals an older version waits for the end of the load, which tells whether it is news.
StatusOr<bool> Loader::wait(const store::Observation& observation) {
  const auto head = heads_.find(observation.study);
  if (head == heads_.end()) {
    return false;
  }
  ASSIGN_OR_RETURN(const store::Sequence held, undated_->must_wait(observation, head->second));
  if (held == 0) {
    return false;
  }
  undated_->wait({observation.study, held, observation.hash, std::string(observation.stamp)});
  observations_.push_back(held);
  ++summary_.counts.unchanged;
  return true;
}

// `body` is what was observed; it may be moved from.
StatusOr<store::Observed> Loader::observe_and_index(const store::Observation& observation, std::string& body,
                                                    IndexBatch& to_index) {
  ASSIGN_OR_RETURN(store::Observed observed, writer_->observe(observation, summary_.load));
  heads_[observation.study] = observed.head;
  has_changed_times_ = has_changed_times_ || observed.is_changed || observed.is_returned;
  summary_.counts.returned += observed.is_returned ? 1 : 0;
  for (const store::Sequence sequence : observed.added) {
    if (sequence == observed.sequence) {
      to_index.bodies.push_back(std::move(body));  // nobody needs it after this
    } else {
      ASSIGN_OR_RETURN(std::string other, writer_->body(sequence));
      to_index.bodies.push_back(std::move(other));
    }
    to_index.items.push_back({NctNumber::from_value(observation.study), sequence, to_index.bodies.back()});
  }
  return observed;
}

// What nobody dated, now or earlier, goes to its own day where that tells which record is the newer one.
Status Loader::settle_undated(store::Observation& observation, bool is_dated) {
  const auto head = heads_.find(observation.study);
  if (head == heads_.end()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const bool has_moved, undated_->settle(observation, is_dated, head->second));
  has_other_dates_ = has_other_dates_ || has_moved;
  has_changed_times_ = has_changed_times_ || has_moved;
  return absl::OkStatus();
}

Status Loader::store_batch(RawBatch& batch, std::vector<PreparedRecord>& prepared, IndexBatch& to_index) {
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    ++summary_.counts.read;
    summary_.counts.size_bytes += batch.records[i].bytes.size();
    if (prepared[i].record) {
      RETURN_IF_ERROR(keep(batch.records[i], prepared[i], to_index));
    } else {
      RETURN_IF_ERROR(refuse(batch.records[i], prepared[i].problem));
      if (options_.strict) {
        summary_.stopped = true;
        break;
      }
    }
  }
  return rejects_->sync();
}

Status Loader::process(RawBatch& batch) {
  std::vector<PreparedRecord> prepared(batch.records.size());
  const Preparation preparation{options_, heads_, now_, latest_possible_};
  for_each_parallel(threads_, prepared.size(), [&](unsigned thread, std::size_t i) {
    prepared[i] = prepare_record(batch.records[i], preparation, tools_[thread]);
  });
  RETURN_IF_ERROR(in_batch([&](IndexBatch& to_index) { return store_batch(batch, prepared, to_index); }));
  std::move(batch.source_errors.begin(), batch.source_errors.end(), std::back_inserter(summary_.source_errors));
  return training_pays(dictionary_, heads_.size()) && heads_.size() >= kTrainingWithinLoad ? take_dictionary()
                                                                                           : absl::OkStatus();
}

// One transaction, and what it adds to the index; nothing is left of it if `fill` fails.
Status Loader::in_batch(const std::function<Status(IndexBatch&)>& fill) {
  IndexBatch to_index;
  RETURN_IF_ERROR(writer_->begin_batch());
  const LoadSummary before = summary_;
  const Hash128 fingerprint_before = fingerprint_;
  const std::size_t observations_before = observations_.size();
  const RejectLog::Place refused_before = rejects_->place();
  Status status = fill(to_index);
  if (status.ok()) {
    status = writer_->commit_batch(summary_.load, summary_.counts);
  }
  if (!status.ok()) {
    writer_->abandon_batch();
    summary_ = before;
    fingerprint_ = fingerprint_before;
    observations_.resize(observations_before);
    rejects_->cut_back_to(refused_before);
    return status;
  }
  return indexing_->add(std::move(to_index));
}

// What waited and was not followed by another record of its study. After a stop nobody knows that: then it is left to
// the next run of the load.
Status Loader::observe_waiting() {
  const auto waiting = undated_->take_waiting();
  for (std::size_t next = 0; next < waiting.size();) {
    const auto observe_some = [&](IndexBatch& to_index) -> Status {
      const std::size_t end = std::min(waiting.size(), next + limits::kBatchRecords);
      for (std::size_t bytes = 0; next < end && bytes < limits::kBatchBytes; ++next) {
        RETURN_IF_ERROR(observe_at_end(waiting[next], to_index));
        bytes += to_index.bodies.empty() ? 0 : to_index.bodies.back().size();
      }
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(in_batch(observe_some));
    report("loading");
  }
  return absl::OkStatus();
}

Status Loader::observe_at_end(const UndatedRecords::Waiting& waiting, IndexBatch& to_index) {
  ASSIGN_OR_RETURN(std::string body, writer_->body(waiting.held));
  ASSIGN_OR_RETURN(const store::KnownDates dates, writer_->dates(waiting.held));
  store::Observation observation;
  observation.study = waiting.study;
  observation.at = now_;
  observation.hash = waiting.hash;
  observation.stamp = waiting.stamp;
  observation.own_date = dates.own_date;
  observation.posted_date = dates.posted_date;
  observation.body = body;
  RETURN_IF_ERROR(settle_undated(observation, false));
  ASSIGN_OR_RETURN(const store::Observed observed, observe_and_index(observation, body, to_index));
  if (!observed.added.empty()) {
    --summary_.counts.unchanged;
    ++summary_.counts.changed;
  }
  return absl::OkStatus();
}

// Whether what the load did not read was not there; if not, the summary says why.
bool Loader::is_whole_registry(std::string_view state) {
  if (!options_.complete) {
    return false;
  }
  CompleteLoad load;
  load.has_ended_whole = state == store::kLoadDone;
  load.has_other_dates = has_other_dates_;
  load.is_forced = options_.force_complete;
  load.counts = summary_.counts;
  load.shortfall = source_->shortfall();
  load.live = live_before_.size();
  load.absent = static_cast<std::uint64_t>(std::count_if(
      live_before_.begin(), live_before_.end(), [&](store::StudyNumber study) { return !seen_.contains(study); }));
  summary_.nothing_marked_because = reason_to_mark_nothing(load);
  return summary_.nothing_marked_because.empty();
}

// The load's row, and what a complete source lacked, in one transaction.
Status Loader::end_load(std::string_view state) {
  RETURN_IF_ERROR(writer_->begin_batch());
  Status status;
  const bool is_complete = is_whole_registry(state);
  std::set<store::StudyNumber> gone;
  if (options_.removed && state == store::kLoadDone && summary_.counts.refused == 0) {
    gone = options_.removed();
  }
  if (is_complete || !gone.empty()) {
    const auto was_seen = [&](store::StudyNumber one) {
      return is_complete ? seen_.contains(one) : !gone.contains(one);
    };
    const auto removed = writer_->mark_absent(was_seen, summary_.load, now_);
    status = removed.status();
    summary_.counts.removed = removed.ok() ? *removed : 0;
  }
  if (status.ok()) {
    status = writer_->end_load(
        summary_.load, {state, summary_.counts, fingerprint_, observations_, options_.clock->now(), is_complete});
  }
  if (status.ok()) {
    status = writer_->commit_batch();
  }
  if (!status.ok()) {
    writer_->abandon_batch();
    summary_.counts.removed = 0;
  }
  return status;
}

Status Loader::finish(std::string_view state) {
  report("writing the index");
  // Where a batch could not be indexed, those after it are not either: the next run goes on from the last flush.
  Status flushed = indexing_->finish();
  if (flushed.ok()) {
    flushed = keeper_->flush();
  }
  RETURN_IF_ERROR(end_load(state));
  RETURN_IF_ERROR(flushed);
  if (summary_.counts.removed > 0 || has_changed_times_) {
    RETURN_IF_ERROR(keeper_->announce());
  }
  report("merging the index");
  ASSIGN_OR_RETURN(auto reader, store::Reader::open(folder_.store(), files_.database_driver()));
  return keeper_->merge(*reader);
}

// Synonyms are made when there are none yet or the registry has grown a good deal. What is loaded is safe without them.
void Loader::keep_thesaurus() {
  const auto studies =
      std::count_if(heads_.begin(), heads_.end(), [](const auto& head) { return !head.second.is_removed; });
  ThesaurusOptions options;
  options.threads = threads_;
  options.stop_requested = options_.stop_requested;
  options.on_progress = [&](double) { report("making the thesaurus"); };
  options.clock = options_.clock;
  if (std::string note = ThesaurusKeeper(files_, folder_.thesaurus())
                             .keep(folder_.store(), static_cast<std::uint64_t>(studies), options);
      !note.empty()) {
    summary_.notes.push_back(std::move(note));
  }
}

void Loader::report(std::string_view stage) const {
  if (!options_.on_progress) {
    return;
  }
  const ingest::SourceProgress progress = source_->progress();
  options_.on_progress({summary_.counts, progress.bytes_read, progress.bytes_total, std::string(stage)});
}

StatusOr<LoadSummary> Loader::run(std::unique_ptr<ingest::RecordSource> source, const std::string& name) {
  const std::int64_t started_us = options_.clock->monotonic_us();
  const Instant started = options_.clock->now();
  now_ = options_.observed.value_or(started);
  latest_possible_ = std::max(now_, started);
  source_ = std::move(source);
  RETURN_IF_ERROR(open());
  ASSIGN_OR_RETURN(summary_.load,
                   writer_->begin_load(name, started, program_version(), options_.observed, options_.complete));
  rejects_ = std::make_unique<RejectLog>(files_, folder_.rejects(), summary_.load);
  indexing_ = std::make_unique<IndexQueue>(*keeper_);

  constexpr std::size_t kBatchesAhead = 1;
  os::BoundedQueue<RawBatch> queue(kBatchesAhead);
  std::thread reading([&] { read_ahead(*source_, queue); });
  Status status;
  while (status.ok() && !summary_.stopped) {
    std::optional<RawBatch> batch = queue.pop();
    if (!batch) {
      break;
    }
    status = process(*batch);
    report("loading");
    summary_.stopped = summary_.stopped || should_stop();
  }
  queue.close();
  reading.join();
  if (status.ok() && !summary_.stopped) {
    status = observe_waiting();
  }
  // A batch that could not be indexed ends the load in the same way whether it was the first or the last.
  if (const Status indexed = indexing_->finish(); status.ok()) {
    status = indexed;
  }
  const bool whole = status.ok() && !summary_.stopped && summary_.source_errors.empty();
  const Status finished = finish(whole ? store::kLoadDone : summary_.stopped ? "stopped" : "failed");
  summary_.notes = source_->notes();
  for (std::string& note : undated_->notes()) {
    summary_.notes.push_back(std::move(note));
  }
  if (keeper_->was_of_another_store()) {
    summary_.notes.push_back("the index was of another store than store.db, so it was made anew from that");
  }
  summary_.older = undated_->read().older + undated_->held().older;
  summary_.older_but_newest = undated_->read().still_newest + undated_->held().still_newest;
  summary_.rejects_path = rejects_->path();
  summary_.seconds = static_cast<double>(options_.clock->monotonic_us() - started_us) / 1e6;
  if (!status.ok()) {
    return annotate(status, concat("the load stopped after ", counted(summary_.counts.read, "record, which is kept",
                                                                      "records, all of which are kept")));
  }
  RETURN_IF_ERROR(finished);
  if (whole) {
    keep_thesaurus();
    summary_.seconds = static_cast<double>(options_.clock->monotonic_us() - started_us) / 1e6;
  }
  return summary_;
}

}  // namespace

StatusOr<LoadSummary> load(const std::string& data_folder, const std::vector<std::string>& paths,
                           const LoadOptions& options, os::FileSystem& files) {
  ASSIGN_OR_RETURN(auto source, ingest::open_sources(paths, {.standard_input_fd = options.standard_input_fd}));
  std::string names;
  for (const std::string& path : paths) {
    append_to(names, names.empty() ? "" : " ", path);
  }
  return load_from(data_folder, std::move(source), names, options, files);
}

StatusOr<LoadSummary> load_from(const std::string& data_folder, std::unique_ptr<ingest::RecordSource> source,
                                const std::string& name, const LoadOptions& options, os::FileSystem& files) {
  return Loader(DataFolder{data_folder}, options, files).run(std::move(source), name);
}

}  // namespace trialkeep::engine
