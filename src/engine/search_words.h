#pragma once
// The words for order and counts that the command line, the API and the pages share: `EnrollmentCount:desc`,
// `@relevance`, `Phase`.
//
// Source: the parameter `sort` of the registry (spec/API.md section 2): dates and numbers, also index-only ones;
// without a direction dates and relevance fall and numbers rise.

#include <string_view>

#include "base/status.h"
#include "engine/search.h"

namespace trialkeep::engine {

// By piece, alternative piece name or path; kNoField when there is none.
model::FieldId find_field(std::string_view name);

// A date, number or age.
bool can_sort_by(model::FieldId field);
// What can be counted by value: enums, booleans, dates (by year), integers, and texts that the catalogue marks.
bool can_count_by(model::FieldId field);

// `name`, `name:asc`, `name:desc`; `name` a field or `@relevance`. kInvalidArgument, with a sentence.
StatusOr<search::SortKey> parse_sort_key(std::string_view text);
// `name`, a field. kInvalidArgument, with a sentence.
StatusOr<search::FacetRequest> parse_facet(std::string_view text);

}  // namespace trialkeep::engine
