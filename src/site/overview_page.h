#pragma once
// A set of studies at a glance: how many there are by year, phase, status, country, sponsor and condition. Each number
// stands in a table, has a bar, and leads to its studies.

#include <atomic>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"
#include "site/search_question.h"

namespace trialkeep::site {

// The pieces that it counts by.
std::vector<std::string_view> overview_pieces();

// The page; with `by`, a piece that it counts by, those counts alone as CSV: value, studies.
StatusOr<http::Response> overview_response(engine::Registry& registry, const SearchQuestion& question,
                                           std::string_view by, const std::atomic<bool>* cancelled);

}  // namespace trialkeep::site
