#include "ingest/legacy_xml_markup.h"

#include <algorithm>
#include <vector>

#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kLevelColumns = 5;

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80) != 0;
}

// A paragraph, or the first one of a list item.
struct Block {
  std::size_t column;  // where its text begins
  std::string marker;  // "*", "12.", or empty
  std::string text;
};

// Escapes what the registry's writer escapes; `_` only where it does not stand inside a word.
void append_escaped(std::string_view text, std::string& out) {
  constexpr std::string_view kAlways = "\\`*[]<>^~&|";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool inside_word = i > 0 && i + 1 < text.size() && is_word(text[i - 1]) && is_word(text[i + 1]);
    if (kAlways.find(c) != std::string_view::npos || (c == '_' && !inside_word)) {
      out.push_back('\\');
    }
    out.push_back(c);
  }
}

// A paragraph must not begin like a list item or a heading.
void append_paragraph(std::string_view text, std::string& out) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    ++digits;
  }
  const auto blank_follows = [&](std::size_t at) { return at + 1 >= text.size() || text[at + 1] == ' '; };
  const bool bullet = !text.empty() && (text[0] == '-' || text[0] == '+') && blank_follows(0);
  const bool number = digits > 0 && digits < 10 && digits < text.size() &&
                      (text[digits] == '.' || text[digits] == ')') && blank_follows(digits);
  if (bullet || number || text.starts_with("#")) {
    const std::size_t at = number ? digits : 0;
    append_to(out, text.substr(0, at), "\\", text.substr(at, 1));
    text.remove_prefix(at + 1);
  }
  append_escaped(text, out);
}

// Puts the blocks one under the other. An item lies within the items whose text begins left of its own.
class Writer {
 public:
  void add(const Block& block) {
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

  std::string take() { return std::move(out_); }

 private:
  struct Item {
    std::size_t column = 0;  // of its text in the source
    std::size_t indent = 0;  // of its text in the markup
    std::size_t depth = 0;
    std::string marker;
  };

  void begin_item(const Block& block, std::size_t indent) {
    const bool sibling = last_closed_.depth == open_.size() + 1;
    if (sibling && (last_closed_.marker == "*") != (block.marker == "*")) {
      append_to(out_, "\n\n", std::string(indent, ' '), "<!-- -->\n\n");
    } else if (!out_.empty()) {
      out_.append(sibling ? "\n" : "\n\n");
    }
    append_to(out_, std::string(indent, ' '), block.marker, block.text.empty() ? "" : " ");
    open_.push_back({block.column, indent + block.marker.size() + 1, open_.size() + 1, block.marker});
    last_closed_ = {};
  }

  void begin_paragraph(std::size_t indent) {
    last_closed_ = {};
    append_to(out_, out_.empty() ? "" : "\n\n", std::string(indent, ' '));
  }

  std::string out_;
  std::vector<Item> open_;
  Item last_closed_;  // by the block under way; depth 0 when it closed none
};

// The bytes of a list marker at the start of a line and the blanks behind it; 0 when there is none.
// A number may stand with one blank behind it only where a list's number stands.
std::size_t marker_bytes(std::string_view line, std::size_t column) {
  if (line.starts_with("-  ")) {
    return 3;
  }
  std::size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits])) {
    ++digits;
  }
  const bool number = digits > 0 && digits <= 3 && line.substr(digits).starts_with(". ");
  return number && column > 0 && (column + digits + 2) % kLevelColumns == 0 ? digits + 2 : 0;
}

std::string marker_text(std::string_view marker) {
  return marker.starts_with("-") || marker.starts_with("*") ? "*" : std::string(marker.substr(0, marker.find(' ')));
}

struct Line {
  std::size_t column;  // of its first character that is no blank
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t first = std::min(line.find_first_not_of(" \t\r"), line.size());
    out.push_back({first, without_outer_blanks(line)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::string markup_of_textblock(std::string_view text, std::size_t indent) {
  const std::vector<Line> lines = lines_of(text);
  bool first_text = true;
  for (const Line& line : lines) {
    // The file may be trimmed where the text begins, right behind its tag.
    const bool behind_tag = first_text && line.column == 0 && &line == lines.data();
    if (!line.text.empty() && !behind_tag) {
      indent = std::min(indent, line.column);
    }
    first_text = first_text && line.text.empty();
  }
  Writer writer;
  Block block;
  bool open = false;
  for (const Line& line : lines) {
    if (line.text.empty()) {
      if (open) {
        writer.add(block);
      }
      open = false;
    } else if (open) {
      append_to(block.text, block.text.empty() ? "" : " ", joined_line(line.text));
    } else {
      const std::size_t column = line.column < indent ? 0 : line.column - indent;
      const std::size_t marker = marker_bytes(line.text, column);
      block = {column + marker, marker == 0 ? "" : marker_text(line.text), joined_line(line.text.substr(marker))};
      open = true;
    }
  }
  if (open) {
    writer.add(block);
  }
  return writer.take();
}

std::string markup_of_lines(std::string_view text) {
  Writer writer;
  for (const Line& line : lines_of(text)) {
    if (line.text.empty()) {
      continue;
    }
    std::size_t marker = 0;
    if (line.text.starts_with("* ") || line.text.starts_with("- ")) {
      marker = 2;
    } else {
      while (marker < line.text.size() && is_digit(line.text[marker])) {
        ++marker;
      }
      marker = marker > 0 && marker <= 3 && line.text.substr(marker).starts_with(". ") ? marker + 2 : 0;
    }
    writer.add({marker == 0 ? 0 : kLevelColumns, marker == 0 ? "" : marker_text(line.text),
                joined_line(line.text.substr(marker))});
  }
  return writer.take();
}

std::string joined_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (!is_blank(c)) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (out.ends_with(' ')) {
    out.pop_back();
  }
  return out;
}

}  // namespace trialkeep::ingest
