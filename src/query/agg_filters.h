#pragma once
// The registry's aggFilters ("results:with,status:not rec") as a query, so that they run through the same binder.
//
// Source: spec/API.md section 3.

#include <string_view>
#include <vector>

#include "query/tree.h"

namespace trialkeep::query {

struct AggFilters {
  Node tree;                          // kNothing when there is no filter
  std::vector<Complaint> complaints;  // about filters that do not exist
};

// Filters stand between commas or pipes and must all be met, options of a filter between blanks and any of them is
// enough. A filter that is given twice counts as it was given last. An option that does not exist matches
// nothing, a filter without options neither.
AggFilters parse_agg_filters(std::string_view text);

}  // namespace trialkeep::query
