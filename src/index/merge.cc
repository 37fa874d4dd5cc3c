#include "index/merge.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "base/check.h"
#include "index/columns.h"

namespace trialkeep::index {
namespace {

struct Part {
  const SnapshotSegment* source;
  TermIterator terms;
  std::vector<DocId> new_ids;  // by old id; kNoMoreDocs for documents that are left out
  bool has_term;
};

DocumentTable merge_documents(std::vector<Part>& parts) {
  DocumentTable table;
  for (Part& part : parts) {
    const Segment& segment = *part.source->segment;
    part.new_ids.assign(segment.document_count(), kNoMoreDocs);
    for (DocId doc = 0; doc < segment.document_count(); ++doc) {
      if (!part.source->live.contains(doc)) {
        continue;
      }
      part.new_ids[doc] = static_cast<DocId>(table.external_ids.size());
      table.external_ids.push_back(segment.external_id(doc));
      table.sequences.push_back(segment.sequence(doc));
    }
  }
  return table;
}

Status damaged() {
  return absl::DataLossError("an index file is damaged; run `trialkeep rebuild` to make the index anew");
}

Status append_list(const Part& part, const ListEntry& entry, PostingWriter& out) {
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
    occurrences.clear();
    reader.read_occurrences(occurrences);
    if (reader.damaged()) {
      break;
    }
    out.add(doc, occurrences);
  }
  if (reader.damaged() || reader.doc() != kNoMoreDocs) {
    return damaged();
  }
  return absl::OkStatus();
}

// The lists of one term from every part that has it, by field.
Status merge_term(std::vector<Part>& parts, const std::string& term, SegmentWriter& writer) {
  std::map<FieldNumber, PostingWriter> fields;
  for (Part& part : parts) {
    if (!part.has_term || part.terms.term() != term) {
      continue;
    }
    for (const ListEntry& entry : part.terms.lists()) {
      RETURN_IF_ERROR(append_list(part, entry, fields[entry.field]));
    }
    part.has_term = part.terms.next();
    RETURN_IF_ERROR(part.terms.status());
  }
  std::erase_if(fields, [](const auto& one) { return one.second.doc_count() == 0; });
  if (fields.empty()) {
    return absl::OkStatus();
  }
  writer.begin_term(term, static_cast<std::uint32_t>(fields.size()));
  for (const auto& [field, list] : fields) {
    RETURN_IF_ERROR(writer.add_list(field, list));
  }
  return absl::OkStatus();
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
      return damaged();
    }
    if (*doc != kNoMoreDocs) {
      const NumberEntry entry = {*doc, column.elements.empty() ? 0 : column.elements[i], column.values[i]};
      if (entry.value == kNoNumber || (!out.empty() && entry <= out.back())) {
        return damaged();
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
      return damaged();
    }
    if (*doc == kNoMoreDocs) {
      continue;
    }
    if (!out.empty() &&
        (*doc < out.back().doc || (*doc == out.back().doc && column.elements[i] < out.back().element))) {
      return damaged();
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
    parts.push_back({source, TermIterator(*source->segment), {}, false});
  }
  const DocumentTable documents = merge_documents(parts);
  for (Part& part : parts) {
    part.has_term = part.terms.next();
    RETURN_IF_ERROR(part.terms.status());
  }
  ASSIGN_OR_RETURN(auto writer, SegmentWriter::create(files, path));
  std::string last;
  for (bool first = true;; first = false) {
    const std::string* least = nullptr;
    for (const Part& part : parts) {
      if (part.has_term && (least == nullptr || part.terms.term() < *least)) {
        least = &part.terms.term();
      }
    }
    if (least == nullptr) {
      RETURN_IF_ERROR(merge_columns(parts, static_cast<std::uint32_t>(documents.external_ids.size()), *writer));
      return writer->finish(documents);
    }
    if (!first && *least <= last) {
      return damaged();  // a dictionary whose terms do not ascend
    }
    last = *least;
    RETURN_IF_ERROR(merge_term(parts, last, *writer));
  }
}

}  // namespace trialkeep::index
