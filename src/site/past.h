#pragma once
// The addresses of a study's past, of comparisons, and of what is said about the program itself.
//
//   /study/NCT.../history   versions, what changed when, values over time
//   /study/NCT.../diff      two of its versions compared: from, to, view=sides
//   /compare                studies side by side (compare_page.h)
//   /loads                  the runs that brought records in: page
//   /about, /help

#include <optional>

#include "engine/registry.h"
#include "http/message.h"
#include "site/html.h"

namespace trialkeep::site {

// nullopt when the path is none of these.
std::optional<http::Response> past_page(engine::Registry& registry, const http::Request& request);

// Which state of a study is asked for by `asOf`.
struct AsOf {
  std::string text;  // as typed; empty: now
  engine::Moment moment;
};
// kInvalidArgument, with a sentence for the reader, for what is no date.
StatusOr<AsOf> read_as_of(const http::Request& request);

// Says on a page of the past that it is one, which version it shows and how to get back.
Html as_of_banner(const engine::StoredStudy& study, const AsOf& as_of);

// 404 for a study that was not known by then, or never.
http::Response not_known_then(engine::Registry& registry, NctNumber nct, const AsOf& as_of);

}  // namespace trialkeep::site
