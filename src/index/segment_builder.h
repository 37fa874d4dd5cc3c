#pragma once
// Builds one segment in memory and writes it (segment_format.h). One thread at a time.

#include <absl/container/flat_hash_map.h>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/status.h"
#include "index/postings.h"
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
  std::size_t memory_bytes() const { return memory_bytes_; }  // about what it holds

  // Writes the segment to `path`, synced. The builder is empty afterwards.
  StatusOr<SegmentSummary> write(os::FileSystem& files, const std::string& path);

 private:
  struct TextHash {
    std::size_t operator()(std::string_view text) const { return hash64(text); }
  };
  struct Pending {
    std::uint64_t list;  // term number << 16 | field
    Occurrence occurrence;
  };

  // The occurrences of one term in one field of the current document: pending_[begin, end).
  struct Group {
    std::uint64_t key;
    std::size_t begin;
    std::size_t end;
    std::uint32_t list;
  };

  std::uint32_t term_number(std::string_view term);
  std::uint32_t list_number(std::uint64_t key);
  void add_group(const Group& group);
  Status write_columns(SegmentWriter& writer);

  DocumentTable documents_;
  std::map<FieldNumber, std::vector<NumberEntry>> numbers_;
  std::map<FieldNumber, std::vector<PointEntry>> points_;
  std::vector<std::unique_ptr<char[]>> pages_;  // the terms' text: views into it stay valid
  char* page_at_ = nullptr;
  std::size_t page_left_ = 0;
  absl::flat_hash_map<std::string_view, std::uint32_t, TextHash, std::equal_to<>> term_numbers_;
  std::vector<std::string_view> terms_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> list_numbers_;
  std::vector<PostingWriter> lists_;
  std::vector<std::uint64_t> list_keys_;
  std::vector<Pending> pending_;
  std::vector<Group> groups_;
  std::vector<Occurrence> scratch_;
  std::size_t memory_bytes_ = 0;
};

}  // namespace trialkeep::index
