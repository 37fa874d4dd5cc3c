#pragma once
// Writes a segment file from its parts; the builder and the merge both end here. Posting lists stream to
// the file in the order of terms, then fields, so that only the dictionary is held in memory.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/status.h"
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
  std::vector<std::vector<std::int32_t>> columns;  // one vector a column
};

class SegmentWriter {
 public:
  static StatusOr<std::unique_ptr<SegmentWriter>> create(os::FileSystem& files, const std::string& path);

  // REQUIRES: terms in ascending byte order, each once; then its fields, ascending, `field_count` of them.
  void begin_term(std::string_view term, std::uint32_t field_count);
  Status add_list(FieldNumber field, std::uint32_t doc_count, std::uint64_t occurrence_count, std::string_view list);

  // Writes the rest and syncs. The file is whole only if this succeeds.
  StatusOr<SegmentSummary> finish(const DocumentTable& documents);

 private:
  explicit SegmentWriter(std::unique_ptr<os::WritableFile> file) : file_(std::move(file)) {}
  Status append(std::string_view bytes);
  Status append_section(std::uint32_t kind, std::string_view bytes, ByteWriter& footer);
  Status pad();

  std::unique_ptr<os::WritableFile> file_;
  std::string buffer_;         // posting bytes not yet in the file
  std::uint64_t written_ = 0;  // bytes in the file or the buffer
  std::uint64_t postings_bytes_ = 0;
  Hasher64 postings_hash_;
  ByteWriter dictionary_;
  ByteWriter dictionary_index_;
  std::string last_term_;
  std::uint64_t term_count_ = 0;
  std::uint64_t list_count_ = 0;
  FieldNumber last_field_ = 0;
};

}  // namespace trialkeep::index
