#include "engine/load.h"

#include <absl/container/flat_hash_map.h>
#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "base/limits.h"
#include "base/strings.h"
#include "base/version.h"
#include "engine/index_keeper.h"
#include "engine/parallel.h"
#include "engine/record_dictionary.h"
#include "engine/reject_log.h"
#include "ingest/record_source.h"
#include "model/canonical.h"
#include "os/bounded_queue.h"
#include "os/environment.h"
#include "os/file_lock.h"
#include "store/store.h"

namespace trialkeep::engine {
namespace {

// What the reading thread hands over: records, or the error of a source that ended early.
struct RawBatch {
  std::vector<ingest::RawRecord> records;
  std::vector<std::string> source_errors;
};

// A record on its way into the store.
struct Prepared {
  std::optional<model::CanonicalRecord> record;  // none: refused
  Status problem;
  Hash128 hash;
  std::string stamp;
  std::string packed;  // empty when it equalled the newest version at the start of the batch
};

// What one worker thread keeps.
struct WorkerTools {
  std::unique_ptr<model::Canonicalizer> canonicalizer = std::make_unique<model::Canonicalizer>();
  std::unique_ptr<store::Packer> packer = std::make_unique<store::Packer>(record_dictionary());
};

class Loader {
 public:
  Loader(const DataFolder& folder, const LoadOptions& options, os::FileSystem& files)
      : folder_(folder),
        options_(options),
        files_(files),
        threads_(options.threads == 0 ? os::core_count() : options.threads),
        tools_(threads_) {}

  StatusOr<LoadSummary> run(const std::vector<std::string>& paths);

 private:
  Status open();
  Status process(RawBatch& batch);
  void prepare(const ingest::RawRecord& raw, WorkerTools& tools, Prepared& out) const;
  Status refuse(const ingest::RawRecord& raw, const Status& problem);
  Status keep(Prepared& prepared, std::vector<IndexItem>& to_index);
  Status store_batch(RawBatch& batch, std::vector<Prepared>& prepared, std::vector<IndexItem>& to_index);
  Status finish(std::string_view state);
  void report(std::string_view stage) const;
  bool should_stop() const { return options_.stop_requested && options_.stop_requested(); }

  const DataFolder folder_;
  const LoadOptions& options_;
  os::FileSystem& files_;
  const unsigned threads_;
  std::vector<WorkerTools> tools_;
  std::unique_ptr<os::FileLock> lock_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<IndexKeeper> keeper_;
  std::unique_ptr<RejectLog> rejects_;
  std::unique_ptr<ingest::RecordSource> source_;
  absl::flat_hash_map<std::uint32_t, store::Head> heads_;
  std::int64_t dictionary_ = 0;
  std::uint64_t next_sequence_ = 1;
  Instant now_;
  Hash128 fingerprint_;
  LoadSummary summary_;
};

// Reads records ahead, batch by batch, until the sources end or the queue is closed.
void read_ahead(ingest::RecordSource& source, os::BoundedQueue<RawBatch>& queue) {
  while (true) {
    RawBatch batch;
    std::size_t bytes = 0;
    bool ended = false;
    while (batch.records.size() < limits::kBatchRecords && bytes < limits::kBatchBytes) {
      auto next = source.next();
      if (!next.ok()) {
        batch.source_errors.emplace_back(next.status().message());
        continue;
      }
      if (!next->has_value()) {
        ended = true;
        break;
      }
      bytes += (*next)->bytes.size();
      batch.records.push_back(std::move(**next));
    }
    if (!queue.push(std::move(batch)) || ended) {
      queue.close();
      return;
    }
  }
}

Status Loader::open() {
  RETURN_IF_ERROR(files_.make_folders(folder_.path));
  ASSIGN_OR_RETURN(lock_, os::FileLock::take(folder_.lock()));
  ASSIGN_OR_RETURN(writer_, store::Writer::open(folder_.store()));
  ASSIGN_OR_RETURN(dictionary_, writer_->dictionary_id(record_dictionary()));
  ASSIGN_OR_RETURN(const store::Sequence last, writer_->last_sequence());
  next_sequence_ = last + 1;
  RETURN_IF_ERROR(
      writer_->for_each_head([&](store::StudyNumber study, const store::Head& head) { heads_[study] = head; }));
  ASSIGN_OR_RETURN(keeper_, IndexKeeper::open(files_, folder_.index(), threads_));
  // What an interrupted load left out of the index.
  ASSIGN_OR_RETURN(auto reader, store::Reader::open(folder_.store()));
  return keeper_->catch_up(*reader, options_.stop_requested);
}

void Loader::prepare(const ingest::RawRecord& raw, WorkerTools& tools, Prepared& out) const {
  if (!raw.problem.ok()) {
    out.problem = raw.problem;
    return;
  }
  auto record = tools.canonicalizer->read(raw.bytes);
  if (!record.ok()) {
    out.problem = record.status();
    return;
  }
  out.record = *std::move(record);
  out.hash = model::content_hash(out.record->json);
  out.stamp = model::release_stamp(out.record->json);
  const auto head = heads_.find(out.record->nct.value());
  if (head != heads_.end() && head->second.hash == out.hash) {
    return;
  }
  auto packed = tools.packer->pack(out.record->json);
  if (packed.ok()) {
    out.packed = *std::move(packed);
  } else {
    out.problem = packed.status();
    out.record.reset();
  }
}

Status Loader::refuse(const ingest::RawRecord& raw, const Status& problem) {
  ++summary_.counts.refused;
  const std::string reason(problem.message());
  if (summary_.refused.size() < kRefusedShown) {
    summary_.refused.push_back({raw.origin.text(), reason});
  }
  return rejects_->add(raw.bytes, raw.origin.source, raw.origin.offset, reason);
}

Status Loader::keep(Prepared& prepared, std::vector<IndexItem>& to_index) {
  const model::CanonicalRecord& record = *prepared.record;
  const std::uint32_t study = record.nct.value();
  summary_.unknown_keys += record.unknown_keys;
  const auto head = heads_.find(study);
  if (head != heads_.end() && head->second.hash == prepared.hash) {
    ++summary_.counts.unchanged;
    return writer_->observe_again(head->second.sequence, prepared.stamp, summary_.load, now_);
  }
  if (prepared.packed.empty()) {
    // It equalled the newest version when the batch began, but another record of the batch came between.
    ASSIGN_OR_RETURN(prepared.packed, tools_.front().packer->pack(record.json));
  }
  ++(head == heads_.end() ? summary_.counts.fresh : summary_.counts.changed);
  const std::uint32_t number = head == heads_.end() ? 0 : head->second.number + 1;
  const store::Sequence sequence = next_sequence_++;
  RETURN_IF_ERROR(writer_->add_version(
      {sequence, study, number, prepared.hash, prepared.stamp, record.json.size(), prepared.packed}, dictionary_,
      summary_.load, now_));
  heads_[study] = {sequence, number, prepared.hash};
  to_index.push_back({record.nct, sequence, record.json});
  return absl::OkStatus();
}

Status Loader::store_batch(RawBatch& batch, std::vector<Prepared>& prepared, std::vector<IndexItem>& to_index) {
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    ++summary_.counts.read;
    summary_.counts.size_bytes += batch.records[i].bytes.size();
    if (prepared[i].record) {
      fingerprint_ = combine_unordered(fingerprint_, prepared[i].hash);
      RETURN_IF_ERROR(keep(prepared[i], to_index));
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
  std::vector<Prepared> prepared(batch.records.size());
  for_each_parallel(threads_, prepared.size(),
                    [&](unsigned thread, std::size_t i) { prepare(batch.records[i], tools_[thread], prepared[i]); });
  std::vector<IndexItem> to_index;
  RETURN_IF_ERROR(writer_->begin_batch());
  const store::LoadCounts before = summary_.counts;
  Status status = store_batch(batch, prepared, to_index);
  if (status.ok()) {
    status = writer_->commit_batch();
  }
  if (!status.ok()) {
    writer_->abandon_batch();
    summary_.counts = before;
    return status;
  }
  std::move(batch.source_errors.begin(), batch.source_errors.end(), std::back_inserter(summary_.source_errors));
  return keeper_->add(to_index, next_sequence_ - 1);
}

Status Loader::finish(std::string_view state) {
  report("writing the index");
  Status status = keeper_->flush();
  if (status.ok()) {
    report("merging the index");
    status = keeper_->merge();
  }
  const Status ended = writer_->end_load(summary_.load, state, summary_.counts, fingerprint_, options_.clock->now());
  return status.ok() ? ended : status;
}

void Loader::report(std::string_view stage) const {
  if (!options_.on_progress) {
    return;
  }
  const ingest::SourceProgress progress = source_->progress();
  options_.on_progress({summary_.counts, progress.bytes_read, progress.bytes_total, std::string(stage)});
}

StatusOr<LoadSummary> Loader::run(const std::vector<std::string>& paths) {
  const std::int64_t started_us = options_.clock->monotonic_us();
  now_ = options_.clock->now();
  ASSIGN_OR_RETURN(source_, ingest::open_sources(paths, {.standard_input_fd = options_.standard_input_fd}));
  RETURN_IF_ERROR(open());
  std::string names;
  for (const std::string& path : paths) {
    append_to(names, names.empty() ? "" : " ", path);
  }
  ASSIGN_OR_RETURN(summary_.load, writer_->begin_load(names, now_, program_version()));
  rejects_ = std::make_unique<RejectLog>(files_, folder_.rejects(), summary_.load);

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
  const bool whole = status.ok() && !summary_.stopped && summary_.source_errors.empty();
  const Status finished = finish(whole ? "done" : summary_.stopped ? "stopped" : "failed");
  summary_.notes = source_->notes();
  summary_.rejects_path = rejects_->path();
  summary_.seconds = static_cast<double>(options_.clock->monotonic_us() - started_us) / 1e6;
  if (!status.ok()) {
    return annotate(status,
                    fmt::format("the load stopped after {} records, all of which are kept", summary_.counts.read));
  }
  RETURN_IF_ERROR(finished);
  return summary_;
}

}  // namespace

StatusOr<LoadSummary> load(const std::string& data_folder, const std::vector<std::string>& paths,
                           const LoadOptions& options, os::FileSystem& files) {
  return Loader(DataFolder{data_folder}, options, files).run(paths);
}

Status rebuild_index(const std::string& data_folder, const LoadOptions& options, os::FileSystem& files) {
  const DataFolder folder{data_folder};
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(folder.store()));
  if (kind == os::EntryKind::kNone) {
    return absl::NotFoundError(
        concat("there is no data in ", data_folder, " yet; load some with `trialkeep load PATH`"));
  }
  ASSIGN_OR_RETURN(const auto lock, os::FileLock::take(folder.lock()));
  ASSIGN_OR_RETURN(auto reader, store::Reader::open(folder.store()));
  const unsigned threads = options.threads == 0 ? os::core_count() : options.threads;
  ASSIGN_OR_RETURN(auto keeper, IndexKeeper::open(files, folder.index(), threads));
  return keeper->rebuild(*reader, options.stop_requested);
}

}  // namespace trialkeep::engine
