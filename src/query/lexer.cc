#include "query/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "base/names.h"
#include "query/blanks.h"

namespace trialkeep::query {
namespace {

struct Operator {
  std::string_view word;
  NodeKind kind;
};
// Operators that take brackets, which stand right behind the word. COVER is an exact alias (spec/API.md 4.2).
constexpr std::array kBracketed = {
    Operator{"AREA", NodeKind::kArea},           Operator{"SEARCH", NodeKind::kSearch},
    Operator{"COVERAGE", NodeKind::kCoverage},   Operator{"COVER", NodeKind::kCoverage},
    Operator{"EXPANSION", NodeKind::kExpansion}, Operator{"TILT", NodeKind::kTilt},
    Operator{"RANGE", NodeKind::kRange},         Operator{"DISTANCE", NodeKind::kDistance},
};
constexpr std::array<std::pair<std::string_view, TokenKind>, 5> kPlain = {{{"AND", TokenKind::kAnd},
                                                                           {"OR", TokenKind::kOr},
                                                                           {"NOT", TokenKind::kNot},
                                                                           {"ALL", TokenKind::kAll},
                                                                           {"MISSING", TokenKind::kMissing}}};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) {
      if (const std::size_t blank = blank_size(text_, at_); blank > 0) {
        at_ += blank;
      } else {
        token();
      }
    }
    add(TokenKind::kEnd, text_.size(), {});
    return std::move(tokens_);
  }

 private:
  void add(TokenKind kind, std::size_t begin, std::string text, NodeKind operation = NodeKind::kNothing) {
    tokens_.push_back({kind, {begin, at_}, std::move(text), operation});
  }

  void single(TokenKind kind) {
    const std::size_t begin = at_++;
    add(kind, begin, std::string(text_.substr(begin, 1)));
  }

  void token() {
    switch (text_[at_]) {
      case '(':
        return single(TokenKind::kOpen);
      case ')':
        return single(TokenKind::kClose);
      case ',':
        return single(TokenKind::kComma);
      case '[':
      case ']':
        return single(TokenKind::kStray);
      case '"':
        return phrase();
      default:
        return word();
    }
  }

  void phrase() {
    const std::size_t begin = at_++;
    std::string text;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      }
      text.push_back(text_[at_++]);
    }
    if (at_ == text_.size()) {
      return add(TokenKind::kUnclosed, begin, "\"");
    }
    ++at_;
    add(TokenKind::kPhrase, begin, std::move(text));
  }

  void word() {
    const std::size_t begin = at_;
    std::string text;
    bool is_escaped = false;
    while (at_ < text_.size() && word_end_size(text_, at_) == 0) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        is_escaped = true;
        ++at_;
      }
      text.push_back(text_[at_++]);
    }
    if (!is_escaped) {
      for (const auto& [keyword, kind] : kPlain) {
        if (text == keyword) {
          return add(kind, begin, std::move(text));
        }
      }
      if (at_ < text_.size() && text_[at_] == '[') {
        for (const Operator& one : kBracketed) {
          if (text == one.word) {
            return brackets(begin, one);
          }
        }
      }
    }
    add(TokenKind::kWord, begin, std::move(text));
  }

  void brackets(std::size_t begin, const Operator& one) {
    const std::size_t close = text_.find(']', at_);
    if (close == std::string_view::npos) {
      at_ = text_.size();
      return add(TokenKind::kUnclosed, begin, "[");
    }
    std::string inside(text_.substr(at_ + 1, close - at_ - 1));
    at_ = close + 1;
    add(TokenKind::kBracketed, begin, std::move(inside), one.kind);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> lex(std::string_view text) { return Lexer(text).run(); }

std::string_view keyword_of(NodeKind kind) {
  for (const Operator& one : kBracketed) {
    if (one.kind == kind) {
      return one.word;
    }
  }
  CHECK(kind == NodeKind::kAll || kind == NodeKind::kMissing);
  return kind == NodeKind::kAll ? "ALL" : "MISSING";
}

bool is_keyword(std::string_view word) {
  for (const auto& [keyword, kind] : kPlain) {
    if (word == keyword) {
      return true;
    }
  }
  return false;
}

std::string_view nearest_bracket_keyword(std::string_view word) {
  std::array<std::string_view, kBracketed.size()> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = kBracketed[i].word;
    if (words[i] == word) {
      return words[i];
    }
  }
  // Half of an operator is meant for it, too: COV.
  const auto begun = std::find_if(words.begin(), words.end(),
                                  [&](std::string_view one) { return word.size() >= 3 && one.starts_with(word); });
  return begun != words.end() ? *begun : nearest_name(word, words);
}

std::size_t word_end_size(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '(':
    case ')':
    case ',':
    case '"':
    case '[':
    case ']':
      return 1;
    default:
      return blank_size(text, at);
  }
}

}  // namespace trialkeep::query
