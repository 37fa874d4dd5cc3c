#include "index/merge.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <span>
#include <thread>
#include <utility>

#include "base/check.h"
#include "index/columns.h"
#include "os/bounded_queue.h"

namespace trialkeep::index {
namespace {

struct Part {
  const SnapshotSegment* source;
  TermIterator terms;
  std::vector<DocId> new_ids;  // by old id; kNoMoreDocs for documents that are left out
  bool is_whole = true;        // none is
};

DocumentTable merge_documents(std::vector<Part>& parts) {
  DocumentTable table;
  for (Part& part : parts) {
    const Segment& segment = *part.source->segment;
    part.new_ids.assign(segment.document_count(), kNoMoreDocs);
    for (DocId doc = 0; doc < segment.document_count(); ++doc) {
      if (!part.source->live.contains(doc)) {
        part.is_whole = false;
        continue;
      }
      part.new_ids[doc] = static_cast<DocId>(table.external_ids.size());
      table.external_ids.push_back(segment.external_id(doc));
      table.sequences.push_back(segment.sequence(doc));
    }
  }
  return table;
}

Status damaged_file() {
  return absl::DataLossError("an index file is damaged; run `trialkeep rebuild` to make the index anew");
}

// Appends the documents of a list that are kept. `is_copied`: `out` has the list's shape.
Status append_list(const Part& part, const ListEntry& entry, bool is_copied, PostingWriter& out) {
  std::vector<Occurrence> occurrences;
  PostingReader reader = entry.open();
  for (; reader.doc() != kNoMoreDocs; reader.next()) {
    if (reader.doc() >= part.new_ids.size()) {
      break;
    }
    const DocId doc = part.new_ids[reader.doc()];
    if (doc == kNoMoreDocs) {
      continue;
    }
    if (is_copied) {
      const std::string_view written = reader.written_occurrences();
      if (reader.damaged()) {
        break;
      }
      out.copy(doc, reader.count(), written);
      continue;
    }
    occurrences.clear();
    reader.read_occurrences(occurrences);
    if (reader.damaged()) {
      break;
    }
    out.add(doc, occurrences);
  }
  if (reader.damaged() || reader.doc() != kNoMoreDocs) {
    return damaged_file();
  }
  return absl::OkStatus();
}

// A term with its lists, on the way from the thread that reads the parts to the one that writes.
struct MergedTerm {
  std::string term;
  std::vector<std::pair<FieldNumber, PostingWriter>> lists;  // by field
};
using TermBatch = std::vector<MergedTerm>;
constexpr std::size_t kBatchBytes = 1 << 20;
constexpr std::size_t kBatchesAhead = 4;
// Pages of the parts are given back each time that so much was read: what is behind is not read again.
constexpr std::size_t kReleaseBytes = 128 << 20;
constexpr std::size_t kTermBytes = 64;  // of a batch, beside the lists

// Reads the parts side by side, term by term.
class TermReader {
 public:
  explicit TermReader(std::vector<Part>& parts) : parts_(parts) {}

  Status open() {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      RETURN_IF_ERROR(advance(i));
    }
    return absl::OkStatus();
  }

  // Hands all terms over in ascending order, until the queue is closed.
  Status run(os::BoundedQueue<TermBatch>& queue) {
    TermBatch batch;
    std::size_t batch_bytes = 0;
    while (!waiting_.empty()) {
      MergedTerm next;
      RETURN_IF_ERROR(take(next));
      batch_bytes += kTermBytes + next.term.size();
      for (const auto& [field, list] : next.lists) {
        batch_bytes += sizeof(list) + list.size_bytes();
      }
      if (!next.lists.empty()) {
        batch.push_back(std::move(next));
      }
      if (batch_bytes < kBatchBytes && !waiting_.empty()) {
        continue;
      }
      batch_bytes = 0;
      if (read_bytes_ >= kReleaseBytes) {
        read_bytes_ = 0;
        release();
      }
      if (!queue.push(std::exchange(batch, {}))) {
        return absl::OkStatus();
      }
    }
    release();
    return absl::OkStatus();
  }

 private:
  struct Source {
    FieldNumber field;
    std::size_t part;
    const ListEntry* list;
  };

  void release() const {
    for (const Part& part : parts_) {
      part.source->segment->release_pages();
    }
  }

  // Whether part `a` comes after part `b`: by its term, then by its place.
  bool comes_after(std::size_t a, std::size_t b) const {
    const int order = parts_[a].terms.term().compare(parts_[b].terms.term());
    return order != 0 ? order > 0 : a > b;
  }

  Status advance(std::size_t part) {
    if (parts_[part].terms.next()) {
      waiting_.push_back(part);
      std::push_heap(waiting_.begin(), waiting_.end(), [&](auto a, auto b) { return comes_after(a, b); });
    }
    return parts_[part].terms.status();
  }

  // The least term, with the documents that are kept of all its lists.
  Status take(MergedTerm& out) {
    out.term = parts_[waiting_.front()].terms.term();
    if (!is_first_ && out.term <= last_) {
      return damaged_file();  // a dictionary whose terms do not ascend
    }
    is_first_ = false;
    last_ = out.term;
    sources_.clear();
    taken_.clear();
    while (!waiting_.empty() && parts_[waiting_.front()].terms.term() == out.term) {
      std::pop_heap(waiting_.begin(), waiting_.end(), [&](auto a, auto b) { return comes_after(a, b); });
      taken_.push_back(waiting_.back());
      waiting_.pop_back();
      for (const ListEntry& list : parts_[taken_.back()].terms.lists()) {
        sources_.push_back({list.field, taken_.back(), &list});
        read_bytes_ += list.bytes.size();
      }
    }
    std::stable_sort(sources_.begin(), sources_.end(),
                     [](const Source& a, const Source& b) { return a.field < b.field; });
    for (auto first = sources_.begin(); first != sources_.end();) {
      const auto last =
          std::find_if(first, sources_.end(), [&](const Source& source) { return source.field != first->field; });
      const bool is_copied = can_copy({first, last});
      PostingWriter list = is_copied ? PostingWriter(first->list->shape) : PostingWriter();
      PostingWriter& merged = out.lists.emplace_back(first->field, std::move(list)).second;
      for (; first != last; ++first) {
        RETURN_IF_ERROR(append_list(parts_[first->part], *first->list, is_copied, merged));
      }
    }
    std::erase_if(out.lists, [](const auto& one) { return one.second.doc_count() == 0; });
    for (const std::size_t part : taken_) {
      RETURN_IF_ERROR(advance(part));
    }
    return absl::OkStatus();
  }

  // Whether the list that these become has the shape that they all have, so that what they say of places is copied as
  // it is: when nothing is left out, and what was best for each is best for all. Only of a few occurrences a shape
  // of 0 may mean no more than that another would not have paid yet.
  bool can_copy(std::span<const Source> sources) const {
    constexpr std::uint64_t kFewOccurrences = 128;
    std::uint64_t occurrences = 0;
    for (const Source& source : sources) {
      if (source.list->shape != sources.front().list->shape || !parts_[source.part].is_whole) {
        return false;
      }
      occurrences += source.list->occurrence_count;
    }
    return sources.front().list->shape != 0 || occurrences >= kFewOccurrences;
  }

  std::vector<Part>& parts_;
  std::size_t read_bytes_ = 0;        // of lists, since pages were given back
  std::vector<std::size_t> waiting_;  // a heap of the parts that have a term, the least in front
  std::string last_;
  bool is_first_ = true;
  std::vector<Source> sources_;
  std::vector<std::size_t> taken_;
};

Status write_terms(os::BoundedQueue<TermBatch>& queue, SegmentWriter& writer) {
  while (const auto batch = queue.pop()) {
    for (const MergedTerm& one : *batch) {
      writer.begin_term(one.term, static_cast<std::uint32_t>(one.lists.size()));
      for (const auto& [field, list] : one.lists) {
        RETURN_IF_ERROR(writer.add_list(field, list));
      }
    }
  }
  return absl::OkStatus();
}

// One thread reads the parts and one packs and writes: each is about half of the work.
Status merge_terms(std::vector<Part>& parts, SegmentWriter& writer) {
  TermReader reader(parts);
  RETURN_IF_ERROR(reader.open());
  os::BoundedQueue<TermBatch> queue(kBatchesAhead);
  Status read;
  std::thread reading([&] {
    read = reader.run(queue);
    queue.close();
  });
  const Status written = write_terms(queue, writer);
  queue.close();
  reading.join();
  RETURN_IF_ERROR(read);
  return written;
}

// The id in the merged segment; nullopt for a document that no segment has. kNoMoreDocs: it is left out.
std::optional<DocId> new_id(const Part& part, DocId doc) {
  return doc < part.new_ids.size() ? std::optional(part.new_ids[doc]) : std::nullopt;
}

Status append_numbers(const Part& part, const NumberColumn& column, std::vector<NumberEntry>& out) {
  for (DocId doc = 0; doc < column.dense.size(); ++doc) {
    if (column.dense[doc] != kNoNumber && part.new_ids[doc] != kNoMoreDocs) {
      out.push_back({part.new_ids[doc], 0, column.dense[doc]});
    }
  }
  for (std::size_t i = 0; i < column.docs.size(); ++i) {
    const auto doc = new_id(part, column.docs[i]);
    if (!doc) {
      return damaged_file();
    }
    if (*doc != kNoMoreDocs) {
      const NumberEntry entry = {*doc, column.elements.empty() ? 0 : column.elements[i], column.values[i]};
      if (entry.value == kNoNumber || (!out.empty() && entry <= out.back())) {
        return damaged_file();
      }
      out.push_back(entry);
    }
  }
  return absl::OkStatus();
}

Status append_points(const Part& part, const PointColumn& column, std::vector<PointEntry>& out) {
  constexpr auto kDegree = static_cast<std::int64_t>(kPointUnits);
  for (std::size_t i = 0; i < column.docs.size(); ++i) {
    const auto doc = new_id(part, column.docs[i]);
    if (!doc || std::abs(std::int64_t{column.latitudes[i]}) > 90 * kDegree ||
        std::abs(std::int64_t{column.longitudes[i]}) > 180 * kDegree) {
      return damaged_file();
    }
    if (*doc == kNoMoreDocs) {
      continue;
    }
    if (!out.empty() &&
        (*doc < out.back().doc || (*doc == out.back().doc && column.elements[i] < out.back().element))) {
      return damaged_file();
    }
    out.push_back({*doc, column.elements[i], column.latitudes[i], column.longitudes[i]});
  }
  return absl::OkStatus();
}

// Column after column; only one is held in memory.
Status merge_columns(const std::vector<Part>& parts, std::uint32_t documents, SegmentWriter& writer) {
  std::set<FieldNumber> number_fields;
  std::set<FieldNumber> point_fields;
  for (const Part& part : parts) {
    for (const NumberColumn& column : part.source->segment->number_columns()) {
      number_fields.insert(column.field);
    }
    for (const PointColumn& column : part.source->segment->point_columns()) {
      point_fields.insert(column.field);
    }
  }
  std::vector<NumberEntry> numbers;
  for (const FieldNumber field : number_fields) {
    numbers.clear();
    for (const Part& part : parts) {
      if (const NumberColumn* column = part.source->segment->numbers(field)) {
        RETURN_IF_ERROR(append_numbers(part, *column, numbers));
      }
    }
    RETURN_IF_ERROR(writer.add_numbers(field, numbers, documents));
  }
  std::vector<PointEntry> points;
  for (const FieldNumber field : point_fields) {
    points.clear();
    for (const Part& part : parts) {
      if (const PointColumn* column = part.source->segment->points(field)) {
        RETURN_IF_ERROR(append_points(part, *column, points));
      }
    }
    RETURN_IF_ERROR(writer.add_points(field, points));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<SegmentSummary> merge_segments(os::FileSystem& files, const std::vector<const SnapshotSegment*>& sources,
                                        const std::string& path) {
  CHECK(!sources.empty());
  std::vector<Part> parts;
  for (const SnapshotSegment* source : sources) {
    parts.push_back({source, TermIterator(*source->segment), {}, true});
  }
  const DocumentTable documents = merge_documents(parts);
  ASSIGN_OR_RETURN(auto writer, SegmentWriter::create(files, path));
  RETURN_IF_ERROR(merge_terms(parts, *writer));
  RETURN_IF_ERROR(merge_columns(parts, static_cast<std::uint32_t>(documents.external_ids.size()), *writer));
  return writer->finish(documents);
}

}  // namespace trialkeep::index
