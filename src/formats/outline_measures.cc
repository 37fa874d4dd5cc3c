// Baseline and outcome measures have one shape under two sets of names.

#include <utility>

#include "base/strings.h"
#include "formats/outline_generic.h"
#include "formats/outline_grid.h"
#include "formats/outline_results.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
using model::FieldId;

struct MeasurePieces {
  FieldId title, parameter, dispersion, unit;
  DenominatorPieces denominators, class_denominators;
  FieldId classes, class_title, categories, category_title;
  FieldId measurements, group_id, value, spread, lower_limit, upper_limit, comment;
};

constexpr MeasurePieces kBaselinePieces = {
    .title = piece::BaselineMeasureTitle,
    .parameter = piece::BaselineMeasureParamType,
    .dispersion = piece::BaselineMeasureDispersionType,
    .unit = piece::BaselineMeasureUnitOfMeasure,
    .denominators = {piece::BaselineMeasureDenom, piece::BaselineMeasureDenomUnits, piece::BaselineMeasureDenomCount,
                     piece::BaselineMeasureDenomCountGroupId, piece::BaselineMeasureDenomCountValue},
    .class_denominators = {piece::BaselineClassDenom, piece::BaselineClassDenomUnits, piece::BaselineClassDenomCount,
                           piece::BaselineClassDenomCountGroupId, piece::BaselineClassDenomCountValue},
    .classes = piece::BaselineClass,
    .class_title = piece::BaselineClassTitle,
    .categories = piece::BaselineCategory,
    .category_title = piece::BaselineCategoryTitle,
    .measurements = piece::BaselineMeasurement,
    .group_id = piece::BaselineMeasurementGroupId,
    .value = piece::BaselineMeasurementValue,
    .spread = piece::BaselineMeasurementSpread,
    .lower_limit = piece::BaselineMeasurementLowerLimit,
    .upper_limit = piece::BaselineMeasurementUpperLimit,
    .comment = piece::BaselineMeasurementComment,
};

constexpr MeasurePieces kOutcomePieces = {
    .title = piece::OutcomeMeasureTitle,
    .parameter = piece::OutcomeMeasureParamType,
    .dispersion = piece::OutcomeMeasureDispersionType,
    .unit = piece::OutcomeMeasureUnitOfMeasure,
    .denominators = {piece::OutcomeDenom, piece::OutcomeDenomUnits, piece::OutcomeDenomCount,
                     piece::OutcomeDenomCountGroupId, piece::OutcomeDenomCountValue},
    .class_denominators = {piece::OutcomeClassDenom, piece::OutcomeClassDenomUnits, piece::OutcomeClassDenomCount,
                           piece::OutcomeClassDenomCountGroupId, piece::OutcomeClassDenomCountValue},
    .classes = piece::OutcomeClass,
    .class_title = piece::OutcomeClassTitle,
    .categories = piece::OutcomeCategory,
    .category_title = piece::OutcomeCategoryTitle,
    .measurements = piece::OutcomeMeasurement,
    .group_id = piece::OutcomeMeasurementGroupId,
    .value = piece::OutcomeMeasurementValue,
    .spread = piece::OutcomeMeasurementSpread,
    .lower_limit = piece::OutcomeMeasurementLowerLimit,
    .upper_limit = piece::OutcomeMeasurementUpperLimit,
    .comment = piece::OutcomeMeasurementComment,
};

constexpr DenominatorPieces kBaselineDenominators = {piece::BaselineDenom, piece::BaselineDenomUnits,
                                                     piece::BaselineDenomCount, piece::BaselineDenomCountGroupId,
                                                     piece::BaselineDenomCountValue};

std::string limits_text(const Cell& lower, const Cell& upper) {
  if (lower.empty() && upper.empty()) {
    return {};
  }
  const std::string unknown(kNotProvided);
  return concat(lower.empty() ? unknown : joined_text(lower), " to ", upper.empty() ? unknown : joined_text(upper));
}

// "36.0 (14.7)" with a spread, "12 (8 to 15)" with limits; a comment follows.
Cell measurement(Part& figure, const MeasurePieces& pieces) {
  Cell cell = take(&figure, pieces.value);
  std::string note = joined_text(take(&figure, pieces.spread));
  const Cell lower = take(&figure, pieces.lower_limit);
  const std::string limits = limits_text(lower, take(&figure, pieces.upper_limit));
  append_to(note, note.empty() || limits.empty() ? "" : "; ", limits);
  if (cell.empty() && !note.empty()) {
    cell.push_back(missing_value());
  }
  if (!cell.empty()) {
    cell.front().kind = ValueKind::kNumber;
    cell.front().note = std::move(note);
  }
  Cell comment = take(&figure, pieces.comment);
  cell.insert(cell.end(), std::make_move_iterator(comment.begin()), std::make_move_iterator(comment.end()));
  return cell;
}

void add_category(Grid& grid, Part& category, Cell header, const MeasurePieces& pieces) {
  grid.add_row(std::move(header));
  for (Part* figure : objects(&category, pieces.measurements)) {
    Cell cell = measurement(*figure, pieces);
    grid.put(*figure, pieces.group_id, std::move(cell));
  }
}

void add_class(Grid& grid, Part& measure_class, const MeasurePieces& pieces) {
  const std::vector<Part*> categories = objects(&measure_class, pieces.categories);
  Cell title = take(&measure_class, pieces.class_title);
  const bool has_denominators = !objects(&measure_class, pieces.class_denominators.list).empty();
  const bool is_one_row = categories.size() == 1 && peek(categories[0]->find(pieces.category_title)).empty();
  if (!title.empty() && (!is_one_row || has_denominators)) {
    grid.add_heading(title);
  }
  add_denominators(grid, measure_class, pieces.class_denominators);
  for (Part* category : categories) {
    Cell header = take(category, pieces.category_title);
    add_category(grid, *category, is_one_row ? title : std::move(header), pieces);
  }
}

// The column of row titles says what the figures are: "Mean (Standard Deviation)", with the unit.
Column parameter_column(Part& measure, const MeasurePieces& pieces) {
  std::string title = joined_text(take(&measure, pieces.parameter));
  const std::string dispersion = joined_text(take(&measure, pieces.dispersion));
  if (!dispersion.empty()) {
    append_to(title, title.empty() ? "" : " ", "(", dispersion, ")");
  }
  return {.title = std::move(title), .note = joined_text(take(&measure, pieces.unit)), .is_numeric = false};
}

// Whether any row of figures has a name of its own.
bool names_rows(Part& measure, const MeasurePieces& pieces) {
  for (Part* measure_class : objects(&measure, pieces.classes)) {
    if (!peek(measure_class->find(pieces.class_title)).empty()) {
      return true;
    }
    for (Part* category : objects(measure_class, pieces.categories)) {
      if (!peek(category->find(pieces.category_title)).empty()) {
        return true;
      }
    }
  }
  return false;
}

// Figures without names are named after what they are: "Mean (Standard Deviation)" then names the row.
void name_rows(Table& table) {
  Column& first = table.columns.front();
  bool has_moved = false;
  for (Row& row : table.rows) {
    if (!row.is_heading && row.cells.front().empty() && !first.title.empty()) {
      row.cells.front().push_back({.kind = ValueKind::kText, .text = first.title, .link = {}, .note = {}});
      has_moved = true;
    }
  }
  if (has_moved) {
    first.title = std::exchange(first.note, {});
  }
}

Table make_measure_table(Part& measure, GroupColumns& groups, const MeasurePieces& pieces) {
  const bool has_names = names_rows(measure, pieces);
  Grid grid({}, parameter_column(measure, pieces), groups);
  add_denominators(grid, measure, pieces.denominators);
  for (Part* measure_class : objects(&measure, pieces.classes)) {
    add_class(grid, *measure_class, pieces);
  }
  Table table = grid.take();
  if (!has_names && !table.rows.empty()) {
    name_rows(table);
  }
  return table;
}

void show_all(Part& object, std::initializer_list<FieldId> members, std::vector<Item>& items) {
  for (FieldId id : members) {
    if (Part* part = object.find(id)) {
      show(*part, items);
    }
  }
}

// One value with remark: `value (remark)`. Without the value, the remark is left for the generic view.
void show_with_remark(Part& object, FieldId value, FieldId remark, std::string label, std::vector<Item>& items) {
  Cell cell = take(&object, value);
  if (!cell.empty()) {
    cell.front().note = joined_text(take(&object, remark));
    items.push_back({make_fact(std::move(label), std::move(cell))});
  }
}

void show_confidence_interval(Part& analysis, std::vector<Item>& items) {
  const Cell lower = take(&analysis, piece::OutcomeAnalysisCILowerLimit);
  const std::string limits = limits_text(lower, take(&analysis, piece::OutcomeAnalysisCIUpperLimit));
  if (limits.empty()) {
    return;
  }
  Cell percent = take(&analysis, piece::OutcomeAnalysisCIPctValue);
  const std::string sides = joined_text(take(&analysis, piece::OutcomeAnalysisCINumSides));
  std::string note = percent.empty() ? std::string() : concat(joined_text(percent), "%");
  append_to(note, note.empty() || sides.empty() ? "" : ", ", sides);
  items.push_back({Fact{"Confidence Interval",
                        {{.kind = ValueKind::kNumber, .text = limits, .link = {}, .note = std::move(note)}}}});
}

Group make_analysis(Part& analysis, GroupColumns& groups, std::string title) {
  Group group{std::move(title), {}, piece::OutcomeAnalysis};
  Cell compared;
  for (const Value& id : take(&analysis, piece::OutcomeAnalysisGroupId)) {
    compared.push_back(groups.value_of(id.text));
  }
  if (!compared.empty()) {
    group.items.push_back({make_fact(piece::OutcomeAnalysisGroupId, std::move(compared))});
  }
  show_all(analysis,
           {piece::OutcomeAnalysisGroupDescription, piece::OutcomeAnalysisStatisticalMethod,
            piece::OutcomeAnalysisPValue, piece::OutcomeAnalysisPValueComment},
           group.items);
  show_with_remark(analysis, piece::OutcomeAnalysisParamValue, piece::OutcomeAnalysisParamType, "Estimate",
                   group.items);
  show_confidence_interval(analysis, group.items);
  show_with_remark(analysis, piece::OutcomeAnalysisDispersionValue, piece::OutcomeAnalysisDispersionType,
                   label_of(piece::OutcomeAnalysisDispersionValue), group.items);
  show_members(analysis, group.items);
  return group;
}

Group make_outcome(Part& measure) {
  GroupColumns groups(objects(&measure, piece::OutcomeGroup), piece::OutcomeGroupId, piece::OutcomeGroupTitle);
  Group group{joined_text(take(&measure, piece::OutcomeMeasureTitle)), {}, piece::OutcomeMeasure};
  if (group.title.empty()) {
    group.title = label_of(piece::OutcomeMeasure);
  }
  show_all(measure,
           {piece::OutcomeMeasureType, piece::OutcomeMeasureTimeFrame, piece::OutcomeMeasureDescription,
            piece::OutcomeMeasurePopulationDescription, piece::OutcomeMeasureReportingStatus,
            piece::OutcomeMeasureAnticipatedPostingDate, piece::OutcomeMeasureTypeUnitsAnalyzed,
            piece::OutcomeMeasureDenomUnitsSelected, piece::OutcomeMeasureCalculatePct},
           group.items);
  Table descriptions = make_group_table(
      measure, {piece::OutcomeGroup, piece::OutcomeGroupId, piece::OutcomeGroupTitle, piece::OutcomeGroupDescription});
  if (!descriptions.rows.empty()) {
    group.items.push_back({std::move(descriptions)});
  }
  Table table = make_measure_table(measure, groups, kOutcomePieces);
  if (!table.rows.empty()) {
    group.items.push_back({std::move(table)});
  } else if (!table.columns[0].title.empty() || !table.columns[0].note.empty()) {
    Value what{.kind = ValueKind::kText, .text = table.columns[0].title, .link = {}, .note = table.columns[0].note};
    group.items.push_back({make_fact(piece::OutcomeMeasureParamType, {std::move(what)})});
  }
  std::size_t number = 0;
  for (Part* analysis : objects(&measure, piece::OutcomeAnalysis)) {
    group.items.push_back({make_analysis(*analysis, groups, concat(label_of(piece::OutcomeAnalysis), " ", ++number))});
  }
  show_members(measure, group.items);
  return group;
}

Group make_baseline_measure(Part& measure, GroupColumns& groups) {
  Group group{joined_text(take(&measure, piece::BaselineMeasureTitle)), {}, piece::BaselineMeasure};
  if (group.title.empty()) {
    group.title = label_of(piece::BaselineMeasure);
  }
  show_all(measure,
           {piece::BaselineMeasureDescription, piece::BaselineMeasurePopulationDescription,
            piece::BaselineMeasureDenomUnitsSelected, piece::BaselineMeasureCalculatePct},
           group.items);
  group.items.push_back({make_measure_table(measure, groups, kBaselinePieces)});
  show_members(measure, group.items);
  return group;
}

}  // namespace

void show_baseline(Part& module, std::vector<Item>& items) {
  GroupColumns groups(objects(&module, piece::BaselineGroup), piece::BaselineGroupId, piece::BaselineGroupTitle);
  show_all(module, {piece::BaselinePopulationDescription, piece::BaselineTypeUnitsAnalyzed}, items);
  Table descriptions = make_group_table(module, {piece::BaselineGroup, piece::BaselineGroupId,
                                                 piece::BaselineGroupTitle, piece::BaselineGroupDescription});
  if (!descriptions.rows.empty()) {
    items.push_back({std::move(descriptions)});
  }
  Grid overall("Overall Number of Baseline Participants", {}, groups);
  add_denominators(overall, module, kBaselineDenominators);
  if (overall.has_rows()) {
    items.push_back({overall.take()});
  }
  for (Part* measure : objects(&module, piece::BaselineMeasure)) {
    items.push_back({make_baseline_measure(*measure, groups)});
  }
}

void show_outcome_measures(Part& module, std::vector<Item>& items) {
  for (Part* measure : objects(&module, piece::OutcomeMeasure)) {
    items.push_back({make_outcome(*measure)});
  }
}

}  // namespace trialkeep::formats
