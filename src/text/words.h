#pragma once
// Text to words, the same for records and for queries. A word is a run of letters and digits, folded:
// lower case, no accents, letters with a stroke and ligatures in plain letters (ø is o, æ is ae), compatibility
// forms resolved (a superscript 2 is a 2), a final possessive ('s) and inner apostrophes dropped. Characters that
// cannot be seen and part no words are passed over, as if they were not there: the soft hyphen, which typeset texts
// have where a line may break, the joiners U+2060, U+200C and U+200D, and U+FEFF. Everything else separates words, so
// "non-small" is two words next to each other. Ideographs are words of their own.
//
// Source: the registry ignores case, accents and hyphens when it expands terms (spec/API.md section 4.2).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trialkeep::text {

// A longer run of letters counts as the word of its first bytes.
inline constexpr std::size_t kWordBytesMax = 120;

// What stands between a word and the one before it in the same text: blanks only (or nothing: ideographs, the
// first word), exactly one hyphen (-, U+2010, U+2011), or anything else.
enum class Joint : std::uint8_t { kBlank, kHyphen, kOther };

// How a word was typed beside its folded form: the same bytes; the same but for a capital first letter; the same in
// capitals (two letters or more); or in other letters (accents, mixed case, possessives), which only the text tells.
// Letters here are ASCII.
enum class LetterCase : std::uint8_t { kLower, kCapitalized, kUpper, kOther };

class WordReader {
 public:
  // Reads `text`, UTF-8, which must outlive the reader. Malformed bytes separate words.
  explicit WordReader(std::string_view text) : text_(text) {}

  // Moves to the next word; false at the end.
  bool next();

  // The folded word, valid until next(). Its bytes in the text are [begin, end), those passed over in it included.
  std::string_view word() const { return {word_, word_size_}; }
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return at_; }
  // The word as it stands in the text, less what is passed over; valid until next().
  std::string_view typed() const { return is_all_visible_ ? text_.substr(begin_, at_ - begin_) : visible_; }
  Joint joint() const;
  LetterCase letters() const;

 private:
  bool read_ascii();
  bool read_unicode();
  void drop_possessive();
  void push(char c) {
    if (word_size_ < kWordBytesMax) {
      word_[word_size_++] = c;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t before_ = 0;  // the end of the word before
  std::size_t word_size_ = 0;
  bool is_all_visible_ = true;  // else `visible_` is the word as it was typed
  std::string visible_;
  char word_[kWordBytesMax];
};

// The folded words of `text`, joined by single blanks: two texts with the same result read alike.
std::string fold(std::string_view text);

}  // namespace trialkeep::text
