#include "query/parser.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/strings.h"
#include "query/blanks.h"
#include "query/lexer.h"

namespace trialkeep::query {
namespace {

constexpr std::string_view kExpecting =
    "{'(', ',', 'NOT', 'SEARCH', 'AREA', 'RANGE', 'DISTANCE', Coverage, Expansion, 'TILT', 'ALL', 'MISSING', "
    "EscapedKeyword, BooleanLiteral, DecimalLiteral, DateLiteral, StringLiteral, Term}";

std::vector<std::string> split_parameters(std::string_view inside) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = inside.find(',');
    parts.push_back(with_plain_blanks(inside.substr(0, comma)));
    if (comma == std::string_view::npos) {
      return parts;
    }
    inside.remove_prefix(comma + 1);
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(lex(text)) {}

  ParsedQuery run() {
    ParsedQuery result;
    skip_commas();
    if (peek().kind != TokenKind::kEnd) {
      result.tree = or_expression();
      while (peek().kind != TokenKind::kEnd && !gave_up_) {
        result.tree = beyond_extraneous(std::move(result.tree));
      }
    }
    result.complaints = std::move(complaints_);
    return result;
  }

 private:
  const Token& peek() const { return tokens_[at_]; }
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  void skip_commas() {
    while (peek().kind == TokenKind::kComma) {
      take();
    }
  }

  void complain(Span span, std::string message, std::string remedy, std::string registry_text) {
    if (complaints_.size() == limits::kQueryComplaints) {
      return;
    }
    complaints_.push_back({span, std::move(message), std::move(remedy), std::move(registry_text)});
  }

  // Leaves out what cannot stand here, and takes what follows it as well.
  Node beyond_extraneous(Node node) {
    const Token& token = take();
    std::string remedy = token.kind == TokenKind::kClose ? "Remove it, or open its bracket before." : "Remove it.";
    if (token.kind == TokenKind::kStray && token.text == "[") {
      remedy = remedy_for_bracket();
    }
    complain(token.span, concat("\"", token.text, "\" stands where nothing more was expected."), std::move(remedy),
             concat("extraneous input '", token.text, "' expecting <EOF>"));
    skip_commas();
    return starts_source(peek()) ? join(NodeKind::kAnd, std::move(node), or_expression()) : std::move(node);
  }

  // For a [ that was just taken: the word before it was meant as an operator.
  std::string remedy_for_bracket() const {
    const Token* word = at_ >= 2 && tokens_[at_ - 2].kind == TokenKind::kWord ? &tokens_[at_ - 2] : nullptr;
    if (word == nullptr) {
      return "Remove it. To search for a bracket, put it in quotes.";
    }
    const std::string_view keyword = nearest_bracket_keyword(word->text);
    if (keyword == word->text) {
      return concat("Write ", keyword, "[...] without a blank before the bracket.");
    }
    return keyword.empty() ? concat("There is no operator ", word->text, "[...]. Remove the brackets.")
                           : concat("There is no operator ", word->text, "[...]. Perhaps ", keyword, "[...] is meant.");
  }

  static bool starts_source(const Token& token) {
    switch (token.kind) {
      case TokenKind::kWord:
      case TokenKind::kPhrase:
      case TokenKind::kOpen:
      case TokenKind::kNot:
      case TokenKind::kAll:
      case TokenKind::kMissing:
      case TokenKind::kBracketed:
      case TokenKind::kUnclosed:
        return true;
      default:
        return false;
    }
  }

  // A node of `kind` over both; a child of the same kind gives its children instead. What is joined to a long
  // row costs no more than itself.
  static Node join(NodeKind kind, Node left, Node right) {
    if (left.kind == NodeKind::kNothing || right.kind == NodeKind::kNothing) {
      return left.kind == NodeKind::kNothing ? std::move(right) : std::move(left);
    }
    if (left.kind != kind) {
      Node node;
      node.kind = kind;
      node.span = left.span;
      node.children.push_back(std::move(left));
      left = std::move(node);
    }
    left.span.end = right.span.end;
    if (right.kind == kind) {
      std::move(right.children.begin(), right.children.end(), std::back_inserter(left.children));
    } else {
      left.children.push_back(std::move(right));
    }
    return left;
  }

  Node or_expression() {
    Node node = and_expression();
    while (peek().kind == TokenKind::kOr) {
      take();
      node = join(NodeKind::kOr, std::move(node), and_expression());
    }
    return node;
  }

  Node and_expression() {
    Node node = sequence();
    while (peek().kind == TokenKind::kAnd) {
      take();
      node = join(NodeKind::kAnd, std::move(node), sequence());
    }
    return node;
  }

  // What stands side by side: a term and NOT, or areas with commas between.
  Node sequence() {
    skip_commas();
    if (!starts_source(peek())) {
      return expected_source();
    }
    Node node = operator_expression();
    skip_commas();
    while (starts_source(peek()) && !gave_up_) {
      node = join(NodeKind::kAnd, std::move(node), operator_expression());
      skip_commas();
    }
    return node;
  }

  Node expected_source() {
    const Token& token = peek();
    if (token.kind == TokenKind::kEnd) {
      complain(token.span, "The query ends where a word, a phrase or an opening bracket was expected.",
               "Complete it, or remove the operator at its end.", "inner bool query clause cannot be null");
    } else {
      complain(token.span, concat("\"", token.text, "\" stands where a word or a phrase was expected."),
               "Put a word before it. To search for the word itself, put it in quotes.",
               concat("mismatched input '", token.text, "' expecting ", kExpecting));
      if (token.kind == TokenKind::kStray) {
        take();
        return starts_source(peek()) ? operator_expression() : Node();
      }
    }
    return {};
  }

  Node operator_expression() {
    if (depth_ >= limits::kQueryDepth || ++nodes_ > limits::kQueryNodes) {
      return give_up();
    }
    ++depth_;
    Node node = unary_or_source();
    --depth_;
    return node;
  }

  Node give_up() {
    if (!gave_up_) {
      gave_up_ = true;
      complain(peek().span,
               concat("The query is nested deeper than ", limits::kQueryDepth, " levels or has more than ",
                      limits::kQueryNodes, " parts."),
               "Ask it in several queries.", concat("mismatched input '", peek().text, "' expecting <EOF>"));
    }
    at_ = tokens_.size() - 1;
    return {};
  }

  Node unary_or_source() {
    const Token& token = peek();
    Node node;
    node.span = token.span;
    switch (token.kind) {
      case TokenKind::kNot:
        take();
        node.kind = NodeKind::kNot;
        return with_operand(std::move(node));
      case TokenKind::kBracketed:
        take();
        return bracketed(token);
      case TokenKind::kOpen:
        take();
        return bracket_expression(token);
      case TokenKind::kAll:
      case TokenKind::kMissing:
        take();
        node.kind = token.kind == TokenKind::kAll ? NodeKind::kAll : NodeKind::kMissing;
        return node;
      case TokenKind::kUnclosed:
        take();
        complain(token.span,
                 concat("The ", token.text == "\"" ? "quote" : "bracket", " that opens here is never closed."),
                 concat("Close it with ", token.text == "\"" ? "\"" : "]", "."),
                 concat("token recognition error at: '", token.text, "'"));
        return {};
      default:
        return term();
    }
  }

  Node with_operand(Node node) {
    if (!starts_source(peek())) {
      Node nothing = expected_source();
      return nothing;
    }
    Node operand = operator_expression();
    if (operand.kind == NodeKind::kNothing) {
      return operand;
    }
    node.span.end = operand.span.end;
    node.children.push_back(std::move(operand));
    return node;
  }

  Node bracketed(const Token& token) {
    Node node;
    node.kind = token.operation;
    node.span = token.span;
    if (token.operation == NodeKind::kRange || token.operation == NodeKind::kDistance) {
      node.parameters = split_parameters(token.text);
      const std::size_t wanted = token.operation == NodeKind::kRange ? 2 : 3;
      if (node.parameters.size() != wanted) {
        complain(token.span, concat(keyword_of(token.operation), " takes ", wanted, " values with commas between."),
                 wanted == 2 ? "For example RANGE[2020-01-01, MAX]." : "For example DISTANCE[42.36,-71.06,50mi].",
                 concat("no viable alternative at input '", keyword_of(token.operation), "[", token.text, "'"));
        return {};
      }
      return node;
    }
    node.parameters = {with_plain_blanks(token.text)};
    return with_operand(std::move(node));
  }

  Node bracket_expression(const Token& open) {
    skip_commas();
    if (peek().kind == TokenKind::kClose) {
      const Token& close = take();
      complain({open.span.begin, close.span.end}, "There is nothing between the brackets.", "Remove them.",
               concat("mismatched input ')' expecting ", kExpecting));
      return {};
    }
    Node node = or_expression();
    while (peek().kind == TokenKind::kStray && !gave_up_) {
      node = beyond_extraneous(std::move(node));
    }
    if (peek().kind == TokenKind::kClose) {
      take();
    } else if (!gave_up_) {
      complain(open.span, "The bracket that opens here is never closed.", "Close it with ).", "missing ')' at '<EOF>'");
    }
    return node;
  }

  Node term() {
    Node node;
    node.kind = NodeKind::kTerm;
    node.span = peek().span;
    // A comma belongs to the run only when a word or phrase follows it.
    while (peek().kind == TokenKind::kWord || peek().kind == TokenKind::kPhrase || comma_before_word()) {
      skip_commas();
      const Token& token = take();
      if (++nodes_ > limits::kQueryNodes) {
        return give_up();
      }
      node.parts.push_back({token.text, token.kind == TokenKind::kPhrase});
      node.span.end = token.span.end;
      complain_about_round_bracket(token);
    }
    return node;
  }

  // DISTANCE(...): the operator before the bracket, which is not taken yet, was meant with square ones.
  void complain_about_round_bracket(const Token& word) {
    const bool is_glued = peek().kind == TokenKind::kOpen && peek().span.begin == word.span.end;
    const bool is_escaped = word.span.end - word.span.begin != word.text.size();
    if (is_glued && !is_escaped && word.kind == TokenKind::kWord && nearest_bracket_keyword(word.text) == word.text) {
      complain(peek().span, concat(word.text, " takes square brackets."), concat("Write ", word.text, "[...]."),
               "mismatched input '(' expecting '['");
    }
  }

  bool comma_before_word() const {
    std::size_t next = at_;
    while (tokens_[next].kind == TokenKind::kComma) {
      ++next;
    }
    return next > at_ && (tokens_[next].kind == TokenKind::kWord || tokens_[next].kind == TokenKind::kPhrase);
  }

  std::vector<Token> tokens_;
  std::vector<Complaint> complaints_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t nodes_ = 0;
  bool gave_up_ = false;
};

}  // namespace

ParsedQuery parse(std::string_view text) {
  if (text.size() > limits::kQueryBytes) {
    ParsedQuery result;
    result.complaints.push_back({{limits::kQueryBytes, text.size()},
                                 concat("The query is longer than ", limits::kQueryBytes, " bytes."),
                                 "Ask it in several queries.",
                                 "token recognition error at: '<EOF>'"});
    return result;
  }
  return Parser(text).run();
}

}  // namespace trialkeep::query
