#pragma once
// What a match is worth. A study's score is 1 - product(1 - p) over its occurrences (spec/API.md section 4.5, our
// model). It is kept as evidence, -ln(1 - score) in fixed point: combining is adding, and the sum is the same in any
// order, so that equal studies are equal however the index is cut into segments.

#include <cstdint>

namespace trialkeep::search {

// No occurrence is certain, or one would outweigh everything else.
inline constexpr double kScoreMax = 0.999;

using Evidence = std::int64_t;
inline constexpr double kEvidenceUnit = 4294967296.0;  // 2^32 is one unit of -ln(1 - score)

// Evidence of one occurrence worth `value` (0..1).
Evidence evidence_of(double value);
// The score, 0..1, that evidence stands for.
double score_of(Evidence evidence);
// Evidence times a factor of 0..1, rounded.
Evidence scaled(Evidence evidence, double factor);

}  // namespace trialkeep::search
