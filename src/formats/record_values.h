#pragma once
// Short ways to the scalars of a record, for the flat formats that write texts.

#include <string>
#include <string_view>

#include "model/study.h"

namespace trialkeep::formats {

// A scalar as text: a string as it is, numbers in JSON's spelling, `true` or `false`; empty for anything else.
std::string scalar_text(model::Json value);

// The text of the string at `id` below `entry`, a value of `entry_field`; empty where there is none.
// REQUIRES: `id` lies below `entry_field` with no list between.
std::string_view text_below(model::Json entry, model::FieldId entry_field, model::FieldId id);

// The label of an enum constant of the field, the constant itself where the catalogue lacks it.
std::string_view label_of(model::FieldId id, std::string_view constant);

}  // namespace trialkeep::formats
