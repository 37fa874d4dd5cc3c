#include "engine/index_keeper.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <numeric>

#include "base/limits.h"
#include "base/strings.h"
#include "engine/parallel.h"
#include "index/merge.h"

namespace trialkeep::engine {
namespace {

constexpr std::string_view kSegmentSuffix = ".tkseg";

// The number in "000012.tkseg"; 0 for other names.
std::uint64_t number_in(std::string_view name) {
  std::uint64_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

}  // namespace

StatusOr<bool> is_index_of(const index::Manifest& manifest, store::Reader& reader) {
  if (manifest.covers == 0) {
    return true;
  }
  ASSIGN_OR_RETURN(const store::Sequence last, reader.last_sequence());
  if (manifest.covers > last || !manifest.last_hash) {
    return manifest.covers <= last;
  }
  const auto mark = reader.mark(manifest.covers);
  if (absl::IsDataLoss(mark.status())) {
    return true;
  }
  RETURN_IF_ERROR(mark.status());
  return mark->hash == *manifest.last_hash;
}

StatusOr<index::SequenceSet> live_sequences(store::Reader& reader, const store::Reader::State& state) {
  index::SequenceSet live(state.covers);
  RETURN_IF_ERROR(
      reader.for_each_version_in(state, [&](store::StudyNumber, store::Sequence sequence) { live.add(sequence); }));
  return live;
}

std::vector<std::size_t> segments_to_merge(const std::vector<index::ManifestSegment>& segments,
                                           std::uint64_t bytes_added) {
  const std::size_t count = segments.size();
  if (count <= limits::kSegments) {
    return {};
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return segments[a].size_bytes < segments[b].size_bytes; });
  const std::uint64_t budget = std::max(limits::kMergeBytes, limits::kMergeBytesPerByte * bytes_added);
  const std::size_t wanted = count - limits::kSegments / 2;
  const std::size_t needed = count > limits::kSegmentsMax ? count - limits::kSegmentsMax + 1 : 0;
  std::size_t taken = 0;
  for (std::uint64_t bytes = 0; taken < wanted; ++taken) {
    bytes += segments[order[taken]].size_bytes;
    if (bytes > budget && taken >= needed) {
      break;
    }
  }
  order.resize(taken < 2 ? 0 : taken);
  std::sort(order.begin(), order.end());
  return order;
}

IndexKeeper::IndexKeeper(os::FileSystem& files, std::string folder, unsigned threads)
    : files_(files), folder_(std::move(folder)) {
  for (unsigned i = 0; i < std::max(1u, threads); ++i) {
    Lane lane;
    lane.builder = std::make_unique<index::SegmentBuilder>();
    lane.indexer = std::make_unique<StudyIndexer>(*lane.builder);
    lane.parser = std::make_unique<model::StudyParser>();
    lanes_.push_back(std::move(lane));
  }
}

StatusOr<std::unique_ptr<IndexKeeper>> IndexKeeper::open(os::FileSystem& files, const std::string& folder,
                                                         unsigned threads) {
  RETURN_IF_ERROR(files.make_folders(folder));
  std::unique_ptr<IndexKeeper> keeper(new IndexKeeper(files, folder, threads));
  auto manifest = index::read_manifest(files, folder);
  // A damaged manifest costs nothing but time: the index is derived from the store.
  if (manifest.ok()) {
    keeper->manifest_ = *std::move(manifest);
  } else if (!absl::IsDataLoss(manifest.status())) {
    return manifest.status();
  }
  // Names are not used again, also where none of the segments is: readers know open segments by them.
  for (const index::ManifestSegment& segment : keeper->manifest_.segments) {
    keeper->name_counter_ = std::max(keeper->name_counter_, number_in(segment.name));
  }
  if (!keeper->manifest_.segments.empty() && keeper->manifest_.indexing_version != kIndexingVersion) {
    keeper->manifest_.segments.clear();
    keeper->manifest_.covers = 0;
    keeper->manifest_.last_hash.reset();
  }
  keeper->manifest_.indexing_version = kIndexingVersion;
  keeper->pending_covers_ = keeper->manifest_.covers;
  keeper->pending_hash_ = keeper->manifest_.last_hash;
  RETURN_IF_ERROR(index::remove_unnamed_files(files, folder, keeper->manifest_));
  return keeper;
}

std::string IndexKeeper::next_name() { return fmt::format("{:06}{}", ++name_counter_, kSegmentSuffix); }

Status IndexKeeper::write_manifest() {
  ++manifest_.generation;
  RETURN_IF_ERROR(index::write_manifest(files_, folder_, manifest_));
  return index::remove_unnamed_files(files_, folder_, manifest_);
}

// REQUIRES: nothing was added since the last flush.
Status IndexKeeper::forget() {
  manifest_.segments.clear();
  manifest_.covers = 0;
  manifest_.last_hash.reset();
  pending_covers_ = 0;
  pending_hash_.reset();
  return write_manifest();
}

Status IndexKeeper::add(const std::vector<IndexItem>& items, std::uint64_t covers, const Hash128& hash) {
  std::vector<Status> results(lanes_.size());
  // Lane t takes every t-th item, so that the same store always gives the same segments.
  for_each_parallel(static_cast<unsigned>(lanes_.size()), lanes_.size(), [&](unsigned, std::size_t t) {
    Lane& lane = lanes_[t];
    for (std::size_t i = t; i < items.size() && results[t].ok(); i += lanes_.size()) {
      auto study = lane.parser->parse(items[i].json);
      if (!study.ok()) {
        results[t] = annotate(study.status(), items[i].nct.text());
        return;
      }
      lane.indexer->add(items[i].nct, items[i].sequence, *study);
    }
  });
  for (const Status& result : results) {
    RETURN_IF_ERROR(result);
  }
  if (covers > pending_covers_) {
    pending_covers_ = covers;
    pending_hash_ = hash;
  }
  std::size_t bytes = 0;
  for (const Lane& lane : lanes_) {
    bytes += lane.builder->memory_bytes();
  }
  return bytes > limits::kSegmentBuildBytes ? flush() : absl::OkStatus();
}

Status IndexKeeper::flush() {
  if (pending_covers_ == manifest_.covers) {
    return absl::OkStatus();
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    names.push_back(next_name());
  }
  std::vector<StatusOr<index::SegmentSummary>> results(lanes_.size(), index::SegmentSummary());
  for_each_parallel(static_cast<unsigned>(lanes_.size()), lanes_.size(), [&](unsigned, std::size_t t) {
    if (lanes_[t].builder->document_count() > 0) {
      results[t] = lanes_[t].builder->write(files_, os::join_path(folder_, names[t]));
    }
  });
  for (std::size_t t = 0; t < results.size(); ++t) {
    RETURN_IF_ERROR(results[t].status());
    if (results[t]->documents > 0) {
      manifest_.segments.push_back({names[t], results[t]->documents, results[t]->size_bytes});
      bytes_added_ += results[t]->size_bytes;
    }
  }
  manifest_.covers = pending_covers_;
  manifest_.last_hash = pending_hash_;
  return write_manifest();
}

Status IndexKeeper::announce() { return write_manifest(); }

Status IndexKeeper::merge(store::Reader& reader) {
  const std::vector<std::size_t> order = segments_to_merge(manifest_.segments, bytes_added_);
  if (order.empty()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto snapshot, index::Snapshot::open(files_, folder_, nullptr, [&](std::uint64_t covers) {
                     return live_sequences(reader, {.as_of = std::nullopt, .covers = covers, .with_removed = true});
                   }));
  std::vector<index::SnapshotSegment> newest;
  std::vector<index::SnapshotSegment> past;
  for (std::size_t i : order) {
    const index::SnapshotSegment& part = snapshot->segments()[i];
    newest.push_back(part);
    past.push_back({part.segment, part.live.others(part.segment->document_count())});
  }
  for (std::size_t i = order.size(); i-- > 0;) {
    manifest_.segments.erase(manifest_.segments.begin() + static_cast<std::ptrdiff_t>(order[i]));
  }
  RETURN_IF_ERROR(merge_into_one(past));
  RETURN_IF_ERROR(merge_into_one(newest));
  return write_manifest();
}

Status IndexKeeper::merge_into_one(const std::vector<index::SnapshotSegment>& parts) {
  std::vector<const index::SnapshotSegment*> with_documents;
  for (const index::SnapshotSegment& part : parts) {
    if (part.live.count() > 0) {
      with_documents.push_back(&part);
    }
  }
  if (with_documents.empty()) {
    return absl::OkStatus();
  }
  const std::string name = next_name();
  ASSIGN_OR_RETURN(const auto summary, index::merge_segments(files_, with_documents, os::join_path(folder_, name)));
  manifest_.segments.push_back({name, summary.documents, summary.size_bytes});
  return absl::OkStatus();
}

Status IndexKeeper::catch_up(store::Reader& reader, const std::function<bool()>& stop_requested) {
  ASSIGN_OR_RETURN(const bool is_of_this_store, is_index_of(manifest_, reader));
  if (!is_of_this_store) {
    was_of_another_store_ = true;
    RETURN_IF_ERROR(forget());
  }
  std::vector<std::pair<store::StudyNumber, store::Sequence>> missing;
  RETURN_IF_ERROR(reader.for_each_added(manifest_.covers, [&](store::StudyNumber study, store::Sequence sequence) {
    missing.emplace_back(study, sequence);
    return absl::OkStatus();
  }));
  std::vector<std::string> bodies;
  std::vector<IndexItem> items;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    ASSIGN_OR_RETURN(std::string body, reader.body(missing[i].second));
    bytes += body.size();
    bodies.push_back(std::move(body));
    if (bytes < limits::kBatchBytes && i + 1 < missing.size()) {
      continue;
    }
    const std::size_t first = i + 1 - bodies.size();
    for (std::size_t k = 0; k < bodies.size(); ++k) {
      const auto [study, sequence] = missing[first + k];
      items.push_back({NctNumber::from_value(study), sequence, bodies[k]});
    }
    ASSIGN_OR_RETURN(const store::VersionMark mark, reader.mark(missing[i].second));
    RETURN_IF_ERROR(add(items, missing[i].second, mark.hash));
    items.clear();
    bodies.clear();
    bytes = 0;
    if (stop_requested && stop_requested()) {
      RETURN_IF_ERROR(flush());
      return absl::CancelledError("stopped while making the index; the next run goes on from here");
    }
  }
  return flush();
}

Status IndexKeeper::rebuild(store::Reader& reader, const std::function<bool()>& stop_requested) {
  RETURN_IF_ERROR(forget());
  RETURN_IF_ERROR(catch_up(reader, stop_requested));
  return merge(reader);
}

}  // namespace trialkeep::engine
