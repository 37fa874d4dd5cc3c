#include "text/markup_writer.h"

#include "base/strings.h"

namespace trialkeep::text {
namespace {

// Escapes what the registry's writer escapes; `_` only where it does not stand inside a word.
void append_escaped(std::string_view text, std::string& out) {
  constexpr std::string_view kAlways = "\\`*[]<>^~&|";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool inside_word = i > 0 && i + 1 < text.size() && is_word_byte(text[i - 1]) && is_word_byte(text[i + 1]);
    if (kAlways.find(c) != std::string_view::npos || (c == '_' && !inside_word)) {
      out.push_back('\\');
    }
    out.push_back(c);
  }
}

// A paragraph must not begin like a list item or a heading, nor be a rule.
void append_paragraph(std::string_view text, std::string& out) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    ++digits;
  }
  const auto blank_follows = [&](std::size_t at) { return at + 1 >= text.size() || text[at + 1] == ' '; };
  const bool bullet = !text.empty() && (text[0] == '-' || text[0] == '+') && blank_follows(0);
  const bool rule = text.starts_with("---");
  const bool number = digits > 0 && digits < 10 && digits < text.size() &&
                      (text[digits] == '.' || text[digits] == ')') && blank_follows(digits);
  if (bullet || rule || number || text.starts_with("#")) {
    const std::size_t at = number ? digits : 0;
    append_to(out, text.substr(0, at), "\\", text.substr(at, 1));
    text.remove_prefix(at + 1);
  }
  append_escaped(text, out);
}

}  // namespace

void MarkupWriter::add(const PlacedBlock& block) {
  const bool item = !block.marker.empty();
  while (!open_.empty() && (item ? open_.back().column >= block.column : open_.back().column > block.column)) {
    last_closed_ = open_.back();
    open_.pop_back();
  }
  const std::size_t indent = open_.empty() ? 0 : open_.back().indent;
  if (item) {
    begin_item(block, indent);
  } else {
    begin_paragraph(indent);
  }
  append_paragraph(block.text, out_);
}

void MarkupWriter::begin_item(const PlacedBlock& block, std::size_t indent) {
  const bool sibling = last_closed_.depth == open_.size() + 1;
  if (sibling && (block.begins_list || (last_closed_.marker == "*") != (block.marker == "*"))) {
    append_to(out_, "\n\n", std::string(indent, ' '), "<!-- -->\n\n");
  } else if (!out_.empty()) {
    out_.append(sibling ? "\n" : "\n\n");
  }
  append_to(out_, std::string(indent, ' '), block.marker, block.text.empty() ? "" : " ");
  open_.push_back({block.column, indent + block.marker.size() + 1, open_.size() + 1, block.marker});
  last_closed_ = {};
}

void MarkupWriter::begin_paragraph(std::size_t indent) {
  last_closed_ = {};
  append_to(out_, out_.empty() ? "" : "\n\n", std::string(indent, ' '));
}

}  // namespace trialkeep::text
