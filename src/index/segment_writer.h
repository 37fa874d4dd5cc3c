#pragma once
// Writes a segment file from its parts; the builder and the merge both end here. Posting lists stream to
// the file in the order of terms, then fields, then the columns, so that only the dictionary is held in memory.

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/status.h"
#include "index/postings.h"
#include "index/segment_format.h"
#include "index/types.h"
#include "os/file_system.h"

namespace trialkeep::index {

struct SegmentSummary {
  std::uint32_t documents = 0;
  std::uint64_t lists = 0;  // pairs of term and field
  std::uint64_t size_bytes = 0;
};

// What a segment knows of its documents beside their words. Vectors run parallel over the documents.
struct DocumentTable {
  std::vector<std::uint32_t> external_ids;
  std::vector<std::uint64_t> sequences;
};

struct NumberEntry {
  DocId doc;
  std::uint32_t element;
  std::int32_t value;
  friend auto operator<=>(const NumberEntry&, const NumberEntry&) = default;
};

struct PointEntry {
  DocId doc;
  std::uint32_t element;
  std::int32_t latitude;  // in 1 / kPointUnits degrees
  std::int32_t longitude;
};

class SegmentWriter {
 public:
  static StatusOr<std::unique_ptr<SegmentWriter>> create(os::FileSystem& files, const std::string& path);

  // REQUIRES: terms in ascending byte order, each once; then its fields, ascending, `field_count` of them.
  void begin_term(std::string_view term, std::uint32_t field_count);
  Status add_list(FieldNumber field, const PostingWriter& list);

  // The columns of fields, after all lists: first the numbers, then the points, each by ascending field. Entries that
  // are empty leave no column. `documents`: of the segment.
  // REQUIRES: entries ascending (points: by document and element).
  Status add_numbers(FieldNumber field, const std::vector<NumberEntry>& entries, std::uint32_t documents);
  Status add_points(FieldNumber field, const std::vector<PointEntry>& entries);

  // Writes the rest and syncs. The file is whole only if this succeeds.
  StatusOr<SegmentSummary> finish(const DocumentTable& documents);

 private:
  explicit SegmentWriter(std::unique_ptr<os::WritableFile> file) : file_(std::move(file)) {}
  // Sections stream: what is appended between begin and end is hashed; end names it for the footer.
  void begin_section(SectionKind kind);
  void end_section();
  void move_to_section(SectionKind kind);  // through those that lie between
  void append(std::string_view bytes);
  Status write_through();
  Status add_padded(std::string_view bytes);
  // Vector after vector of one column, then its line of the directory.
  class Column;

  std::unique_ptr<os::WritableFile> file_;
  std::string buffer_;         // bytes not yet in the file
  std::uint64_t written_ = 0;  // bytes in the file or the buffer
  SectionKind section_ = SectionKind::kPostings;
  std::uint64_t section_begin_ = 0;
  std::unique_ptr<Hasher64> section_hash_;
  ByteWriter section_entries_;
  ByteWriter directory_;  // of the columns of the open section
  std::uint32_t number_columns_ = 0;
  std::uint32_t point_columns_ = 0;
  ByteWriter dictionary_;
  ByteWriter dictionary_index_;
  std::string list_;  // one list's bytes, to be used again
  std::string last_term_;
  std::uint64_t term_count_ = 0;
  std::uint64_t list_count_ = 0;
  FieldNumber last_field_ = 0;
};

}  // namespace trialkeep::index
