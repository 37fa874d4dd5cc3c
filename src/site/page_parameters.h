#pragma once
// The parameters that each page takes, and the first look at those of a request: who mistypes one is told, rather than
// shown a page about something else. One table says it for all pages.
//
// What links from elsewhere add is harmless: what mailings and advertisements are counted by (utm_source, fbclid), and
// on the page of a study and those below it also what the registry's addresses carry (cond, rank, tab).

#include <optional>
#include <string_view>

#include "http/message.h"

namespace trialkeep::site {

// The answer, 400, to a name that the page does not take, to a value that is none of those to choose from, to a number
// of a page or a range that is none, and to what stands more often than it may with different values. nullopt where
// there is nothing to say, and for what is no page (assets). An empty value counts as absent. What the pages tell of
// themselves (days, places, queries, versions) is left to them.
std::optional<http::Response> refuse_parameters(const http::Request& request);

// True for what others add to any address to count where its readers come from.
bool is_for_counting(std::string_view name);

}  // namespace trialkeep::site
