#include "ingest/legacy_xml_markup.h"

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "text/markup_writer.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kLevelColumns = 5;

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
  text::MarkupWriter writer;
  text::PlacedBlock block;
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
  text::MarkupWriter writer;
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

}  // namespace trialkeep::ingest
