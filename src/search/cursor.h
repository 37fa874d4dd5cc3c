#pragma once
// Cursors over one segment: the documents that match a bound query, in ascending order, with what each is
// worth. A study's score is 1 - product(1 - p) over its occurrences (spec/API.md section 4.5, our model).
// It is kept as evidence, -ln(1 - score) in fixed point: combining is adding, and the sum is the same in
// any order, so that equal studies are equal however the index is cut into segments.

#include <cstdint>
#include <memory>
#include <vector>

#include "index/segment.h"
#include "query/bound.h"

namespace trialkeep::search {

using index::DocId;
using index::kNoMoreDocs;

// What an unquoted run's words are worth when they stand apart, of what they are worth together: the
// registry calls it a significant penalty.
inline constexpr double kRelaxedSimilarity = 0.1;
// No occurrence is certain, or one would outweigh everything else.
inline constexpr double kScoreMax = 0.999;

using Evidence = std::int64_t;
inline constexpr double kEvidenceUnit = 4294967296.0;  // 2^32 is one unit of -ln(1 - score)

// Evidence of `count` occurrences worth `value` (0..1) each.
Evidence evidence_of(double value, std::uint64_t count);
// The score, 0..1, that evidence stands for.
double score_of(Evidence evidence);

class Cursor {
 public:
  virtual ~Cursor() = default;
  // The document it stands on: the first match to begin with, kNoMoreDocs behind the last.
  virtual DocId doc() const = 0;
  virtual DocId next() = 0;
  // The first match not before `target`. REQUIRES: target >= doc().
  virtual DocId seek(DocId target) = 0;
  // What doc() is worth, >= 0. May be called once a document.
  virtual Evidence evidence() = 0;
  // About how many documents it will visit.
  virtual std::uint64_t cost() const = 0;
  // True once bytes of the index turned out damaged; the matches are then incomplete.
  virtual bool damaged() const = 0;
};

// REQUIRES: the segment outlives the cursor.
std::unique_ptr<Cursor> make_cursor(const index::Segment& segment, const query::BoundNode& node);

// Matches what every child matches; REQUIRES: at least one. Matches what any child matches.
std::unique_ptr<Cursor> all_of(std::vector<std::unique_ptr<Cursor>> children);
std::unique_ptr<Cursor> any_of(std::vector<std::unique_ptr<Cursor>> children);

}  // namespace trialkeep::search
