#pragma once
// The parameters of /studies that narrow, order and count: filter.*, postFilter.*, aggFilters, geoDecay, sort, and our
// own facets. Source: spec/API.md sections 2 and 3.

#include <vector>

#include "base/status.h"
#include "engine/search.h"
#include "http/message.h"

namespace trialkeep::api {

// Adds them to `request`. A refusal (refusal.h) when one is not as the registry takes it. postFilter.* has the effect
// of filter.*; of both, studies must pass both.
Status read_filters(const std::vector<http::Parameter>& parameters, engine::SearchRequest& request);
Status read_order(const std::vector<http::Parameter>& parameters, engine::SearchRequest& request);

}  // namespace trialkeep::api
