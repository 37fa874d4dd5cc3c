#pragma once
// The style sheet, the script and the icon, built into the program from src/site/assets.

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace trialkeep::site {

// The addresses of the style sheet and the script, with their fingerprints: they may be kept for ever.
std::string style_address();
std::string script_address();

// The asset of that name ("style.css"); nullopt when there is none.
std::optional<http::Response> asset(std::string_view name);

}  // namespace trialkeep::site
