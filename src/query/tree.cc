#include "query/tree.h"

#include <algorithm>
#include <string_view>

#include "base/strings.h"
#include "base/utf8.h"
#include "query/lexer.h"
#include "text/plain.h"

namespace trialkeep::query {
namespace {

void print_into(const Node& node, std::string& out);

void print_quoted(std::string_view text, std::string& out) {
  out.push_back('"');
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  out.push_back('"');
}

void print_word(std::string_view text, std::string& out) {
  if (is_keyword(text)) {
    out.push_back('\\');
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end_size = word_end_size(text, at);
    if (end_size > 0 || text[at] == '\\') {
      out.push_back('\\');
    }
    const std::size_t size = std::max<std::size_t>(1, end_size);
    out.append(text.substr(at, size));
    at += size;
  }
}

void print_joined(const Node& node, std::string_view joiner, bool bracket_or, std::string& out) {
  bool first = true;
  for (const Node& child : node.children) {
    if (!first) {
      out.append(joiner);
    }
    first = false;
    const bool bracket = bracket_or && child.kind == NodeKind::kOr;
    out.append(bracket ? "(" : "");
    print_into(child, out);
    out.append(bracket ? ")" : "");
  }
}

void print_operand(const Node& node, std::string& out) {
  const bool bracket = node.kind == NodeKind::kAnd || node.kind == NodeKind::kOr;
  out.append(bracket ? "(" : "");
  print_into(node, out);
  out.append(bracket ? ")" : "");
}

void print_into(const Node& node, std::string& out) {
  switch (node.kind) {
    case NodeKind::kNothing:
      return;
    case NodeKind::kTerm:
      for (std::size_t i = 0; i < node.parts.size(); ++i) {
        out.append(i == 0 ? "" : " ");
        if (node.parts[i].is_quoted) {
          print_quoted(node.parts[i].text, out);
        } else {
          print_word(node.parts[i].text, out);
        }
      }
      return;
    case NodeKind::kAll:
    case NodeKind::kMissing:
      out.append(keyword_of(node.kind));
      return;
    case NodeKind::kRange:
    case NodeKind::kDistance:
      append_to(out, keyword_of(node.kind), "[");
      for (std::size_t i = 0; i < node.parameters.size(); ++i) {
        append_to(out, i == 0 ? "" : ", ", node.parameters[i]);
      }
      out.push_back(']');
      return;
    case NodeKind::kNot:
      out.append("NOT ");
      print_operand(node.children.front(), out);
      return;
    case NodeKind::kArea:
    case NodeKind::kSearch:
    case NodeKind::kCoverage:
    case NodeKind::kExpansion:
    case NodeKind::kTilt:
      append_to(out, keyword_of(node.kind), "[", node.parameters.front(), "]");
      print_operand(node.children.front(), out);
      return;
    case NodeKind::kAnd:
      print_joined(node, " AND ", true, out);
      return;
    case NodeKind::kOr:
      print_joined(node, " OR ", false, out);
      return;
  }
}

}  // namespace

std::string print(const Node& tree) {
  std::string out;
  print_into(tree, out);
  return out;
}

bool same_tree(const Node& a, const Node& b) {
  const auto same_part = [](const TermPart& x, const TermPart& y) {
    return x.text == y.text && x.is_quoted == y.is_quoted;
  };
  return a.kind == b.kind && a.parameters == b.parameters &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), same_part) &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same_tree);
}

std::string show_complaint(const std::string& query_text, const Complaint& complaint) {
  // One line of the query around the complaint is enough to find it.
  constexpr std::size_t kContext = 60;
  const std::size_t at = std::min(complaint.span.begin, query_text.size());
  const std::size_t begin = character_start(query_text, at > kContext ? at - kContext : 0);
  const std::size_t end = character_start(query_text, std::min(begin + 2 * kContext, query_text.size()));
  const std::size_t marked_end = std::clamp(complaint.span.end, at, std::max(at, end));
  const auto shown = [&](std::size_t from, std::size_t to) {
    std::string part = text::printable(std::string_view(query_text).substr(from, to - from));
    std::replace(part.begin(), part.end(), '\n', ' ');
    return part;
  };
  const std::size_t width = std::max<std::size_t>(1, text::column_count(shown(at, marked_end)));
  std::string out = concat("  ", shown(begin, end), "\n  ", std::string(text::column_count(shown(begin, at)), ' '),
                           std::string(width, '^'), "\n", complaint.message);
  if (!complaint.remedy.empty()) {
    append_to(out, "\n", complaint.remedy);
  }
  return out;
}

}  // namespace trialkeep::query
