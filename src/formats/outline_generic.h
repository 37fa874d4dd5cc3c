#pragma once
// Any part of a record as items, by walking the catalogue: leaves become facts, lists of flat structures
// tables, everything else groups. Only what no one has shown yet is taken.

#include <span>
#include <string>
#include <vector>

#include "formats/outline.h"
#include "formats/outline_part.h"

namespace trialkeep::formats {

// Appends all that is known and unshown at or below `part`.
void show(Part& part, std::vector<Item>& items);

// The same for the members of an object, without a title of its own.
void show_members(Part& part, std::vector<Item>& items);

// A table with one row for each object and one column for each of `columns` that any object has.
Table make_record_table(std::string title, std::span<Part* const> records, std::span<const model::FieldId> columns);

// Takes out the columns in which no row says anything; one always stays.
void drop_empty_columns(Table& table);

// Appends unknown members of the whole record as facts, each with its dotted path as label.
void show_unknown(Part& root, std::vector<Item>& items);

}  // namespace trialkeep::formats
