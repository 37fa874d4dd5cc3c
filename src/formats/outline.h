#pragma once
// One neutral description of a whole record for a reader. The terminal view (text_view.h) and the page
// (site/study_page.h) are both made from it, so that they cannot disagree. It is complete: every scalar
// of the record is in it, also of keys that the catalogue does not know and of values of the wrong type.
//
// Source of the order and of the well-known labels: the registry's own record page (spec/VIEWER.md part 2)
// and the page this project was started from (part 1).

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "model/study.h"

namespace trialkeep::formats {

enum class ValueKind {
  kText,
  kMarkup,   // the registry's markup, as it stands in the record (text/markup.h)
  kDate,     // as the registry writes it
  kYesNo,    // "yes" or "no"
  kLabel,    // a value of a list of choices, by its name for people
  kNumber,   // digits, perhaps with a spread or limits
  kMissing,  // the record lacks the fact; the text says so
};

struct Value {
  ValueKind kind = ValueKind::kText;
  std::string text;
  std::string link;  // http:, https:, mailto: or a path of this site ("/study/..."); empty: no link
  std::string note;  // said in brackets behind the text: "Actual", "OG000"
};

// A label and its values, at least one.
struct Fact {
  std::string label;
  std::vector<Value> values;
  model::FieldId field = model::kNoField;  // that the values are of; kNoField: of several, or of none
};

struct Column {
  std::string title;
  std::string note;         // in brackets behind the title
  bool is_numeric = false;  // set right, digits below digits
  model::FieldId field = model::kNoField;
};

using Cell = std::vector<Value>;  // empty: nothing to say

// What a row of a period of the participant flow tells.
enum class FlowStep {
  kNone,          // a row of something else
  kReached,       // a milestone on the way; the first is where the period starts
  kCompleted,     // the end of the period was reached
  kNotCompleted,  // it was not
  kReason,        // why not
};

struct Row {
  bool is_heading = false;  // its only cell is a heading over the rows below
  std::vector<Cell> cells;  // one a column
  FlowStep step = FlowStep::kNone;
};

// The first column names its row.
struct Table {
  std::string title;               // may be empty
  bool is_list_of_records = true;  // rows are things of their own; false: a grid of figures to compare
  std::vector<Column> columns;
  std::vector<Row> rows;
  model::FieldId field = model::kNoField;  // the list that the rows are of
};

struct Item;

// A titled list of items.
struct Group {
  std::string title;
  std::vector<Item> items;
  model::FieldId field = model::kNoField;  // the structure that it shows, or one of its entries
};

struct Item {
  std::variant<Fact, Table, Group> content;
};

struct Section {
  std::string title;
  std::string id;  // unique in its outline: lower-case letters and '-'
  std::vector<Item> items;
  std::vector<model::FieldId> modules = {};  // that it shows, the main one first
};

struct Outline {
  std::string title;  // the study's brief title, or its number
  std::vector<Section> sections;
};

// What the data folder knows of the study beside its record.
struct StudyTimes {
  Instant first_seen;
  Instant last_changed;
  unsigned version = 0;  // 0, 1, ...
  unsigned version_count = 1;
};

// What stands in place of a fact that the record lacks.
inline constexpr std::string_view kNotProvided = "not provided";

Outline make_outline(const model::Study& study, const StudyTimes& times);

}  // namespace trialkeep::formats
