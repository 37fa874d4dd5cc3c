#pragma once
// A segment file, little-endian. docs/formats/segment.md has the same grammar.
//
//   file     := magic "TKSEGMNT" version u32 reserved u32 section* footer
//               sections start at multiples of 8, in the order kPostings, kNumbers, kPoints, kDocuments,
//               kDictionary, kDictionaryIndex
//   footer   := documents u32 number_columns u32 point_columns u32 reserved u32
//               (kind u32 reserved u32 offset u64 size u64 checksum u64){6}
//               checksum-of-what-precedes-in-the-footer u64
//   sections, each once:
//     kPostings     the posting lists (postings.h), one after the other
//     kNumbers      column*  (field u32 layout u32 entries u64 offset u64){number_columns}
//                   layout = kind | width << 8 of the first vector | width << 12 of the second | and so on
//                   dense (kind 0)     := vector of numbers, one a document
//                   flat (kind 1)      := vector of docs, of numbers: {entries} each
//                   by element (kind 2):= vector of docs, of numbers, of elements: {entries} each
//     kPoints       column*  (field u32 layout u32 entries u64 offset u64){point_columns}
//                   kind 0 := vector of docs, elements, latitudes, longitudes, cells, by_cell: {entries} each
//     vector (packed_vector.h), by its width:
//                   0 := number u32 or i32 {count}
//                   1, 2, 3 bytes := least u32  (number - least){count}  zero u8 {4 - width}; all bits set is "none"
//     kDocuments    external_id u32 {documents}  sequence u64 {documents}
//     kDictionary   blocks of up to 16 terms, in byte order of the terms:
//                     block := postings_offset varint, entry*
//                     entry := shared varint, suffix sized-bytes, fields varint, list{fields}
//                     list  := field_delta varint, docs varint, [repeats varint], [shape u8], list_bytes varint
//                              docs = doc_count << 2 | has_shape << 1 | has_repeats
//                              repeats = number of occurrences - doc_count, else 0; shape (postings.h), else 0
//                   `shared` counts the bytes in common with the previous term of the block; lists lie in
//                   kPostings in the order of the entries, the block's first at postings_offset
//     kDictionaryIndex  u64 offset of each block in kDictionary
// Every vector in kNumbers, kPoints and kDocuments is padded with zeros to a multiple of 8 bytes; offsets count from
// the section's start; columns ascend by field. A column is dense when no document has more than one number, all are
// in element 0 and at least one document in four has one. columns.h says what the vectors hold.
// Checksums are XXH3-64 of the section's bytes.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trialkeep::index {

inline constexpr std::string_view kSegmentMagic = "TKSEGMNT";
inline constexpr std::uint32_t kSegmentVersion = 4;
inline constexpr std::uint32_t kOldestSegmentVersion = 2;
// Before this version all widths are 0.
inline constexpr std::uint32_t kPackedSegmentVersion = 3;
inline constexpr std::uint32_t kDictionaryBlockTerms = 16;

enum class SectionKind : std::uint32_t {
  kDocuments = 1,
  kNumbers = 2,
  kPostings = 3,
  kDictionary = 4,
  kDictionaryIndex = 5,
  kPoints = 6,
};
// In the file.
inline constexpr SectionKind kSectionOrder[] = {SectionKind::kPostings,   SectionKind::kNumbers,
                                                SectionKind::kPoints,     SectionKind::kDocuments,
                                                SectionKind::kDictionary, SectionKind::kDictionaryIndex};
inline constexpr std::uint32_t kSectionCount = 6;
inline constexpr std::size_t kPrefixBytes = 16;
inline constexpr std::size_t kFooterBytes = 16 + kSectionCount * 32 + 8;

// Flags of a list in the dictionary.
inline constexpr std::uint64_t kHasRepeats = 1;
inline constexpr std::uint64_t kHasShape = 2;

enum class NumberLayout : std::uint32_t { kDense = 0, kFlat = 1, kByElement = 2 };
inline constexpr std::size_t kColumnEntryBytes = 24;

// The `layout` of a column in its directory.
class ColumnLayout {
 public:
  explicit constexpr ColumnLayout(std::uint32_t stored) : stored_(stored) {}
  constexpr std::uint32_t stored() const { return stored_; }
  constexpr std::uint32_t kind() const { return stored_ & 0xff; }
  // Bytes of each number of a vector, 4 where they are whole; more than 4 where the file is damaged.
  constexpr unsigned width(unsigned vector) const {
    const unsigned width = stored_ >> shift_of(vector) & 0xf;
    return width == 0 ? 4 : width;
  }
  constexpr bool are_whole() const { return stored_ >> shift_of(0) == 0; }
  constexpr void set_width(unsigned vector, unsigned width) { stored_ |= (width % 4) << shift_of(vector); }

 private:
  static constexpr unsigned shift_of(unsigned vector) { return 8 + 4 * vector; }
  std::uint32_t stored_;
};
// A column is dense when at least one document in so many has a number.
inline constexpr std::uint64_t kDenseDocuments = 4;

constexpr std::uint64_t padded(std::uint64_t size_bytes) { return (size_bytes + 7) / 8 * 8; }

}  // namespace trialkeep::index
