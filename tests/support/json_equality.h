#pragma once
// Are two JSON texts the same JSON? Numbers compare by their digits as written, not by value.

#include <string>
#include <string_view>

namespace trialkeep::testing {

// Empty when equal as JSON (order of members free); else the path of the first difference.
// REQUIRES: both are valid JSON. A plain recursive parser of its own, so that it shares no fault with the program.
std::string json_difference(std::string_view a, std::string_view b);

}  // namespace trialkeep::testing
