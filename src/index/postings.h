#pragma once
// The posting list of one term in one field.
//
// Grammar (varints little-endian base 128; docs/formats/segment.md has the same):
//   list        := gap varint  occurrences                                   of one document
//                | block                                                     of 2 to 128
//                | table_bytes varint  (last_doc_delta block_bytes){blocks}  block{blocks}
//                  blocks = ceil(doc_count / 128)
//   block       := form u8  gaps  counts  occurrences                        of up to 128 documents
//                  form = gap_form | count_form << 5
//   gaps        := bits of gap_form (0..30) a document, or gap_form = 31: a varint each
//                  gap = doc - previous doc - 1, the previous of the list's first being -1
//   counts      := bits of kCountWidths[count_form] a document, or count_form = 7: a varint each, of count - 1
//   occurrences := occurrence{count} of each document, by the list's places:
//     kInFull      in the element of the occurrence before:
//                    (distance << 2 | is_unusual  [traits u8])               distance = position - its position
//                  in a later one:
//                    (position << 3 | is_further << 2 | 2 | is_unusual  [element_delta - 2 if is_further] [traits u8])
//                  heads are short numbers; the element before a document's first occurrence is 0, the position 0;
//                  what is not unusual has the list's usual traits, at position 0 with starts_value and, unless the
//                  usual letters are another kind than 0, letters 1
//     kElements    (gap << 1 | is_run  [length - 2 if is_run]): `length` elements (1, or 2 to 129) one after the other,
//                  the first `gap` behind the last before, at first 0; every position is 0, all traits are usual
//     kNone        nothing; all are in element 0 at position 0, with the usual traits, at most 4,095 of a document
//   short number:= u8 below 224 | (224 + high u8, low u8): 224 + high * 256 + low | 255, varint of value - 8160
//   traits      := letters | joint << 2 | starts_value << 4 | ends_value << 5
// Bits are packed from the lowest, padded to a whole byte. The dictionary keeps doc_count, the number of occurrences
// and the shape: usual traits | places << 6.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/types.h"

namespace trialkeep::index {

inline constexpr std::uint32_t kBlockDocs = 128;

// What the dictionary says of a list.
struct ListShape {
  std::uint32_t doc_count = 0;
  std::uint64_t occurrence_count = 0;
  std::uint8_t shape = 0;  // usual traits | places << 6
};

// Collects one list in memory, documents in ascending order.
class PostingWriter {
 public:
  // Chooses the shape in which the list is smallest.
  PostingWriter() = default;
  // Writes the list in this shape. Documents are added by copy().
  explicit PostingWriter(std::uint8_t shape) : shape_(shape) {}

  // REQUIRES: `doc` greater than every one before; occurrences sorted by element, then position; not empty.
  void add(DocId doc, const std::vector<Occurrence>& occurrences);
  // The same of `count` occurrences that encode() wrote.
  void add(DocId doc, std::uint32_t count, std::string_view encoded);
  // The same of `count` occurrences as another list of this shape has them: PostingReader::written_occurrences().
  void copy(DocId doc, std::uint32_t count, std::string_view written);
  // Appends occurrences in the form in which a list under construction holds them.
  static void encode(std::span<const Occurrence> occurrences, std::string& out);
  // Forgets the documents; keeps their memory for the next list.
  void clear();

  std::uint32_t doc_count() const { return doc_count_; }
  std::size_t size_bytes() const { return stream_.size(); }  // of what it holds; write() gives about as much

  // Appends the list in the grammar above. The same list always gives the same bytes.
  ListShape write(std::string& out) const;

 private:
  void begin_document(DocId doc, std::uint64_t count);

  std::optional<std::uint8_t> shape_;
  std::string stream_;  // docs and occurrences of one document after the other
  DocId last_doc_ = kNoMoreDocs;
  std::uint32_t doc_count_ = 0;
  std::uint64_t occurrence_count_ = 0;
};

// Reads a list. Damaged bytes end it early and set damaged(); they are never read past. A block's documents are
// decoded together, so that next() is a step in an array; counts and occurrences are not touched until they are read.
class PostingReader {
 public:
  PostingReader() = default;
  PostingReader(std::string_view list, const ListShape& shape);

  // The document it stands on: the first one to begin with, kNoMoreDocs behind the last.
  DocId doc() const { return doc_; }
  DocId next() {
    if (at_ + 1 < block_size_) {
      return doc_ = docs_[++at_];
    }
    return open_next_block();
  }
  // The first document not before `target`; stays where it is when that is doc(). Skips whole blocks.
  DocId seek(DocId target) { return doc_ >= target ? doc_ : seek_on(target); }
  // Occurrences in doc(). REQUIRES: doc() is a document. Damage found here ends the list: doc() is then kNoMoreDocs.
  std::uint32_t count() {
    if (!has_counts_) {
      decode_counts();
    }
    return counts_[at_];
  }
  // The occurrences in doc(), appended; nothing at a second call. REQUIRES: doc() is a document.
  void read_occurrences(std::vector<Occurrence>& out);

  // The same as they are written in the list's shape, each a form of its document alone; empty at a second call, and
  // where the shape tells all of them. Bytes are those of the list.
  std::string_view written_occurrences();

  std::uint32_t doc_count() const { return doc_count_; }  // of the whole list
  bool damaged() const { return damaged_; }

 private:
  DocId open_next_block();
  DocId seek_on(DocId target);
  bool take_block();    // the bytes and the bounds of the next block
  bool decode_block();  // its documents; counts when they are asked for
  bool decode_gaps(std::string_view& rest, unsigned form);
  void decode_counts();
  bool take_counts();
  bool reach_occurrences();  // puts those of doc() in front
  DocId fail();

  std::uint32_t at_ = 0;  // in the block
  std::uint32_t block_size_ = 0;
  DocId doc_ = kNoMoreDocs;
  DocId block_first_ = 0;           // no document of the block is before it
  DocId block_last_ = kNoMoreDocs;  // no document of the block is behind it; before the first block -1
  std::uint32_t read_ = 0;          // documents of the block whose occurrences are behind occurrences_
  std::uint32_t docs_left_ = 0;     // behind the block
  std::uint32_t doc_count_ = 0;
  std::uint8_t shape_ = 0;
  bool has_table_ = false;
  bool damaged_ = false;
  bool has_counts_ = false;  // of the block; else occurrences_ begins with them
  std::uint8_t block_form_ = 0;
  std::uint64_t occurrence_count_ = 0;
  std::string_view table_;
  std::string_view blocks_;
  std::string_view block_;
  std::string_view occurrences_;
  std::array<DocId, kBlockDocs> docs_;
  std::array<std::uint32_t, kBlockDocs> counts_;
};

}  // namespace trialkeep::index
