#include "formats/text_view.h"

#include <algorithm>

#include "base/strings.h"
#include "formats/text_view_table.h"
#include "text/plain.h"

namespace trialkeep::formats {
namespace {

constexpr std::size_t kLabelColumnsMin = 22;
constexpr std::size_t kLabelColumnsMax = 44;  // a longer label stands on a line of its own

class OutlinePrinter {
 public:
  explicit OutlinePrinter(const TextStyle& style)
      : width_(std::max<std::size_t>(style.width, kTextWidthMin)), ink_(style.colour) {}

  void title(const std::string& title) {
    for (const std::string& line : text::wrap(text::printable(title), width_)) {
      append_to(out_, ink_.bold(line), "\n");
    }
  }

  void section(const Section& section) {
    const std::string heading = text::printable(section.title);
    append_to(out_, "\n", ink_.heading(heading), "\n", ink_.heading(std::string(text::column_count(heading), '=')),
              "\n");
    items(section.items, 0);
  }

  std::string take() { return std::move(out_); }

 private:
  void items(const std::vector<Item>& items, std::size_t indent) {
    const std::size_t label_columns = label_width(items);
    for (const Item& item : items) {
      if (const Fact* one = std::get_if<Fact>(&item.content)) {
        fact(*one, indent, label_columns);
      } else if (const Table* grid = std::get_if<Table>(&item.content)) {
        table(*grid, indent);
      } else {
        group(std::get<Group>(item.content), indent);
      }
    }
  }

  void lines(const std::vector<std::string>& lines, std::size_t indent) {
    for (const std::string& line : lines) {
      append_to(out_, line.empty() ? std::string() : std::string(indent, ' '), line, "\n");
    }
  }

  // Columns for the labels of these items: what the longest needs that is not too long.
  std::size_t label_width(const std::vector<Item>& items) const {
    const std::size_t most = std::min(kLabelColumnsMax, width_ * 2 / 5);
    std::size_t columns = kLabelColumnsMin;
    for (const Item& item : items) {
      if (const Fact* fact = std::get_if<Fact>(&item.content)) {
        const std::size_t label = text::column_count(text::printable(fact->label)) + 3;
        columns = std::max(columns, label <= most && !has_paragraphs(fact->values) ? label : 0);
      }
    }
    return columns;
  }

  void fact(const Fact& fact, std::size_t indent, std::size_t room) {
    const std::string label = concat(text::printable(fact.label), ":");
    const std::size_t hang = indent + room;
    const std::size_t label_columns = text::column_count(label);
    const bool is_long = has_paragraphs(fact.values) || label_columns + 1 > room || width_ < hang + kTextWidthMin / 2;
    const std::size_t left = is_long ? indent + 2 : hang;
    std::vector<std::string> values = value_lines(fact.values, width_ - std::min(left, width_ / 2), ink_);
    if (is_long) {
      for (const std::string& line : text::wrap(label, width_ - std::min(indent, width_ / 2))) {
        append_to(out_, std::string(indent, ' '), ink_.bold(line), "\n");
      }
    } else {
      append_to(out_, std::string(indent, ' '), ink_.bold(label), std::string(room - label_columns, ' '),
                values.front(), "\n");
      values.erase(values.begin());
    }
    lines(values, left);
  }

  void group(const Group& group, std::size_t indent) {
    heading(group.title, indent);
    items(group.items, std::min(indent + 2, width_ / 4));
  }

  void heading(const std::string& title, std::size_t indent) {
    if (title.empty()) {
      return;
    }
    append_to(out_, "\n");
    for (const std::string& line : text::wrap(text::printable(title), width_ - std::min(indent, width_ / 2))) {
      append_to(out_, std::string(indent, ' '), ink_.accent(line), "\n");
    }
  }

  void table(const Table& table, std::size_t indent) {
    heading(table.title, indent);
    if (table.title.empty()) {
      append_to(out_, "\n");
    }
    lines(table_lines(table, width_ - std::min(indent + 2, width_ / 2), ink_), indent + 2);
  }

  const std::size_t width_;
  const Ink ink_;
  std::string out_;
};

}  // namespace

std::string print_outline(const Outline& outline, const TextStyle& style) {
  OutlinePrinter printer(style);
  printer.title(outline.title);
  for (const Section& section : outline.sections) {
    printer.section(section);
  }
  return printer.take();
}

}  // namespace trialkeep::formats
