#pragma once
// The addresses of a study's past, of comparisons, and of what is said about the program itself.
//
//   /study/NCT.../history   versions, what changed when, values over time
//   /study/NCT.../diff      two of its versions compared: from, to, view=sides
//   /compare                studies side by side (compare_page.h)
//   /loads                  the runs that brought records in: page
//   /about, /help
//
// The first three take asOf (as_of.h).

#include <optional>

#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::site {

// nullopt when the path is none of these.
std::optional<http::Response> past_page(engine::Registry& registry, const http::Request& request);

}  // namespace trialkeep::site
