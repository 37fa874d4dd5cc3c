#pragma once
// Grids of results: a row for each thing counted or measured, a column for each group of participants.
// Figures are never pooled over groups.

#include <string>
#include <vector>

#include "formats/outline.h"
#include "formats/outline_part.h"

namespace trialkeep::formats {

// Groups by their ids, as the figures of a table refer to them.
class GroupColumns {
 public:
  // Peeks at the groups: their own table is make_group_table().
  GroupColumns(const std::vector<Part*>& groups, model::FieldId id, model::FieldId title);

  // The column of a group, from 0; a group that nobody described gets a column of its own.
  std::size_t column_of(const std::string& group_id);
  std::size_t size() const { return columns_.size(); }
  const Column& at(std::size_t column) const { return columns_[column]; }
  // The group as a value: its title with its id as remark.
  Value value_of(const std::string& group_id);

 private:
  std::vector<std::string> ids_;
  std::vector<Column> columns_;
};

class Grid {
 public:
  Grid(std::string title, Column first_column, GroupColumns& groups);

  void add_heading(Cell heading);
  // Begins a row; put() fills its cells.
  void add_row(Cell header, FlowStep step = FlowStep::kNone);
  // Puts a figure into the column of its group, behind what is there.
  void put(Part& figure, model::FieldId group_id, Cell cell);
  bool has_rows() const { return !table_.rows.empty(); }
  // The finished table; the grid is empty afterwards.
  Table take();

 private:
  GroupColumns& groups_;
  Table table_;
};

// "Number Analyzed (Participants)": a row of counts for each unit.
struct DenominatorPieces {
  model::FieldId list, units, counts, group_id, value;
};
void add_denominators(Grid& grid, Part& owner, const DenominatorPieces& pieces);

// The groups themselves, each with its id as remark: title and description.
struct GroupPieces {
  model::FieldId list, id, title, description;
};
Table make_group_table(Part& owner, const GroupPieces& pieces);

// The first value's text; empty when there is none.
std::string first_text(const Cell& values);

}  // namespace trialkeep::formats
