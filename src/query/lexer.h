#pragma once
// A query's text to tokens. Every byte of the text belongs to a token or to blanks (query/blanks.h) between tokens.

#include <string>
#include <string_view>
#include <vector>

#include "query/tree.h"

namespace trialkeep::query {

enum class TokenKind {
  kWord,
  kPhrase,  // quoted; `text` without quotes and escapes
  kOpen,    // (
  kClose,   // )
  kComma,
  kAnd,
  kOr,
  kNot,
  kAll,
  kMissing,
  kBracketed,  // an operator with its brackets: AREA[...], RANGE[...], ...; `operation`, `text` the inside
  kStray,      // a bracket where none can stand
  kUnclosed,   // a quote or bracket that never ends
  kEnd,
};

struct Token {
  TokenKind kind;
  Span span;
  std::string text;
  NodeKind operation = NodeKind::kNothing;  // kBracketed
};

std::vector<Token> lex(std::string_view text);

// The spelling of an operator.
std::string_view keyword_of(NodeKind kind);
// True for words that mean an operator unless escaped.
bool is_keyword(std::string_view word);
// The operator with brackets that a word is or is most like; empty when none is near.
std::string_view nearest_bracket_keyword(std::string_view word);
// How many bytes the blank, bracket, comma or quote at `at` has, which ends an unquoted word; 0 where none stands.
// REQUIRES: at < text.size().
std::size_t word_end_size(std::string_view text, std::size_t at);

}  // namespace trialkeep::query
