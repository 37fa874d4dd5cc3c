#pragma once
// Dates as HTTP writes them: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace trialkeep::http {

std::string http_date(Instant instant);

// Of that form only; the two obsolete ones are read as no date. The day of the week is not checked.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace trialkeep::http
