#pragma once
// The style sheet and the icon, built into the program.

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace trialkeep::site {

// The address of the style sheet, with its fingerprint: it may be kept for ever.
std::string style_address();

// The asset of that name ("style.css"); nullopt when there is none.
std::optional<http::Response> asset(std::string_view name);

}  // namespace trialkeep::site
