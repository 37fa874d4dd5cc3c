#pragma once
// The one place that turns a study into indexed fields. Field numbers of the index are catalogue rows.
//
// Words of text, markup and keyword fields are folded (text/words.h) with their positions; a value that is
// one term as a whole (enum constant, boolean, date, number) goes in as query::exact_term. The element of
// an occurrence is the index of the outermost list its value lies in.

#include <cstdint>

#include "base/nct.h"
#include "index/segment_builder.h"
#include "model/study.h"

namespace trialkeep::engine {

// Columns of a document.
inline constexpr std::uint16_t kLastUpdateColumn = 0;  // days of LastUpdatePostDate
inline constexpr std::uint16_t kColumnCount = 1;

// Part of what the index means. Raised whenever the same study would be indexed differently, so that an
// index made by another program version is made anew.
inline constexpr std::uint32_t kIndexingVersion = 1;

class StudyIndexer {
 public:
  explicit StudyIndexer(index::SegmentBuilder& builder) : builder_(builder) {}
  // Adds one document.
  void add(NctNumber nct, std::uint64_t sequence, const model::Study& study);

 private:
  index::SegmentBuilder& builder_;
};

}  // namespace trialkeep::engine
