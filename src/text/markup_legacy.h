#pragma once
// The registry's markup as the plain text of its classic entry system, as `markupFormat=legacy` gives it.
//
// Of that text only its line ends are recorded (CRLF; spec/API.md section 2). The rest follows the text that
// people typed there and the markup that was made from it: no escapes, a blank line between paragraphs, list
// items on lines of their own behind `*` or a number, what lies inside an item in the column of its text.

#include <string>
#include <string_view>

namespace trialkeep::text {

// No line end behind the last line.
std::string markup_to_legacy(std::string_view markup);

}  // namespace trialkeep::text
