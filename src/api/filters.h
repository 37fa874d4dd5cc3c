#pragma once
// The parameters of /studies that narrow, order and count: filter.*, postFilter.*, aggFilters, geoDecay, sort, and our
// own facets. Source: spec/API.md sections 2 and 3.
//
// filter.synonyms is a list of `area:synonym`. The registry numbers its synonyms, and its numbers are its own secret,
// so that an item with one is refused; here a synonym is named by its words: ConditionSearch:myocardial infarction
// finds the studies that say so in that area, in any lexical variant. One of several is enough.

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
