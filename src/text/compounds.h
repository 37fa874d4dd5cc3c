#pragma once
// Compound words, which are written as one word or as two. Words are folded (words.h).
//
// Source: EXPANSION[Term] of the registry's syntax page, as in variants.h; which words, is our choice.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/words.h"

namespace trialkeep::text {

// A compound is written as one word or as two ("healthcare", "health care"). The two-word spellings that a word may
// have, in the order of the cut: of a word of letters, both halves at least kHalfBytesMin of them; of a word of letters
// and digits ("covid19"), where a digit meets kLettersAtDigitMin letters or more: there is a "t 4" and an "n 1" in too
// many texts that mean something else. Empty for NCT numbers and for words with anything but a to z and 0 to 9 or with
// more than 32 of them.
inline constexpr std::size_t kHalfBytesMin = 3;
inline constexpr std::size_t kLettersAtDigitMin = 2;
std::vector<std::pair<std::string, std::string>> halves_of(std::string_view word);
// True when `first` `second` may be written as one word: both are letters only and long enough, or there was but a
// hyphen between them ("follow-up", "her-2") and they are not two numbers ("2-3", "I-II"). `joint` is that of `second`.
bool may_join(std::string_view first, std::string_view second, Joint joint);

}  // namespace trialkeep::text
