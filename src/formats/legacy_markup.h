#pragma once
// A record as `markupFormat=legacy` gives it: the text of every markup field in the classic form
// (text/markup_legacy.h), every other byte as it is stored.

#include <string>
#include <string_view>

namespace trialkeep::formats {

// Appends the record. REQUIRES: a JSON object, blanks between its parts allowed; what `fields` left of a record
// is one as well. Of damaged JSON nothing outside the input is read, and what lies behind the damage is copied.
// Costs one pass over the bytes and a parse of each markup text.
void append_with_legacy_markup(std::string_view json, std::string& out);

}  // namespace trialkeep::formats
