#pragma once
// The texts of a record's markup fields, changed where they stand.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace trialkeep::model {

// What a text becomes; nullopt leaves its bytes as they are.
using MarkupChange = std::function<std::optional<std::string>(std::string_view text)>;

// Appends the record with what `change` makes of the text of each markup field; every other byte as it is.
// REQUIRES: a JSON object, blanks between its parts allowed; what `fields` left of a record is one as well. Of
// damaged JSON nothing outside the input is read, and what lies behind the damage is copied.
void append_with_markup_changed(std::string_view json, const MarkupChange& change, std::string& out);

}  // namespace trialkeep::model
