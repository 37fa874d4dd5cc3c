#pragma once
// Pages of the past: which moment `asOf` asks for, and what such a page says of itself.

#include <string>
#include <string_view>
#include <vector>

#include "engine/registry.h"
#include "formats/outline.h"
#include "http/message.h"
#include "site/html.h"

namespace trialkeep::site {

// Which state of the registry is asked for by `asOf`.
struct AsOf {
  std::string text = {};  // as typed; empty: now
  engine::Moment moment = {std::nullopt, true};
};
// kInvalidArgument, with a sentence for the reader, for what is no date.
StatusOr<AsOf> read_as_of(const http::Request& request);

// The answer to what is no date.
http::Response no_such_day(const Status& status);

// Says on a page of the past that it is one, which version it shows and how to get back.
Html as_of_banner(const engine::StoredStudy& study, const AsOf& as_of);
// The same of a page that is not about one version. `what` begins the sentence: "The history"; `now` leads to the page
// as it is today.
Html as_of_banner(const AsOf& as_of, std::string_view what, std::string_view now);

// 404 for a study that was not known by then, or never.
http::Response not_known_then(engine::Registry& registry, NctNumber nct, const AsOf& as_of);

// Links to other studies lead to them as they were known then, too.
void keep_in_the_past(std::vector<formats::Item>& items, const std::string& as_of);
void keep_in_the_past(formats::Outline& outline, const std::string& as_of);

}  // namespace trialkeep::site
