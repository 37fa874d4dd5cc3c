#pragma once
// The one place that turns a study into indexed fields. Field numbers of the index are catalogue rows; what is
// indexed follows from the kind of a field (docs/reference/query-language.md):
//
//   text, markup, keyword   folded words (text/words.h) with positions, letters and joint; a word whose letters no
//                           LetterCase tells also as query::typed_term, at the same place
//   duration                words, and a number of minutes
//   enum, boolean           query::exact_term, at position 0
//   date, integer, number   a number: days since 1970-01-01, or rounded towards zero and held within 32 bits
//   geo point               a point
//   index-only              the numbers and words of model/derived.h
//
// Beside: the words in fields of the area `term`, as index::kLengthField; query::presence_term once for each field that
// has a value; query::size_term for each list that has entries; query::facet_term for the fields that studies are
// counted by. The element of a word or symbol is the index of the outermost list its value lies in. That of numbers,
// points and presence is so only within the structures that SEARCH[] looks into, and 0 elsewhere, where nothing asks
// for it.

#include <cstdint>

#include "base/nct.h"
#include "index/segment_builder.h"
#include "model/study.h"

namespace trialkeep::engine {

// Part of what the index means. Raised whenever the same study would be indexed differently, so that an
// index made by another program version is made anew.
inline constexpr std::uint32_t kIndexingVersion = 7;

// A facet's value is cut to so many bytes, at a character.
inline constexpr std::size_t kFacetBytesMax = 200;

class StudyIndexer {
 public:
  explicit StudyIndexer(index::SegmentBuilder& builder) : builder_(builder) {}
  // Adds one document.
  void add(NctNumber nct, std::uint64_t sequence, const model::Study& study);

 private:
  index::SegmentBuilder& builder_;
};

}  // namespace trialkeep::engine
