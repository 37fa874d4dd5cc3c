#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "base/strings.h"
#include "formats/outline_generic.h"
#include "formats/outline_grid.h"
#include "formats/outline_results.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
using model::FieldId;

struct EventPieces {
  FieldId list, term, organ_system, vocabulary, assessment, notes;
  FieldId stats, group_id, events, affected, at_risk;
};

constexpr EventPieces kSeriousPieces = {piece::SeriousEvent,
                                        piece::SeriousEventTerm,
                                        piece::SeriousEventOrganSystem,
                                        piece::SeriousEventSourceVocabulary,
                                        piece::SeriousEventAssessmentType,
                                        piece::SeriousEventNotes,
                                        piece::SeriousEventStats,
                                        piece::SeriousEventStatsGroupId,
                                        piece::SeriousEventStatsNumEvents,
                                        piece::SeriousEventStatsNumAffected,
                                        piece::SeriousEventStatsNumAtRisk};

constexpr EventPieces kOtherPieces = {piece::OtherEvent,
                                      piece::OtherEventTerm,
                                      piece::OtherEventOrganSystem,
                                      piece::OtherEventSourceVocabulary,
                                      piece::OtherEventAssessmentType,
                                      piece::OtherEventNotes,
                                      piece::OtherEventStats,
                                      piece::OtherEventStatsGroupId,
                                      piece::OtherEventStatsNumEvents,
                                      piece::OtherEventStatsNumAffected,
                                      piece::OtherEventStatsNumAtRisk};

constexpr std::string_view kAffectedAtRisk = "affected / at risk";

std::optional<std::int64_t> integer(const Part* part) {
  std::int64_t number = 0;
  const bool is_one =
      part != nullptr && part->shape == Part::Shape::kScalar && part->value.get(number) == simdjson::SUCCESS;
  return is_one ? std::optional(number) : std::nullopt;
}

// "3 / 157 (1.91%)". The share is of this group alone.
Cell affected_at_risk(Part& part, FieldId affected, FieldId at_risk) {
  const auto count = integer(part.find(affected));
  const auto total = integer(part.find(at_risk));
  const Cell affected_values = take(&part, affected);
  const Cell at_risk_values = take(&part, at_risk);
  if (affected_values.empty() && at_risk_values.empty()) {
    return {};
  }
  Value value{.kind = ValueKind::kNumber, .text = {}, .link = {}, .note = {}};
  value.text = concat(affected_values.empty() ? std::string("?") : joined_text(affected_values), " / ",
                      at_risk_values.empty() ? std::string("?") : joined_text(at_risk_values));
  if (count && total && *total > 0 && *count >= 0 && *count <= *total) {
    value.note = fmt::format("{:.2f}%", 100.0 * static_cast<double>(*count) / static_cast<double>(*total));
  }
  return {std::move(value)};
}

Table make_event_groups(Part& module) {
  Table table = make_group_table(
      module, {piece::EventGroup, piece::EventGroupId, piece::EventGroupTitle, piece::EventGroupDescription});
  struct Counted {
    std::string_view title;
    FieldId affected, at_risk;
  };
  const Counted counted[] = {
      {"All-Cause Mortality", piece::EventGroupDeathsNumAffected, piece::EventGroupDeathsNumAtRisk},
      {"Serious Events", piece::EventGroupSeriousNumAffected, piece::EventGroupSeriousNumAtRisk},
      {"Other Events", piece::EventGroupOtherNumAffected, piece::EventGroupOtherNumAtRisk}};
  const std::vector<Part*> groups = objects(&module, piece::EventGroup);
  for (const Counted& one : counted) {
    table.columns.push_back(
        {.title = std::string(one.title), .note = std::string(kAffectedAtRisk), .is_numeric = true});
    for (std::size_t i = 0; i < groups.size(); ++i) {
      table.rows[i].cells.push_back(affected_at_risk(*groups[i], one.affected, one.at_risk));
    }
  }
  drop_empty_columns(table);
  return table;
}

// The value that all events share; empty when they differ.
std::string shared_text(const std::vector<Part*>& events, FieldId member) {
  const std::string first = joined_text(peek(events.front()->find(member)));
  const bool is_shared = std::all_of(events.begin(), events.end(),
                                     [&](Part* event) { return joined_text(peek(event->find(member))) == first; });
  return is_shared ? first : std::string();
}

void add_event(Grid& grid, Part& event, const EventPieces& pieces, bool names_vocabulary, bool names_assessment) {
  Cell header = take(&event, pieces.term);
  if (header.empty()) {
    header.push_back(missing_value());
  }
  std::string note = joined_text(take(&event, pieces.vocabulary));
  const std::string assessment = joined_text(take(&event, pieces.assessment));
  note = names_vocabulary ? note : std::string();
  if (names_assessment && !assessment.empty()) {
    append_to(note, note.empty() ? "" : ", ", assessment);
  }
  header.front().note = std::move(note);
  Cell notes = take(&event, pieces.notes);
  header.insert(header.end(), std::make_move_iterator(notes.begin()), std::make_move_iterator(notes.end()));
  grid.add_row(std::move(header));
  for (Part* figure : objects(&event, pieces.stats)) {
    Cell cell = affected_at_risk(*figure, pieces.affected, pieces.at_risk);
    const std::string events = joined_text(take(figure, pieces.events));
    if (!events.empty()) {
      cell.push_back({.kind = ValueKind::kText,
                      .text = concat(events, events == "1" ? " event" : " events"),
                      .link = {},
                      .note = {}});
    }
    grid.put(*figure, pieces.group_id, std::move(cell));
  }
}

void show_events(Part& module, GroupColumns& groups, const EventPieces& pieces, std::vector<Item>& items) {
  std::vector<Part*> events = objects(&module, pieces.list);
  if (events.empty()) {
    return;
  }
  Group group{label_of(pieces.list), {}, pieces.list};
  const std::string vocabulary = shared_text(events, pieces.vocabulary);
  const std::string assessment = shared_text(events, pieces.assessment);
  for (const auto& [text, id] : {std::pair(vocabulary, pieces.vocabulary), std::pair(assessment, pieces.assessment)}) {
    if (!text.empty()) {
      group.items.push_back(
          {make_fact(id, {{.kind = ValueKind::kText, .text = text, .link = {}, .note = "all events"}})});
    }
  }
  Grid grid({}, {.title = "Event", .note = std::string(kAffectedAtRisk), .is_numeric = false}, groups);
  std::string system_before;
  for (Part* event : events) {
    Cell system = take(event, pieces.organ_system);
    if (joined_text(system) != system_before) {
      system_before = joined_text(system);
      grid.add_heading(system.empty() ? Cell{missing_value()} : std::move(system));
    }
    add_event(grid, *event, pieces, vocabulary.empty(), assessment.empty());
  }
  Table table = grid.take();
  table.field = pieces.list;
  group.items.push_back({std::move(table)});
  items.push_back({std::move(group)});
}

}  // namespace

void show_adverse_events(Part& module, std::vector<Item>& items) {
  GroupColumns groups(objects(&module, piece::EventGroup), piece::EventGroupId, piece::EventGroupTitle);
  for (FieldId id : {piece::EventsTimeFrame, piece::EventsDescription, piece::EventsFrequencyThreshold,
                     piece::EventsAllCauseMortalityComment}) {
    if (Part* part = module.find(id)) {
      show(*part, items);
    }
  }
  if (groups.size() > 0) {
    items.push_back({make_event_groups(module)});
  }
  show_events(module, groups, kSeriousPieces, items);
  show_events(module, groups, kOtherPieces, items);
}

}  // namespace trialkeep::formats
