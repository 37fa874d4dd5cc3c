#include "formats/text_view_table.h"

#include <algorithm>

#include "base/strings.h"
#include "text/markup.h"
#include "text/plain.h"

namespace trialkeep::formats {
namespace {

constexpr std::size_t kGap = 2;                  // blanks between columns
constexpr std::size_t kColumnWidthMin = 6;       // narrower columns cannot be read
constexpr std::size_t kTextColumnWidthMin = 14;  // of a column whose words would be cut
constexpr std::size_t kLinesOfRowMax = 12;       // a higher row reads better as a block

// Lines of a paragraph, those after the first hanging by `hang` blanks.
void add_wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t hang,
                 std::vector<std::string>& lines) {
  const std::size_t room = width > indent + hang + 8 ? width - indent - hang : std::min<std::size_t>(width, 8);
  const bool is_narrow = width <= indent + hang + 8;
  bool is_first = true;
  for (std::string& line : text::wrap(text, room)) {
    const std::size_t blanks = is_narrow ? 0 : indent + (is_first ? 0 : hang);
    lines.push_back(std::string(line.empty() ? 0 : blanks, ' ') + line);
    is_first = false;
  }
}

void add_markup_lines(const Value& value, std::size_t width, std::vector<std::string>& lines) {
  bool is_first = true;
  bool was_item = false;
  for (const text::Block& block : text::markup_blocks(value.text)) {
    const bool is_item = block.depth > 0;
    if (!is_first && !(is_item && was_item)) {
      lines.emplace_back();
    }
    const std::string marker = block.marker.empty() ? std::string() : concat(block.marker, " ");
    const std::size_t indent = is_item ? static_cast<std::size_t>(block.depth - 1) * 2 : 0;
    const std::string body = concat(marker, text::printable(block.text));
    add_wrapped(body, width, indent + (is_item && marker.empty() ? 2 : 0), marker.size(), lines);
    is_first = false;
    was_item = is_item;
  }
}

std::size_t widest_word(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(" \n");
    widest = std::max(widest, text::column_count(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return widest;
}

std::size_t widest_line(const Cell& cell) {
  std::size_t widest = 0;
  for (const Value& value : cell) {
    const std::string text = text::printable(value_text(value));
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      widest = std::max(widest, text::column_count(rest.substr(0, end)));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }
  return widest;
}

std::string column_title(const Column& column) {
  return text::printable(column.note.empty()
                             ? column.title
                             : concat(column.title, column.title.empty() ? "" : " ", "(", column.note, ")"));
}

struct Widths {
  std::vector<std::size_t> widths;
  bool fit = false;
};

std::size_t total(const std::vector<std::size_t>& widths) {
  std::size_t sum = widths.empty() ? 0 : (widths.size() - 1) * kGap;
  for (std::size_t width : widths) {
    sum += width;
  }
  return sum;
}

// Gives each column what it wants, or takes from the widest ones, down to their widest word.
Widths measure(const Table& table, std::size_t width) {
  std::vector<std::size_t> wanted;
  std::vector<std::size_t> least;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string title = column_title(table.columns[i]);
    std::size_t want = std::max(kColumnWidthMin, std::min<std::size_t>(text::column_count(title), 24));
    std::size_t need = std::max(kColumnWidthMin, std::min<std::size_t>(widest_word(title), kTextColumnWidthMin));
    for (const Row& row : table.rows) {
      if (row.is_heading) {
        continue;
      }
      want = std::max(want, widest_line(row.cells[i]));
      for (const Value& value : row.cells[i]) {
        const std::size_t widest = widest_word(text::printable(value_text(value)));
        need = std::max(need, std::min(widest, kTextColumnWidthMin));
      }
    }
    wanted.push_back(want);
    least.push_back(std::min(need, want));
  }
  while (total(wanted) > width) {
    std::size_t widest = table.columns.size();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i] > least[i] && (widest == wanted.size() || wanted[i] > wanted[widest])) {
        widest = i;
      }
    }
    if (widest == wanted.size()) {
      return {wanted, false};
    }
    --wanted[widest];
  }
  return {wanted, true};
}

// Puts the cells' lines beside each other.
std::size_t add_side_by_side(const std::vector<std::vector<std::string>>& cells, const Table& table,
                             const std::vector<std::size_t>& widths, std::vector<std::string>& lines) {
  std::size_t height = 1;
  for (const auto& cell : cells) {
    height = std::max(height, cell.size());
  }
  for (std::size_t i = 0; i < height; ++i) {
    std::string line;
    std::size_t written = 0;
    std::size_t start = 0;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (i < cells[column].size() && !cells[column][i].empty()) {
        const std::string& text = cells[column][i];
        const std::size_t columns = text::column_count(text);
        const std::size_t room = widths[column] > columns ? widths[column] - columns : 0;
        const std::size_t from = std::max(written, start + (table.columns[column].is_numeric ? room : 0));
        append_to(line, std::string(from - written, ' '), text);
        written = from + columns;
      }
      start += widths[column] + kGap;
    }
    lines.push_back(std::move(line));
  }
  return height;
}

const Ink kNoInk(false);

// Empty when some row gets too high.
std::vector<std::string> aligned_lines(const Table& table, const std::vector<std::size_t>& widths, std::size_t width,
                                       const Ink& ink) {
  std::vector<std::string> lines;
  std::vector<std::vector<std::string>> cells;
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    cells.push_back(text::wrap(column_title(table.columns[i]), widths[i]));
  }
  add_side_by_side(cells, table, widths, titles);
  for (const std::string& line : titles) {
    lines.push_back(ink.bold(line));
  }
  lines.push_back(ink.dim(std::string(total(widths), '-')));
  for (const Row& row : table.rows) {
    if (row.is_heading) {
      for (const std::string& line : value_lines(row.cells.front(), width, kNoInk)) {
        lines.push_back(ink.accent(line));
      }
      continue;
    }
    cells.clear();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      cells.push_back(row.cells[i].empty() ? std::vector<std::string>() : value_lines(row.cells[i], widths[i], kNoInk));
    }
    if (add_side_by_side(cells, table, widths, lines) > kLinesOfRowMax) {
      return {};
    }
  }
  return lines;
}

std::vector<std::string> block_lines(const Table& table, std::size_t width, const Ink& ink) {
  std::vector<std::string> lines;
  for (const Row& row : table.rows) {
    const std::vector<std::string> header =
        row.cells.front().empty() ? std::vector<std::string>() : value_lines(row.cells.front(), width, kNoInk);
    for (const std::string& line : header) {
      lines.push_back(row.is_heading ? ink.accent(line) : ink.bold(line));
    }
    for (std::size_t i = 1; i < row.cells.size(); ++i) {
      if (row.cells[i].empty()) {
        continue;
      }
      const std::string label = concat(column_title(table.columns[i]), ":");
      std::vector<std::string> values = value_lines(row.cells[i], width > 6 ? width - 4 : width, kNoInk);
      if (values.size() == 1 && text::column_count(label) + text::column_count(values[0]) + 3 <= width) {
        lines.push_back(concat("  ", ink.dim(label), " ", values[0]));
        continue;
      }
      for (const std::string& line : text::wrap(label, width > 4 ? width - 2 : width)) {
        lines.push_back(concat("  ", ink.dim(line)));
      }
      for (const std::string& line : values) {
        lines.push_back(line.empty() ? std::string() : concat("    ", line));
      }
    }
    if (!row.is_heading && &row != &table.rows.back()) {
      lines.emplace_back();
    }
  }
  return lines;
}

}  // namespace

std::string Ink::dressed(std::string_view code, std::string_view text) const {
  return is_on_ && !text.empty() ? concat("\x1b[", code, "m", text, "\x1b[0m") : std::string(text);
}

std::string value_text(const Value& value) {
  std::string out = value.kind == ValueKind::kMarkup ? text::markup_to_plain(value.text) : value.text;
  if (!value.note.empty()) {
    append_to(out, out.empty() ? "" : " ", "(", value.note, ")");
  }
  return out;
}

bool has_paragraphs(const Cell& values) {
  return std::any_of(values.begin(), values.end(), [](const Value& value) {
    return value.kind == ValueKind::kMarkup || value.text.find('\n') != std::string::npos;
  });
}

std::vector<std::string> value_lines(const Cell& values, std::size_t width, const Ink& ink) {
  std::vector<std::string> lines;
  for (const Value& value : values) {
    if (value.kind == ValueKind::kMarkup && value.note.empty()) {
      add_markup_lines(value, width, lines);
    } else {
      for (std::string& line : text::wrap(text::printable(value_text(value)), width)) {
        lines.push_back(value.kind == ValueKind::kMissing ? ink.dim(line) : std::move(line));
      }
    }
  }
  if (lines.empty()) {
    lines.emplace_back();
  }
  return lines;
}

std::vector<std::string> table_lines(const Table& table, std::size_t width, const Ink& ink) {
  const Widths measured = measure(table, width);
  if (measured.fit) {
    std::vector<std::string> lines = aligned_lines(table, measured.widths, width, ink);
    if (!lines.empty()) {
      return lines;
    }
  }
  return block_lines(table, width, ink);
}

}  // namespace trialkeep::formats
