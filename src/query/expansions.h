#pragma once
// How a bound query reads its words, for people: what else may stand for each phrase.

#include <string>
#include <vector>

#include "query/bound.h"

namespace trialkeep::query {

struct PhraseExpansion {
  std::string phrase;                  // folded words, as asked for
  std::vector<std::string> variants;   // of single words
  std::vector<std::string> compounds;  // the phrase with words joined or cut
  std::vector<std::string> synonyms;   // best attested first
};

// One for each phrase of each run, in the order of the query, equal ones once.
std::vector<PhraseExpansion> expansions_of(const BoundNode& query);

}  // namespace trialkeep::query
