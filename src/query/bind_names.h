#pragma once
// Names of search areas and fields as the binder resolves them.

#include <string>
#include <string_view>
#include <vector>

#include "query/bound.h"

namespace trialkeep::query {

// What the name in AREA[...] stands for.
struct NamedArea {
  bool is_known = false;
  std::vector<WeightedField> fields;       // in an area: its pieces; else the piece, or the leaves of a structure
  model::FieldId piece = model::kNoField;  // the piece itself; none for a search area
};

NamedArea find_named_area(std::string_view name);

// The piece that a name, alternative name or path stands for; kNoField if there is none.
model::FieldId find_named_piece(std::string_view name);

// "Perhaps AREA[BriefTitle] is meant.", or where to find the names.
std::string suggest_name(std::string_view name, std::string_view keyword);

// The list of entries that holds a field, or the field itself when it is one; kNoField if there is none.
model::FieldId list_around(model::FieldId field);

}  // namespace trialkeep::query
