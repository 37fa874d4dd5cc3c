#pragma once
// The counts beside a result, each a link that narrows it: what stands beside a link is how many studies the page
// behind it has.

#include <string>
#include <vector>

#include "engine/search.h"
#include "site/html.h"
#include "site/search_question.h"

namespace trialkeep::site {

// What the search page counts by.
std::vector<search::FacetRequest> result_facets();

struct TagCount {
  std::string name;
  std::string query;
  std::uint64_t studies = 0;  // of the result
};

Html facet_panel(const SearchQuestion& question, const std::vector<search::Facet>& facets,
                 const std::vector<TagCount>& tags);

// The question with one more value of a field, and its first page.
SearchQuestion narrowed(const SearchQuestion& question, model::FieldId field, std::string_view value);

}  // namespace trialkeep::site
