#include "formats/outline_grid.h"

#include <algorithm>

#include "base/strings.h"
#include "formats/outline_generic.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {

GroupColumns::GroupColumns(const std::vector<Part*>& groups, model::FieldId id, model::FieldId title) {
  for (Part* group : groups) {
    const std::string group_id = joined_text(peek(group->find(id)));
    const std::string group_title = joined_text(peek(group->find(title)));
    const std::size_t column = column_of(group_id);
    if (!group_title.empty()) {
      columns_[column] = {.title = group_title, .note = group_id, .is_numeric = true};
    }
  }
}

std::size_t GroupColumns::column_of(const std::string& group_id) {
  const auto found = std::find(ids_.begin(), ids_.end(), group_id);
  if (found != ids_.end()) {
    return static_cast<std::size_t>(found - ids_.begin());
  }
  ids_.push_back(group_id);
  columns_.push_back({.title = group_id.empty() ? std::string("Group ") + std::string(kNotProvided) : group_id,
                      .note = {},
                      .is_numeric = true});
  return columns_.size() - 1;
}

Value GroupColumns::value_of(const std::string& group_id) {
  const Column& column = columns_[column_of(group_id)];
  return {.kind = ValueKind::kText, .text = column.title, .link = {}, .note = column.note};
}

Grid::Grid(std::string title, Column first_column, GroupColumns& groups) : groups_(groups) {
  table_.title = std::move(title);
  table_.is_list_of_records = false;
  table_.columns.push_back(std::move(first_column));
}

void Grid::add_heading(Cell heading) { table_.rows.push_back({.is_heading = true, .cells = {std::move(heading)}}); }

void Grid::add_row(Cell header, FlowStep step) {
  table_.rows.push_back({.is_heading = false, .cells = {std::move(header)}, .step = step});
}

void Grid::put(Part& figure, model::FieldId group_id, Cell cell) {
  const std::size_t column = 1 + groups_.column_of(joined_text(formats::take(&figure, group_id)));
  std::vector<Cell>& cells = table_.rows.back().cells;
  cells.resize(std::max(cells.size(), column + 1));
  cells[column].insert(cells[column].end(), std::make_move_iterator(cell.begin()), std::make_move_iterator(cell.end()));
}

Table Grid::take() {
  for (std::size_t column = 0; column < groups_.size(); ++column) {
    table_.columns.push_back(groups_.at(column));
  }
  for (Row& row : table_.rows) {
    if (!row.is_heading) {
      row.cells.resize(table_.columns.size());
    }
  }
  return std::move(table_);
}

void add_denominators(Grid& grid, Part& owner, const DenominatorPieces& pieces) {
  for (Part* denominator : objects(&owner, pieces.list)) {
    const std::vector<Part*> counts = objects(denominator, pieces.counts);
    Value header{.kind = ValueKind::kText, .text = "Number Analyzed", .link = {}, .note = {}};
    header.note = joined_text(take(denominator, pieces.units));
    grid.add_row({std::move(header)});
    for (Part* count : counts) {
      Cell value = take(count, pieces.value);
      grid.put(*count, pieces.group_id, std::move(value));
    }
  }
}

Table make_group_table(Part& owner, const GroupPieces& pieces) {
  Table table{.title = label_of(pieces.list), .is_list_of_records = true, .columns = {}, .rows = {}};
  table.columns = {{.title = "Group", .note = {}, .is_numeric = false},
                   {.title = "Description", .note = {}, .is_numeric = false}};
  for (Part* group : objects(&owner, pieces.list)) {
    Cell title = take(group, pieces.title);
    const std::string id = joined_text(take(group, pieces.id));
    if (title.empty()) {
      title.push_back(id.empty() ? missing_value()
                                 : Value{.kind = ValueKind::kText, .text = id, .link = {}, .note = {}});
    } else {
      title.front().note = id;
    }
    table.rows.push_back({.is_heading = false, .cells = {std::move(title), take(group, pieces.description)}});
  }
  table.field = pieces.list;
  drop_empty_columns(table);
  return table;
}

std::string first_text(const Cell& values) { return values.empty() ? std::string() : values.front().text; }

}  // namespace trialkeep::formats
