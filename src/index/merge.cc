#include "index/merge.h"

#include <algorithm>
#include <map>

#include "base/check.h"

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
  table.columns.resize(parts.front().source->segment->column_count());
  for (Part& part : parts) {
    const Segment& segment = *part.source->segment;
    CHECK(segment.column_count() == table.columns.size());
    part.new_ids.assign(segment.document_count(), kNoMoreDocs);
    for (DocId doc = 0; doc < segment.document_count(); ++doc) {
      if (!part.source->live.contains(doc)) {
        continue;
      }
      part.new_ids[doc] = static_cast<DocId>(table.external_ids.size());
      table.external_ids.push_back(segment.external_id(doc));
      table.sequences.push_back(segment.sequence(doc));
      for (std::uint16_t c = 0; c < table.columns.size(); ++c) {
        table.columns[c].push_back(segment.number(c, doc));
      }
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
  std::string bytes;
  for (const auto& [field, list] : fields) {
    bytes.clear();
    list.write(bytes);
    RETURN_IF_ERROR(writer.add_list(field, list.doc_count(), list.occurrence_count(), bytes));
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
