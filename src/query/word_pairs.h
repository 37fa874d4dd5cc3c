#pragma once
// Pairs of words that stand beside each other, as terms of their own (docs/adr/0005-pairs-of-words.md). The words that
// names of conditions and treatments are made of are in so many studies that a phrase of two of them ("lung cancer") is
// costly to find by their places. Of each two that catalogue/topic_words.txt names, the index therefore knows where the
// second stands right behind the first.

#include <string>
#include <string_view>

namespace trialkeep::query {

// Whether the index has the pairs of this folded word with words of its kind.
bool is_topic_word(std::string_view word);

// How the index spells that `second` stands right behind `first` in a value: as often as in the term's list, places
// not told. REQUIRES: both are topic words.
std::string pair_term(std::string_view first, std::string_view second);

}  // namespace trialkeep::query
