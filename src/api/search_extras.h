#pragma once
// What a page of /studies says beside the registry's own keys, when it is asked to: counts by value, and how the query
// was read. A client that does not ask sees nothing of it.

#include <string>

#include "base/status.h"
#include "engine/registry.h"

namespace trialkeep::api {

// Appends `"facets":[{"piece":...,"values":[{"value":...,"studiesCount":...}],"missingStudiesCount":...,
// "uniqueValuesCount":...}],`.
void append_facets(const std::vector<search::Facet>& facets, std::string& body);

// Appends `"explanation":{"phrases":[{"phrase":...,"variants":[],"compounds":[],"synonyms":[]}],
// "studies":[{"nctId":...,"score":...,"parts":[{"piece":...,"found":...,"count":...,"score":...}]}]},` for the hits.
Status append_explanation(engine::Registry& registry, const engine::SearchRequest& request,
                          const engine::SearchResult& result, std::string& body);

}  // namespace trialkeep::api
