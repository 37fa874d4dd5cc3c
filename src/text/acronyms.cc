#include "text/acronyms.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"
#include "text/words.h"

namespace trialkeep::text {
namespace {

constexpr std::size_t kAcronymLettersMin = 2;
constexpr std::size_t kAcronymLettersMax = 10;
constexpr std::size_t kWordsMax = 12;        // before the bracket
constexpr std::size_t kInsideBytesMax = 16;  // of the bracket

struct SeenWord {
  std::string word;
  bool follows_closely = false;  // only blanks or a hyphen between it and the word before
};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// "NSAIDs"
bool is_plural(std::string_view inside) {
  return inside.size() > kAcronymLettersMin && inside.back() == 's' && is_upper(inside[inside.size() - 2]);
}

// The letters of what stands in a bracket; empty when it does not look like an acronym.
std::string letters_of(std::string_view inside) {
  std::string letters;
  std::size_t upper = 0;
  std::size_t lower = 0;
  for (const char c : inside) {
    if (!is_upper(c) && !is_lower(c) && !is_digit(c) && c != '-') {
      return {};
    }
    upper += is_upper(c) ? 1 : 0;
    lower += is_lower(c) ? 1 : 0;
    if (c != '-') {
      letters += is_upper(c) ? static_cast<char>(c | 0x20) : c;
    }
  }
  const bool looks_right = upper >= 2 && upper > lower && letters.size() >= kAcronymLettersMin &&
                           letters.size() <= kAcronymLettersMax && inside[0] != '-';
  return looks_right ? letters : std::string();
}

// Whether `letters` from `letter` on are those of the words from `word` on.
class Matcher {
 public:
  Matcher(std::string_view letters, const std::vector<SeenWord>& words)
      : letters_(letters), words_(words), inner_(letters.size() < 4 ? 0 : 1 + (letters.size() - 4) / 3) {}

  bool matches_from(std::size_t word) const { return matches(0, word, inner_); }

 private:
  bool matches(std::size_t letter, std::size_t word, std::size_t inner) const {
    if (word == words_.size()) {
      return letter == letters_.size();
    }
    const std::string_view text = words_[word].word;
    if (letter > 0 && is_small_word(text) && matches(letter, word + 1, inner)) {
      return true;
    }
    if (letter == letters_.size() || text.empty() || text.front() != letters_[letter]) {
      return false;
    }
    return matches(letter + 1, word + 1, inner) || inside(letter + 1, word, 1, inner);
  }

  // Further letters from the same word, behind its first `from` bytes.
  bool inside(std::size_t letter, std::size_t word, std::size_t from, std::size_t inner) const {
    if (inner == 0 || letter == letters_.size()) {
      return false;
    }
    const std::string_view text = words_[word].word;
    for (std::size_t at = text.find(letters_[letter], from); at != std::string_view::npos;
         at = text.find(letters_[letter], at + 1)) {
      if (matches(letter + 1, word + 1, inner - 1) || inside(letter + 1, word, at + 1, inner - 1)) {
        return true;
      }
    }
    return false;
  }

  std::string_view letters_;
  const std::vector<SeenWord>& words_;
  std::size_t inner_;
};

// The words that `letters` stand for, joined by blanks: the fewest last ones of `words`; empty when they stand for
// none.
std::string expansion_of(std::string_view letters, const std::vector<SeenWord>& words) {
  const Matcher matcher(letters, words);
  for (std::size_t first = words.size(); first-- > 0;) {
    if (words.size() - first >= kAcronymLettersMin && matcher.matches_from(first)) {
      std::string joined;
      for (std::size_t i = first; i < words.size(); ++i) {
        joined += joined.empty() ? "" : " ";
        joined += words[i].word;
      }
      return joined;
    }
    if (!words[first].follows_closely) {
      return {};
    }
  }
  return {};
}

}  // namespace

bool is_small_word(std::string_view folded_word) {
  constexpr std::array<std::string_view, 18> kSmall = {"a",  "an", "and", "as", "at",  "by", "due", "for", "from",
                                                       "in", "of", "on",  "or", "the", "to", "via", "vs",  "with"};
  return std::find(kSmall.begin(), kSmall.end(), folded_word) != kSmall.end();
}

void for_each_acronym(std::string_view text, const std::function<void(const AcronymDefinition&)>& visit) {
  if (text.find('(') == std::string_view::npos) {
    return;
  }
  std::vector<SeenWord> words;
  std::size_t last_end = 0;
  WordReader reader(text);
  while (reader.next()) {
    if (!words.empty() && text.substr(last_end, reader.begin() - last_end) == " (") {
      std::string_view inside = text.substr(reader.begin(), kInsideBytesMax);
      inside = inside.substr(0, inside.find_first_of(");,"));
      if (is_plural(inside)) {
        inside.remove_suffix(1);
      }
      if (const std::string letters = letters_of(inside); !letters.empty()) {
        if (std::string expansion = expansion_of(letters, words); !expansion.empty()) {
          visit({fold(inside), std::move(expansion)});
        }
      }
    }
    if (words.size() == kWordsMax) {
      words.erase(words.begin());
    }
    words.push_back({std::string(reader.word()), reader.joint() != Joint::kOther});
    last_end = reader.end();
  }
}

}  // namespace trialkeep::text
