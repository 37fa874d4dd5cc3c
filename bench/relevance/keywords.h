#pragma once
// From a patient described in words to a query, by one fixed rule, the same for all engines: of the description's words
// (folded as both engines fold them; letters only, three or more, in at least two studies and in at most a fifth of
// them), the kKeywords of the greatest count in the description x ln(studies / studies with the word), joined by OR.

#include <string>
#include <string_view>
#include <vector>

#include "relevance/collection.h"

namespace trialkeep::bench {

inline constexpr std::size_t kKeywords = 15;

// Best first; words of equal worth in the order of the alphabet.
std::vector<std::string> keywords(std::string_view description, const Collection& collection);

}  // namespace trialkeep::bench
