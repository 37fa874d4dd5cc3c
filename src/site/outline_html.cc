#include "site/outline_html.h"

#include <algorithm>

#include "base/strings.h"

namespace trialkeep::site {
namespace {

using formats::Cell;
using formats::Column;
using formats::Fact;
using formats::Group;
using formats::Item;
using formats::Row;
using formats::Table;
using formats::Value;
using formats::ValueKind;

constexpr std::size_t kLongText = 400;        // bytes from which a text reads better in a line of its own
constexpr std::size_t kWideTableColumns = 5;  // from which a table may not fit, so that it takes the focus

Html note_html(std::string_view note) {
  return note.empty() ? Html() : text(" ") + element("span", {{"class", "note"}}, text(concat("(", note, ")")));
}

Html value_html(const Value& value) {
  if (value.kind == ValueKind::kMarkup) {
    return element("div", {{"class", "prose"}}, markup(value.text)) + note_html(value.note);
  }
  Html shown = text(value.text);
  if (!value.link.empty()) {
    shown = element("a", {{"href", value.link}, {"rel", "noreferrer"}}, shown);
  } else if (value.kind == ValueKind::kMissing) {
    shown = element("span", {{"class", "missing"}}, shown);
  }
  return shown + note_html(value.note);
}

Html heading(int level, const Html& content) {
  switch (std::min(level, 6)) {
    case 2:
      return element("h2", content);
    case 3:
      return element("h3", content);
    case 4:
      return element("h4", content);
    case 5:
      return element("h5", content);
    default:
      return element("h6", content);
  }
}

bool is_long(const Fact& fact) {
  return std::any_of(fact.values.begin(), fact.values.end(), [](const Value& value) {
    return value.kind == ValueKind::kMarkup || value.text.size() > kLongText;
  });
}

Html fact_html(const Fact& fact) {
  Html pair = element("dt", text(fact.label));
  pair += element("dd", values_html(fact.values));
  return element("div", {{"class", is_long(fact) ? "fact long" : "fact"}}, pair);
}

// Whether the column holds texts of whole paragraphs, which need room.
bool has_prose(const Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const Row& row) {
    return !row.is_heading && std::any_of(row.cells[column].begin(), row.cells[column].end(),
                                          [](const Value& value) { return value.kind == ValueKind::kMarkup; });
  });
}

Html column_html(const Table& table, std::size_t index) {
  const Column& column = table.columns[index];
  const std::string_view kind = index > 0 && column.is_numeric                                     ? "number"
                                : index > 0 && table.is_list_of_records && has_prose(table, index) ? "wide"
                                                                                                   : "";
  Html title = text(column.title) + note_html(column.note);
  if (title.empty()) {
    title = element("span", {{"class", "unseen"}}, text("Row"));
  }
  return element("th", {{"scope", "col"}, {"class", std::string(kind)}}, title);
}

Html row_html(const Row& row, const Table& table) {
  if (row.is_heading) {
    return element("tr", {{"class", "heading"}},
                   element("th", {{"scope", "rowgroup"}, {"colspan", std::to_string(table.columns.size())}},
                           values_html(row.cells.front())));
  }
  Html cells;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const Column& column = table.columns[i];
    if (i == 0) {
      const bool is_blank = row.cells[0].empty();
      cells += element("th", {{"scope", "row"}},
                       is_blank ? element("span", {{"class", "unseen"}}, text("Value")) : values_html(row.cells[0]));
    } else {
      cells += element("td",
                       {{"class", row.cells[i].empty() ? "blank"
                                  : column.is_numeric  ? "number"
                                                       : ""},
                        {"data-label", column.title}},
                       values_html(row.cells[i]));
    }
  }
  return element("tr", cells);
}

// A wide table scrolls within itself, by keyboard too; a list of records becomes cards on a phone.
Html table_html(const Table& table, int level) {
  Html head;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    head += column_html(table, i);
  }
  Html rows;
  for (const Row& row : table.rows) {
    rows += row_html(row, table);
  }
  const Html content = element("thead", element("tr", head)) + element("tbody", rows);
  const std::string label = table.title.empty() ? concat("Table: ", table.columns.front().title) : table.title;
  const Html grid = element("table", {{"class", table.is_list_of_records ? "records" : "figures"}}, content);
  const bool is_wide = table.columns.size() >= kWideTableColumns;
  const Html frame =
      is_wide
          ? element("div", {{"class", "scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", label}}, grid)
          : element("div", {{"class", "scroll"}}, grid);
  return table.title.empty() ? frame : heading(level, text(table.title)) + frame;
}

Html items_html(const std::vector<Item>& items, int level) {
  Html out;
  Html facts;
  const auto end_facts = [&] {
    if (!facts.empty()) {
      out += element("dl", facts);
      facts = Html();
    }
  };
  for (const Item& item : items) {
    if (const Fact* fact = std::get_if<Fact>(&item.content)) {
      facts += fact_html(*fact);
      continue;
    }
    end_facts();
    if (const Table* table = std::get_if<Table>(&item.content)) {
      out += table_html(*table, level);
    } else {
      const Group& group = std::get<Group>(item.content);
      Html inside = group.title.empty() ? Html() : heading(level, text(group.title));
      inside += items_html(group.items, level + 1);
      out += element("section", {{"class", "group"}}, inside);
    }
  }
  end_facts();
  return out;
}

}  // namespace

Html values_html(const Cell& values) {
  if (values.size() == 1) {
    return value_html(values.front());
  }
  Html out;
  for (const Value& value : values) {
    out += element("div", {{"class", "value"}}, value_html(value));
  }
  return out;
}

Html section_html(const formats::Section& section) {
  const std::string heading_id = concat("h-", section.id);
  Html inside = element("h2", {{"id", heading_id}}, text(section.title));
  inside += items_html(section.items, 3);
  return element("section", {{"id", section.id}, {"aria-labelledby", heading_id}}, inside);
}

Html contents_html(const formats::Outline& outline) {
  Html list;
  for (const formats::Section& section : outline.sections) {
    list += element("li", element("a", {{"href", concat("#", section.id)}}, text(section.title)));
  }
  return element("ol", list);
}

}  // namespace trialkeep::site
