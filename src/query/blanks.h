#pragma once
// Blanks in a query's text: Unicode's white space (the property White_Space) and two characters that cannot be seen
// either, U+200B (zero width space) and U+FEFF (the mark at the beginning of a file). Texts from web pages, PDF files
// and word processors hold them where a blank was meant. Only for queries: other texts have the blanks of
// base/strings.h.

#include <cstddef>
#include <string>
#include <string_view>

namespace trialkeep::query {

// How many bytes the blank at `at` has; 0 where none stands.
// REQUIRES: at < text.size().
std::size_t blank_size(std::string_view text, std::size_t at);

// Blanks run together as one plain blank, none outside.
std::string with_plain_blanks(std::string_view text);

}  // namespace trialkeep::query
