#include "site/outline_html.h"

#include <algorithm>

#include "base/strings.h"
#include "formats/criteria.h"
#include "formats/module_view.h"
#include "site/flow_html.h"
#include "site/parts.h"

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
constexpr std::size_t kWideTableColumns = 3;  // from which a table may not fit on a phone, so that it takes the focus
constexpr std::size_t kOpenRows = 40;         // a longer table is folded
constexpr std::size_t kOpenCountries = 3;     // of sites; more are folded, each by itself
constexpr std::size_t kOpenGroups = 8;        // of one kind; more are folded, each by itself

// A chapter of the results, which is a module of the record.
std::string chapter_id(const Group& group) { return std::string(model::field(group.field).key); }

Html note_html(std::string_view note) {
  return note.empty() ? Html() : text(" ") + element("span", {{"class", "note"}}, text(concat("(", note, ")")));
}

// Inclusion beside exclusion; empty where the text is not divided so.
Html criteria_html(std::string_view criteria) {
  Html out;
  for (const formats::CriteriaPart& part : formats::split_criteria(criteria)) {
    Html inside = part.title.empty() ? Html() : element("h3", text(part.title));
    inside += markup(part.markup);
    out += part.kind == formats::CriteriaKind::kInclusion   ? element("div", {{"class", "inclusion"}}, inside)
           : part.kind == formats::CriteriaKind::kExclusion ? element("div", {{"class", "exclusion"}}, inside)
                                                            : element("div", {{"class", "general"}}, inside);
  }
  return out.empty() ? out : element("div", {{"class", "criteria"}}, out);
}

Html value_html(const Value& value, model::FieldId field, UsedTerms* terms) {
  if (value.kind == ValueKind::kMarkup) {
    const Html criteria = field == model::piece::EligibilityCriteria ? criteria_html(value.text) : Html();
    return element("div", {{"class", "prose"}}, criteria.empty() ? markup(value.text) : criteria) +
           note_html(value.note);
  }
  Html shown = text(value.text);
  if (!value.link.empty()) {
    shown = element("a", {{"href", value.link}, {"rel", "noreferrer"}}, shown);
  } else if (value.kind == ValueKind::kMissing) {
    shown = element("span", {{"class", "missing"}}, shown);
  } else if (value.kind == ValueKind::kLabel && terms != nullptr) {
    shown = terms->value(field, value.text, shown);
  }
  return shown + note_html(value.note);
}

Html cell_html(const Cell& values, model::FieldId field, UsedTerms* terms) {
  if (values.size() == 1) {
    return value_html(values.front(), field, terms);
  }
  Html out;
  for (const Value& value : values) {
    out += element("div", {{"class", "value"}}, value_html(value, field, terms));
  }
  return out;
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

Html fact_html(const Fact& fact, UsedTerms& terms) {
  Html pair = element("dt", terms.label(fact.field, text(fact.label)));
  pair += element("dd", cell_html(fact.values, fact.field, &terms));
  return element("div", {{"class", is_long(fact) ? "fact long" : "fact"}}, pair);
}

// Whether the column holds texts of whole paragraphs, which need room.
bool has_prose(const Table& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const Row& row) {
    return !row.is_heading && std::any_of(row.cells[column].begin(), row.cells[column].end(),
                                          [](const Value& value) { return value.kind == ValueKind::kMarkup; });
  });
}

Html column_html(const Table& table, std::size_t index, UsedTerms& terms) {
  const Column& column = table.columns[index];
  const std::string_view kind = index > 0 && column.is_numeric                                     ? "number"
                                : index > 0 && table.is_list_of_records && has_prose(table, index) ? "wide"
                                                                                                   : "";
  const Html title_text = text(column.title);
  Html title = terms.label(title_text.empty() ? model::kNoField : column.field, title_text) + note_html(column.note);
  if (title.empty()) {
    title = element("span", {{"class", "unseen"}}, text("Row"));
  }
  return element("th", {{"scope", "col"}, {"class", std::string(kind)}}, title);
}

Html row_html(const Row& row, const Table& table, UsedTerms& terms) {
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
                       is_blank ? element("span", {{"class", "unseen"}}, text("Value"))
                                : cell_html(row.cells[0], column.field, &terms));
    } else {
      cells += element("td",
                       {{"class", row.cells[i].empty() ? "blank"
                                  : column.is_numeric  ? "number"
                                                       : ""},
                        {"data-label", column.title}},
                       cell_html(row.cells[i], column.field, &terms));
    }
  }
  return element("tr", cells);
}

bool is_events(const Table& table) {
  return table.field == model::piece::SeriousEvent || table.field == model::piece::OtherEvent;
}

// A wide table scrolls within itself, by keyboard too; a list of records becomes cards on a phone. What scrolls is a
// group and no region: a page may have dozens, several of one name, and a landmark's name is its own.
Html frame_html(const Table& table, UsedTerms& terms) {
  Html head;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    head += column_html(table, i, terms);
  }
  Html rows;
  for (const Row& row : table.rows) {
    rows += row_html(row, table, terms);
  }
  const std::string label = table.title.empty() ? concat("Table: ", table.columns.front().title) : table.title;
  const std::string_view kind = table.is_list_of_records ? "records"
                                : is_events(table)       ? "figures sortable"
                                                         : "figures";
  const Html grid = site::table(kind, head, rows);
  const bool is_wide = table.columns.size() >= kWideTableColumns;
  return is_wide ? scroll_frame(label, grid) : scroll_frame(grid);
}

// What is folded stays in the page, for the reader's own search and for print.
Html fold_html(const Html& summary, const Html& content, bool is_open) {
  const Html inside = element("summary", summary) + content;
  return is_open ? element("details", {{"class", "fold"}, {"open", ""}}, inside)
                 : element("details", {{"class", "fold"}}, inside);
}

Html table_html(const Table& table, int level, bool is_folded, UsedTerms& terms) {
  const Html frame = frame_html(table, terms);
  const bool is_long = table.rows.size() > kOpenRows;
  if (!is_long && !is_folded) {
    return table.title.empty() ? frame : heading(level, text(table.title)) + frame;
  }
  const Html title =
      table.title.empty() ? text(concat("All ", counted(table.rows.size(), "row"))) : heading(level, text(table.title));
  return fold_html(title, frame, !is_long && !is_folded);
}

bool is_module_group(const Group& group) { return group.field != model::kNoField && formats::is_module(group.field); }

// How many tables of sites there are, and groups of the same kind as `group`.
std::size_t tables_of_sites(const std::vector<Item>& items) {
  return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [](const Item& item) {
    const Table* table = std::get_if<Table>(&item.content);
    return table != nullptr && table->field == model::piece::Location;
  }));
}

std::size_t groups_like(const std::vector<Item>& items, const Group& group) {
  return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [&](const Item& item) {
    const Group* other = std::get_if<Group>(&item.content);
    return other != nullptr && group.field != model::kNoField && other->field == group.field;
  }));
}

bool is_period(const Item& item) {
  const Table* table = std::get_if<Table>(&item.content);
  return table != nullptr && table->field == model::piece::FlowPeriod;
}

// The participant flow: its diagram, and the exact figures folded; of what has no diagram the tables alone.
Html periods_html(const std::vector<Item>& items, int level, UsedTerms& terms) {
  std::vector<const Table*> periods;
  Html tables;
  for (const Item& item : items) {
    if (is_period(item)) {
      periods.push_back(&std::get<Table>(item.content));
      tables += table_html(*periods.back(), level, false, terms);
    }
  }
  const Html diagram = flow_html(periods);
  return diagram.empty() ? tables : diagram + fold_html(text("The exact figures as tables"), tables, false);
}

Html items_html(const std::vector<Item>& items, int level, UsedTerms& terms);

Html group_html(const Group& group, int level, bool is_folded, UsedTerms& terms) {
  const Html title = group.title.empty() ? Html() : heading(level, terms.label(group.field, text(group.title)));
  const Html inside = items_html(group.items, level + 1, terms);
  if (is_folded && !title.empty()) {
    return element("div", {{"class", "group"}}, fold_html(title, inside, false));
  }
  if (is_module_group(group)) {
    return element("section", {{"class", "group"}, {"id", chapter_id(group)}}, title + inside);
  }
  return element("section", {{"class", "group"}}, title + inside);
}

Html items_html(const std::vector<Item>& items, int level, UsedTerms& terms) {
  Html out;
  Html facts;
  const auto end_facts = [&] {
    if (!facts.empty()) {
      out += element("dl", facts);
      facts = Html();
    }
  };
  const bool has_many_countries = tables_of_sites(items) > kOpenCountries;
  bool has_periods = false;
  for (const Item& item : items) {
    if (const Fact* fact = std::get_if<Fact>(&item.content)) {
      facts += fact_html(*fact, terms);
      continue;
    }
    end_facts();
    if (is_period(item)) {
      out += has_periods ? Html() : periods_html(items, level, terms);
      has_periods = true;
    } else if (const Table* table = std::get_if<Table>(&item.content)) {
      const bool is_folded = table->field == model::piece::Location && has_many_countries;
      out += table_html(*table, level, is_folded, terms);
    } else {
      const Group& group = std::get<Group>(item.content);
      out += group_html(group, level, groups_like(items, group) > kOpenGroups, terms);
    }
  }
  end_facts();
  return out;
}

}  // namespace

Html values_html(const Cell& values) { return cell_html(values, model::kNoField, nullptr); }

Html items_html(const std::vector<Item>& items, UsedTerms& terms) { return items_html(items, 3, terms); }

Html section_html(const formats::Section& section, const SectionExtras& extras, UsedTerms& terms) {
  return site::section(section.id, section.title, extras.before + items_html(section.items, 3, terms) + extras.after);
}

Html contents_html(const formats::Outline& outline) {
  Html list;
  for (const formats::Section& section : outline.sections) {
    Html entry = link(concat("#", section.id), section.title);
    Html chapters;
    for (const Item& item : section.items) {
      const Group* group = std::get_if<Group>(&item.content);
      if (group != nullptr && is_module_group(*group)) {
        chapters += element("li", link(concat("#", chapter_id(*group)), group->title));
      }
    }
    list += element("li", chapters.empty() ? entry : entry + element("ol", chapters));
  }
  return element("ol", list);
}

}  // namespace trialkeep::site
