#pragma once
// Which letters a word has, and which are typed as others.

#include <cstdint>
#include <string_view>

namespace trialkeep::text {

// Nothing but a to z.
bool has_letters_alone(std::string_view word);

// Letters with a stroke and ligatures have no decomposition, so that no accent can be taken off them. What readers type
// without them, for a small letter ("o" for ø, "ae" for æ); empty for any other.
std::string_view plain_letters(std::int32_t code_point);

}  // namespace trialkeep::text
