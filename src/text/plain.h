#pragma once
// Text from records on a terminal: safe to print and wrapped to a width.

#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::text {

// `text` without what would move a terminal's cursor or reorder its line: control characters other than
// line breaks become blanks, bidirectional controls are dropped. Malformed UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

// `text` with U+FFFD for every byte that belongs to no character of UTF-8; all else stays as it is, controls too. For
// what need not be UTF-8, like names of files, where only that may stand.
std::string well_formed(std::string_view text);

// Columns that `text` takes on a terminal.
std::size_t column_count(std::string_view text);

// Lines of at most `width` columns, broken at blanks where there is one; line breaks of the text stay.
// A word longer than a line is cut. REQUIRES: width > 0.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace trialkeep::text
