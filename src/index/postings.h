#pragma once
// The posting list of one term in one field.
//
// Grammar (varints little-endian base 128; docs/formats/segment.md has the same):
//   list       := (last_doc_delta docs_bytes occurrence_bytes){blocks}  block{blocks}
//                 blocks = ceil(doc_count / 128); the table comes first, then the blocks
//   block      := docs occurrences
//   docs       := (gap << 1 | is_single  [count - 2 unless is_single]){up to 128}
//                 gap = doc - previous doc - 1, the previous of the first being -1
//   occurrences:= (distance << 3 | element_changes << 2 | ends_value << 1 | starts_value  [element_delta]){count}
//                 distance = position - previous position in the same element, else the position;
//                 the previous element of a document's first occurrence is 0, its position 0

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/types.h"

namespace trialkeep::index {

inline constexpr std::uint32_t kBlockDocs = 128;

// Collects one list in memory, documents in ascending order.
class PostingWriter {
 public:
  // REQUIRES: `doc` greater than every one before; occurrences sorted by element, then position; not empty.
  void add(DocId doc, const std::vector<Occurrence>& occurrences);

  std::uint32_t doc_count() const { return doc_count_; }
  std::uint64_t occurrence_count() const { return occurrence_count_; }
  std::size_t memory_bytes() const { return sizeof(*this) + (stream_.capacity() > 15 ? stream_.capacity() : 0); }

  // Appends the list in the grammar above.
  void write(std::string& out) const;

 private:
  std::string stream_;  // docs and occurrences of one document after the other
  DocId last_doc_ = kNoMoreDocs;
  std::uint32_t doc_count_ = 0;
  std::uint64_t occurrence_count_ = 0;
};

// Reads a list. Damaged bytes end it early and set damaged(); they are never read past.
class PostingReader {
 public:
  PostingReader() = default;
  PostingReader(std::string_view list, std::uint32_t doc_count);

  // The document it stands on: the first one to begin with, kNoMoreDocs behind the last.
  DocId doc() const { return doc_; }
  DocId next();
  // The first document not before `target`; stays where it is when that is doc(). Skips whole blocks.
  DocId seek(DocId target);
  // Occurrences in doc(). REQUIRES: doc() is a document.
  std::uint32_t count() const { return count_; }
  // The occurrences in doc(), appended. REQUIRES: doc() is a document.
  void read_occurrences(std::vector<Occurrence>& out);

  bool damaged() const { return damaged_; }

 private:
  bool open_next_block();
  void fail();

  std::string_view table_;
  std::string_view blocks_;
  std::string_view docs_;
  std::string_view occurrences_;
  std::uint32_t blocks_left_ = 0;
  std::uint32_t docs_left_in_list_ = 0;
  std::uint32_t docs_left_in_block_ = 0;
  std::uint64_t occurrences_to_skip_ = 0;
  DocId previous_ = kNoMoreDocs;  // -1
  DocId block_last_ = kNoMoreDocs;
  DocId doc_ = kNoMoreDocs;
  std::uint32_t count_ = 0;
  bool occurrences_read_ = false;
  bool damaged_ = false;
};

}  // namespace trialkeep::index
