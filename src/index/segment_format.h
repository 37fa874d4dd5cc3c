#pragma once
// A segment file, little-endian. docs/formats/segment.md has the same grammar.
//
//   file     := magic "TKSEGMNT" version u32 reserved u32 section* footer
//               sections start at multiples of 8, in the order of their kinds but for kPostings, the first
//   footer   := documents u32 columns u32 (kind u32 reserved u32 offset u64 size u64 checksum u64){5}
//               checksum-of-what-precedes-in-the-footer u64
//   sections, each once:
//     kDocuments    external_id u32 {documents}, padding to 8, sequence u64 {documents}
//     kColumns      number i32 {documents} for each column, one after the other
//     kPostings     the posting lists (postings.h), one after the other
//     kDictionary   blocks of up to 16 terms, in byte order of the terms:
//                     block := postings_offset varint, entry*
//                     entry := shared varint, suffix sized-bytes, fields varint,
//                              (field_delta, doc_count, occurrence_count, list_bytes: varints){fields}
//                   `shared` counts the bytes in common with the previous term of the block; lists lie in
//                   kPostings in the order of the entries, the block's first at postings_offset
//     kDictionaryIndex  u64 offset of each block in kDictionary
// Checksums are XXH3-64 of the section's bytes.

#include <cstdint>
#include <string_view>

namespace trialkeep::index {

inline constexpr std::string_view kSegmentMagic = "TKSEGMNT";
inline constexpr std::uint32_t kSegmentVersion = 1;
inline constexpr std::uint32_t kDictionaryBlockTerms = 16;

enum class SectionKind : std::uint32_t {
  kDocuments = 1,
  kColumns = 2,
  kPostings = 3,
  kDictionary = 4,
  kDictionaryIndex = 5,
};
inline constexpr std::uint32_t kSectionCount = 5;
inline constexpr std::size_t kPrefixBytes = 16;
inline constexpr std::size_t kFooterBytes = 8 + kSectionCount * 32 + 8;

}  // namespace trialkeep::index
