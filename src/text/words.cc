#include "text/words.h"

#include <array>
#include <utf8proc.h>

#include "base/strings.h"
#include "base/utf8.h"
#include "text/letters.h"

namespace trialkeep::text {
namespace {

enum class Kind : std::uint8_t { kSeparator, kWord, kApostrophe, kBeyond };

constexpr std::array<Kind, 256> make_kinds() {
  std::array<Kind, 256> kinds = {};
  for (int c = 0; c < 256; ++c) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    kinds[static_cast<std::size_t>(c)] = c >= 0x80   ? Kind::kBeyond
                                         : word      ? Kind::kWord
                                         : c == '\'' ? Kind::kApostrophe
                                                     : Kind::kSeparator;
  }
  return kinds;
}
constexpr std::array<Kind, 256> kKinds = make_kinds();

Kind kind_of(char c) { return kKinds[static_cast<unsigned char>(c)]; }

bool is_apostrophe(utf8proc_int32_t code) { return code == '\'' || code == 0x2019 || code == 0x02bc; }

bool is_ideograph(utf8proc_int32_t code) {
  return (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) ||
         (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff66 && code <= 0xff9f) ||  // kana of half width
         (code >= 0x20000 && code <= 0x3ffff);
}

bool is_word_character(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
      return true;
    default:
      return false;
  }
}

// One code point at `at`; its length, or 0 for malformed bytes.
std::size_t decode(std::string_view text, std::size_t at, utf8proc_int32_t& code) {
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  return length <= 0 ? 0 : static_cast<std::size_t>(length);
}

// How many bytes the character at `at` has that is passed over; 0 where none stands.
std::size_t invisible_size(std::string_view text, std::size_t at) {
  constexpr std::string_view kInvisible[] = {"\u00ad", "\u200c", "\u200d", "\u2060", "\ufeff"};
  if (at < text.size() && kind_of(text[at]) == Kind::kBeyond) {
    for (const std::string_view one : kInvisible) {
      if (text.substr(at).starts_with(one)) {
        return one.size();
      }
    }
  }
  return 0;
}

std::string without_invisible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t size = invisible_size(text, at); size > 0) {
      at += size;
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

// The next character that is not passed over; its bytes are [begin, end), none at the end and of malformed text.
struct Character {
  std::size_t begin;
  std::size_t end;
  utf8proc_int32_t code = 0;
};
Character visible_from(std::string_view text, std::size_t at) {
  while (const std::size_t size = invisible_size(text, at)) {
    at += size;
  }
  Character one{at, at};
  if (at < text.size()) {
    one.end += decode(text, at, one.code);
  }
  return one;
}

Joint joint_of(std::string_view between) {
  if (between.find_first_not_of(" \t\n\r") == std::string_view::npos) {
    return Joint::kBlank;
  }
  const bool hyphen = between == "-" || between == "\u2010" || between == "\u2011";
  return hyphen ? Joint::kHyphen : Joint::kOther;
}

}  // namespace

bool WordReader::next() {
  word_size_ = 0;
  before_ = at_;
  while (at_ < text_.size()) {
    const Kind kind = kind_of(text_[at_]);
    if (kind == Kind::kWord) {
      return read_ascii() || read_unicode();
    }
    if (kind == Kind::kBeyond) {
      utf8proc_int32_t code = 0;
      const std::size_t length = decode(text_, at_, code);
      const std::size_t before = at_;
      if (length > 0 && is_word_character(code) && read_unicode()) {
        return true;
      }
      if (at_ == before) {
        at_ += length == 0 ? 1 : length;
      }
      continue;
    }
    ++at_;
  }
  return false;
}

// The fast path: a word of ASCII alone. False, with nothing changed, when the word goes on beyond ASCII.
bool WordReader::read_ascii() {
  std::size_t i = at_;
  word_size_ = 0;
  const auto followed_by = [&](std::size_t at, Kind kind) {
    return at + 1 < text_.size() && kind_of(text_[at + 1]) == kind;
  };
  while (i < text_.size()) {
    const Kind kind = kind_of(text_[i]);
    if (kind == Kind::kWord) {
      push(lower_case(text_[i++]));
    } else if (kind == Kind::kBeyond || (kind == Kind::kApostrophe && followed_by(i, Kind::kBeyond))) {
      word_size_ = 0;
      return false;
    } else if (kind == Kind::kApostrophe && followed_by(i, Kind::kWord)) {
      push(text_[i++]);
    } else {
      break;
    }
  }
  begin_ = at_;
  at_ = i;
  is_all_visible_ = true;
  drop_possessive();
  return true;
}

// Any script. False when nothing of the run is left after folding; `at_` is then behind the run.
bool WordReader::read_unicode() {
  std::size_t i = at_;
  word_size_ = 0;
  bool ideograph = false;
  bool full = false;
  const auto take = [&](std::string_view character) {
    full = full || word_size_ + character.size() > kWordBytesMax;
    if (!full) {
      for (char byte : character) {
        push(byte);
      }
    }
  };
  is_all_visible_ = true;
  while (true) {
    const Character character = visible_from(text_, i);
    const utf8proc_int32_t code = character.code;
    if (character.begin == character.end) {
      break;
    }
    const bool apostrophe = is_apostrophe(code);
    if (apostrophe) {
      const Character after = visible_from(text_, character.end);
      if (word_size_ == 0 || after.begin == after.end || !is_word_character(after.code)) {
        break;
      }
      push('\'');
    } else if (!is_word_character(code) || (is_ideograph(code) && word_size_ > 0)) {
      break;
    }
    is_all_visible_ = is_all_visible_ && character.begin == i;
    i = character.end;
    if (apostrophe) {
      continue;
    }
    ideograph = is_ideograph(code);
    constexpr auto kFolding = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                                             UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
    utf8proc_int32_t folded[32];
    int last_class = 0;
    const auto count = utf8proc_decompose_char(code, folded, 32, kFolding, &last_class);
    for (utf8proc_ssize_t k = 0; k < count && k < 32; ++k) {
      if (!is_word_character(folded[k]) || is_apostrophe(folded[k])) {
        continue;
      }
      const std::string_view letters = plain_letters(folded[k]);
      for (const char& letter : letters) {
        take({&letter, 1});
      }
      if (letters.empty()) {
        utf8proc_uint8_t bytes[4];
        const auto size = utf8proc_encode_char(folded[k], bytes);
        take({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
      }
    }
    if (ideograph) {
      break;
    }
  }
  begin_ = at_;
  at_ = i;
  if (!is_all_visible_) {
    visible_ = without_invisible(text_.substr(begin_, at_ - begin_));
  }
  drop_possessive();
  return word_size_ > 0;
}

void WordReader::drop_possessive() {
  if (word_size_ > 2 && word_[word_size_ - 1] == 's' && word_[word_size_ - 2] == '\'') {
    word_size_ -= 2;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < word_size_; ++i) {
    if (word_[i] != '\'') {
      word_[kept++] = word_[i];
    }
  }
  word_size_ = kept;
}

Joint WordReader::joint() const {
  if (before_ == 0) {
    return Joint::kBlank;
  }
  const std::string_view between = text_.substr(before_, begin_ - before_);
  return is_ascii(between) ? joint_of(between) : joint_of(without_invisible(between));
}

LetterCase WordReader::letters() const {
  const std::string_view word = this->word();
  const std::string_view typed = this->typed();
  if (typed == word) {
    return LetterCase::kLower;
  }
  if (typed.size() != word.size()) {
    return LetterCase::kOther;
  }
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c; };
  bool capitalized = typed.front() == upper(word.front());
  bool all_upper = true;
  for (std::size_t i = 0; i < word.size(); ++i) {
    capitalized = capitalized && (i == 0 || typed[i] == word[i]);
    all_upper = all_upper && typed[i] == upper(word[i]);
  }
  return capitalized ? LetterCase::kCapitalized : all_upper ? LetterCase::kUpper : LetterCase::kOther;
}

std::string fold(std::string_view text) {
  std::string out;
  WordReader reader(text);
  while (reader.next()) {
    if (!out.empty()) {
      out.push_back(' ');
    }
    out.append(reader.word());
  }
  return out;
}

}  // namespace trialkeep::text
