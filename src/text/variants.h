#pragma once
// Lexical variants of a word: plurals, British and American spelling, compound words. Possessives, hyphens,
// accents and case are no matter here: the folding of words.h has dealt with them.
//
// The rules are a relation between two folded words, defined by are_variants(); variants_of() lists what can
// stand in that relation to a word, without knowing which words exist.
//
// Source: EXPANSION[Term] of the registry's syntax page ("simple lexical variants such as plurals,
// possessives, alternate spellings, and compound words").

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/words.h"

namespace trialkeep::text {

// True when a text that has `other` answers a question for `word`. Symmetric; false for a word and itself.
// Both are folded words. Words of fewer than three letters or more than 32, and words with anything but the letters
// a to z have no variants.
bool are_variants(std::string_view word, std::string_view other);

// Every word that are_variants() relates to `word`, each once, in byte order; most of them are in no text. At most
// kVariantsMax.
inline constexpr std::size_t kVariantsMax = 64;
std::vector<std::string> variants_of(std::string_view word);

// A compound is written as one word or as two ("healthcare", "health care"). The two-word spellings that a word may
// have, in the order of the cut: of a word of letters, both halves at least kHalfBytesMin of them; of a word of letters
// and digits ("covid19"), where a digit meets kLettersAtDigitMin letters or more: there is a "t 4" and an "n 1" in too
// many texts that mean something else. Empty for NCT numbers and for words with anything but a to z and 0 to 9 or with
// more than 32 of them.
inline constexpr std::size_t kHalfBytesMin = 3;
inline constexpr std::size_t kLettersAtDigitMin = 2;
std::vector<std::pair<std::string, std::string>> halves_of(std::string_view word);
// True when `first` `second` may be written as one word: both are letters only and long enough, or there was but a
// hyphen between them and a letter meets a digit there ("her-2"). `joint` is that of `second`.
bool may_join(std::string_view first, std::string_view second, Joint joint);

}  // namespace trialkeep::text
