#pragma once
// Lexical variants of a word: plurals, British and American spelling. Possessives, hyphens,
// accents and case are no matter here: the folding of words.h has dealt with them.
//
// The rules are a relation between two folded words, defined by are_variants(); variants_of() lists what can
// stand in that relation to a word, without knowing which words exist.
//
// Source: EXPANSION[Term] of the registry's syntax page ("simple lexical variants such as plurals,
// possessives, alternate spellings, and compound words").

#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::text {

// True when a text that has `other` answers a question for `word`. Symmetric; false for a word and itself.
// Both are folded words. Words of fewer than three letters or more than 32, and words with anything but the letters
// a to z have no variants.
bool are_variants(std::string_view word, std::string_view other);

// Every word that are_variants() relates to `word`, each once, in byte order; most of them are in no text. At most
// kVariantsMax.
inline constexpr std::size_t kVariantsMax = 64;
std::vector<std::string> variants_of(std::string_view word);

}  // namespace trialkeep::text
