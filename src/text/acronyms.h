#pragma once
// Acronyms that a text defines: "non-small cell lung cancer (NSCLC)". What stands in the bracket counts as one when its
// letters are those of the words before it, in order:
//
// - every letter is the initial of a word, and every word gives its initial; words such as "of" and "and" may be left
// out;
// - from four letters on, one letter may come from inside the word that gave the letter before it ("GastroEsophageal
//   Reflux Disease"), and one more for each further three letters;
// - nothing but blanks and hyphens stands between the words, so that a sentence's end is not crossed.
//
// "patients with asthma (AIR)" defines nothing. Source: Schwartz and Hearst, "A simple algorithm for identifying
// abbreviation definitions in biomedical text" (2003), narrowed: their rule lets any letter come from inside a word and
// any word be left out, which is right for 96 of 100 and too little for counts.

#include <functional>
#include <string>
#include <string_view>

namespace trialkeep::text {

// Both folded: "nsclc", "non small cell lung cancer".
struct AcronymDefinition {
  std::string acronym;
  std::string expansion;
};

// Calls `visit` for every definition in `text`, in order; the same one as often as it stands there.
void for_each_acronym(std::string_view text, const std::function<void(const AcronymDefinition&)>& visit);

// Words of which a phrase says little: "of", "the", "and".
bool is_small_word(std::string_view folded_word);

}  // namespace trialkeep::text
