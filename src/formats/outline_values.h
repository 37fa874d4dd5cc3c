#pragma once
// From the scalars of a record to what a reader sees: the value in words, its link, its label.

#include <string>
#include <string_view>

#include "formats/outline.h"
#include "formats/outline_part.h"

namespace trialkeep::formats {

// The label of a field: the catalogue's, or a plainer one that readers know from the registry's pages.
std::string label_of(model::FieldId id);

// The label of a field of a record that stands under no heading, so that it has to tell the field from all others: that
// of label_of() where it is clear by itself, else the catalogue's title; where several fields would have one label,
// with the piece behind it.
std::string label_alone(model::FieldId id);

// A scalar (or geo point) as a value. `id` may be kNoField: then its JSON type alone decides.
Value make_value(model::FieldId id, model::Json scalar);

// The scalars of a part: the one, or those of a list of any depth; nulls and empty texts are left out.
// Members of objects are not looked at. take() marks them as shown.
Cell peek(const Part* part);
Cell take(Part* part);
Cell take(Part* object, model::FieldId member);

void append_values(Cell& cell, Cell more);

// The values' texts joined by ", "; empty for none. For titles.
std::string joined_text(const Cell& values);

// No values: the fact reads "not provided".
Fact make_fact(std::string label, Cell values);
Fact make_fact(model::FieldId id, Cell values);  // under the field's own label
Value missing_value();

}  // namespace trialkeep::formats
