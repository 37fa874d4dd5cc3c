#include "base/strings.h"
#include "formats/outline_generic.h"
#include "formats/outline_grid.h"
#include "formats/outline_results.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;

// How the registry names the two ends of every period; all other milestones are what happens on the way.
constexpr std::string_view kEndReached = "COMPLETED";
constexpr std::string_view kEndMissed = "NOT COMPLETED";

FlowStep step_of(std::string_view milestone) {
  return milestone == kEndReached  ? FlowStep::kCompleted
         : milestone == kEndMissed ? FlowStep::kNotCompleted
                                   : FlowStep::kReached;
}

// "Not completed" of the constants that the registry writes in capitals; what people wrote stays.
std::string without_capitals(std::string text) {
  for (char c : text) {
    if (c != ' ' && (c < 'A' || c > 'Z')) {
      return text;
    }
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    text[i] = text[i] == ' ' ? ' ' : static_cast<char>(text[i] | 0x20);
  }
  return text;
}

// "159", or "159 (12 units)" where units other than participants are counted too.
Cell participants(Part& figure, model::FieldId subjects, model::FieldId units, model::FieldId comment) {
  Cell cell = take(&figure, subjects);
  Cell unit_count = units == model::kNoField ? Cell{} : take(&figure, units);
  if (!unit_count.empty() && !cell.empty()) {
    cell.front().note = concat(joined_text(unit_count), " units");
  } else {
    for (Value& count : unit_count) {
      count.note = "units";
    }
    append_values(cell, std::move(unit_count));
  }
  append_values(cell, take(&figure, comment));
  return cell;
}

void add_milestones(Grid& grid, Part& period) {
  for (Part* milestone : objects(&period, piece::FlowMilestone)) {
    Cell header = take(milestone, piece::FlowMilestoneType);
    const FlowStep step = step_of(joined_text(header));
    for (Value& value : header) {
      value.text = without_capitals(std::move(value.text));
    }
    append_values(header, take(milestone, piece::FlowMilestoneComment));
    grid.add_row(std::move(header), step);
    for (Part* figure : objects(milestone, piece::FlowAchievement)) {
      Cell cell = participants(*figure, piece::FlowAchievementNumSubjects, piece::FlowAchievementNumUnits,
                               piece::FlowAchievementComment);
      grid.put(*figure, piece::FlowAchievementGroupId, std::move(cell));
    }
  }
}

void add_reasons(Grid& grid, Part& period) {
  const std::vector<Part*> withdrawals = objects(&period, piece::FlowDropWithdraw);
  if (!withdrawals.empty()) {
    grid.add_heading({{.kind = ValueKind::kText, .text = label_of(piece::FlowReason), .link = {}, .note = {}}});
  }
  for (Part* withdrawal : withdrawals) {
    Cell header = take(withdrawal, piece::FlowDropWithdrawType);
    append_values(header, take(withdrawal, piece::FlowDropWithdrawComment));
    grid.add_row(std::move(header), FlowStep::kReason);
    for (Part* figure : objects(withdrawal, piece::FlowReason)) {
      Cell cell = participants(*figure, piece::FlowReasonNumSubjects, model::kNoField, piece::FlowReasonComment);
      grid.put(*figure, piece::FlowReasonGroupId, std::move(cell));
    }
  }
}

}  // namespace

void show_participant_flow(Part& module, std::vector<Item>& items) {
  GroupColumns groups(objects(&module, piece::FlowGroup), piece::FlowGroupId, piece::FlowGroupTitle);
  Table descriptions = make_group_table(
      module, {piece::FlowGroup, piece::FlowGroupId, piece::FlowGroupTitle, piece::FlowGroupDescription});
  std::vector<Item> periods;
  for (Part* period : objects(&module, piece::FlowPeriod)) {
    Grid grid(joined_text(take(period, piece::FlowPeriodTitle)),
              {.title = label_of(piece::FlowMilestone), .note = {}, .is_numeric = false}, groups);
    add_milestones(grid, *period);
    add_reasons(grid, *period);
    Table table = grid.take();
    table.field = piece::FlowPeriod;
    periods.push_back({std::move(table)});
  }
  for (const model::FieldId id :
       {piece::FlowRecruitmentDetails, piece::FlowPreAssignmentDetails, piece::FlowTypeUnitsAnalyzed}) {
    if (Part* part = module.find(id)) {
      show(*part, items);
    }
  }
  if (!descriptions.rows.empty()) {
    items.push_back({std::move(descriptions)});
  }
  items.insert(items.end(), std::make_move_iterator(periods.begin()), std::make_move_iterator(periods.end()));
}

}  // namespace trialkeep::formats
