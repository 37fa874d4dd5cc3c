#pragma once
// This program's version and that of the API it serves.

#include <string_view>

namespace trialkeep {

// This program's version, from the file VERSION at the top of the tree.
std::string_view program_version();

// The version of the registry's API that the server speaks (spec/API.md).
inline constexpr std::string_view kApiVersion = "2.0.5";

}  // namespace trialkeep
