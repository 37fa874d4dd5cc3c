#pragma once
// Builds one segment in memory and writes it (segment_format.h). One thread at a time.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "index/document_terms.h"
#include "index/list_table.h"
#include "index/posting_log.h"
#include "index/segment_writer.h"
#include "index/types.h"
#include "os/file_system.h"

namespace trialkeep::index {

class SegmentBuilder {
 public:
  SegmentBuilder() = default;

  // Begins a document. `external_id` names it across segments; of documents with the same external id,
  // the one with the greatest `sequence` is live.
  DocId begin_document(std::uint32_t external_id, std::uint64_t sequence);
  // A term of the document begun last. Order is free.
  void add_term(FieldNumber field, std::string_view term, const Occurrence& occurrence);
  // The `terms` terms added last end their value.
  void mark_value_end(std::size_t terms = 1);
  // A number of the document begun last. A number that a field has twice in an element counts once.
  // REQUIRES: not kNoNumber.
  void add_number(FieldNumber field, std::uint32_t element, std::int32_t number);
  // A point of it, in 1 / kPointUnits degrees. REQUIRES: on the globe: +-90 and +-180 degrees.
  void add_point(FieldNumber field, std::uint32_t element, std::int32_t latitude, std::int32_t longitude);
  void end_document();

  std::uint32_t document_count() const { return static_cast<std::uint32_t>(documents_.external_ids.size()); }
  // About what it holds, and what writing it will take beside.
  std::size_t memory_bytes() const;

  // Writes the segment to `path`, synced. The builder is empty afterwards.
  StatusOr<SegmentSummary> write(os::FileSystem& files, const std::string& path);

 private:
  Status write_lists(SegmentWriter& writer) const;
  Status write_columns(SegmentWriter& writer);

  DocumentTable documents_;
  std::map<FieldNumber, std::vector<NumberEntry>> numbers_;
  std::map<FieldNumber, std::vector<PointEntry>> points_;
  DocumentTerms terms_;  // of the document begun last
  ListTable lists_;
  PostingLog log_;
  std::size_t columns_bytes_ = 0;
};

}  // namespace trialkeep::index
