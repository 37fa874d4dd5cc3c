#pragma once
// JSON as text: strings in their canonical spelling, and a scanner over JSON that is known to be valid.

#include <string>
#include <string_view>

#include "base/status.h"

namespace trialkeep::model {

// Appends `text` (UTF-8) as a JSON string with the fewest escapes: \" \\ and control characters.
void append_json_string(std::string_view text, std::string& out);

// Copies the JSON string that starts at `at` (a quote) to `out` in canonical spelling and moves `at`
// behind it. REQUIRES: the string is valid JSON and ends before `end`. kInvalidArgument for escapes of
// half a surrogate pair, which name no character.
Status append_canonical_string(const char*& at, const char* end, std::string& out);

// The end of the JSON value that starts at `at`, in valid JSON.
const char* skip_json_value(const char* at, const char* end);

// The text of a JSON string given with its quotes; the input must be valid.
std::string json_string_text(std::string_view quoted);

}  // namespace trialkeep::model
