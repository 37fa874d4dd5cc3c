#pragma once
// Measures of a ranking, over judged documents: what no judge has seen is left out of the ranking first.

#include <cstddef>
#include <vector>

#include "relevance/trec.h"

namespace trialkeep::bench {

// `ranking`, best first, without what is not judged.
std::vector<NctNumber> judged_only(const std::vector<NctNumber>& ranking, const Judgments& judgments);

// Discounted cumulative gain of the first `depth` over the best one possible; the gain is the grade, the discount
// log2(rank + 1). REQUIRES: a judgment above 0, and all of `ranking` judged.
double ndcg(const std::vector<NctNumber>& ranking, const Judgments& judgments, std::size_t depth);

// The share of the studies of grade 1 or 2 that the first `depth` hold; unjudged ones count as of grade 0.
// REQUIRES: there is one.
double recall(const std::vector<NctNumber>& ranking, const Judgments& judgments, std::size_t depth);

}  // namespace trialkeep::bench
