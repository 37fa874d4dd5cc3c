#include "text/compounds.h"

#include <algorithm>

#include "base/nct.h"
#include "base/strings.h"
#include "text/letters.h"

namespace trialkeep::text {
namespace {

constexpr std::size_t kCompoundBytesMax = 32;

bool is_compound_letter(char c) { return c >= 'a' && c <= 'z'; }

bool has_letters_and_digits_alone(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return is_compound_letter(c) || is_digit(c); });
}

// "I-II" is a phase between two, not "III".
bool is_roman_numeral(std::string_view word) { return word.find_first_not_of("ivx") == std::string_view::npos; }

// REQUIRES: neither is empty.
bool meet_as_letter_and_digit(std::string_view first, std::string_view second) {
  return (is_compound_letter(first.back()) && is_digit(second.front())) ||
         (is_digit(first.back()) && is_compound_letter(second.front()));
}

// The same, and the letters are kLettersAtDigitMin or more.
bool meet_as_letters_and_digit(std::string_view first, std::string_view second) {
  if (!meet_as_letter_and_digit(first, second)) {
    return false;
  }
  const std::string_view letters = is_compound_letter(first.back())
                                       ? first.substr(first.size() - std::min(first.size(), kLettersAtDigitMin))
                                       : second.substr(0, kLettersAtDigitMin);
  return letters.size() == kLettersAtDigitMin && has_letters_alone(letters);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> halves_of(std::string_view word) {
  std::vector<std::pair<std::string, std::string>> halves;
  if (word.size() > kCompoundBytesMax || !has_letters_and_digits_alone(word) || NctNumber::from_typed(word)) {
    return halves;
  }
  const bool has_digits = !has_letters_alone(word);
  for (std::size_t cut = 1; cut < word.size(); ++cut) {
    const std::string_view first = word.substr(0, cut);
    const std::string_view second = word.substr(cut);
    const bool is_cut = has_digits ? meet_as_letters_and_digit(first, second)
                                   : first.size() >= kHalfBytesMin && second.size() >= kHalfBytesMin;
    if (is_cut) {
      halves.emplace_back(first, second);
    }
  }
  return halves;
}

bool may_join(std::string_view first, std::string_view second, Joint joint) {
  if (joint == Joint::kHyphen && !first.empty() && !second.empty()) {
    const bool two_numbers = is_digit(first.back()) && is_digit(second.front());
    const bool one_more_numeral = is_roman_numeral(first) && is_roman_numeral(second);
    if (!two_numbers && !one_more_numeral) {
      return true;
    }
  }
  return first.size() >= kHalfBytesMin && second.size() >= kHalfBytesMin && has_letters_alone(first) &&
         has_letters_alone(second);
}

}  // namespace trialkeep::text
