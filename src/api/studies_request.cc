#include "api/studies_request.h"

#include <algorithm>

#include "api/filters.h"
#include "api/parameters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "query/geo_filter.h"

namespace trialkeep::api {
namespace {

using Parameters = std::vector<http::Parameter>;

constexpr std::string_view kQueryPrefix = "query.";

StatusOr<std::size_t> read_page_size(const Parameters& parameters) {
  const std::string_view value = value_of(parameters, "pageSize");
  std::size_t size = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') {
      return refuse(registry_errors::incorrect_format("pageSize"), "Write a whole number from 0 to 1000.");
    }
    size = std::min(size * 10 + static_cast<std::size_t>(c - '0'), limits::kPageSizeMax);
  }
  return size == 0 ? limits::kPageSizeDefault : size;
}

// What says which studies there are and in which order. How a page shows them may change from one to the next: other
// or differently written fields lead nowhere else. Parameters in any order, and with or without those that only say the
// default, hash alike.
std::uint64_t hash_of_query(const Parameters& parameters) {
  constexpr std::string_view kOfPages[] = {"countTotal", "pageSize", "pageToken",    "lenient", "countOnly",
                                           "fields",     "format",   "markupFormat", "explain", "facets"};
  std::string text;
  for (const ParameterRow& row : studies_parameters()) {
    const bool may_change = std::find(std::begin(kOfPages), std::end(kOfPages), row.name) != std::end(kOfPages);
    const std::string_view value = value_of(parameters, row.name);
    const bool is_default =
        (row.name == "sort" && value == "@relevance") || (row.name == "geoDecay" && value == query::kGeoDecayDefault);
    if (!may_change) {
      append_to(text, row.name, "=", is_default ? std::string_view() : value, std::string_view("\0", 1));
    }
  }
  return hash64(text);
}

// What asks for studies, or is of a page, says nothing of a mere number.
Status check_count_only(const StudiesRequest& request) {
  if (request.presentation.format == Format::kCsv) {
    return refuse(registry_errors::not_with("countOnly", "format=csv"), "Use format=json.");
  }
  if (request.explain) {
    return refuse(registry_errors::not_with("countOnly", "explain"), "A score is a study's; leave countOnly out.");
  }
  if (!request.page_token.empty()) {
    return refuse(registry_errors::not_with("countOnly", "pageToken"),
                  "Every page has the same number; leave one out.");
  }
  return absl::OkStatus();
}

// Our own additions have no place in a table.
Status check_extras(const StudiesRequest& request) {
  if (request.count_only) {
    return check_count_only(request);
  }
  if (request.presentation.format != Format::kCsv || (!request.explain && request.search.facets.empty())) {
    return absl::OkStatus();
  }
  return refuse(registry_errors::not_with(request.explain ? "explain" : "facets", "format=csv"), "Use format=json.");
}

}  // namespace

std::vector<engine::QueryPart> read_queries(const Parameters& parameters) {
  std::vector<engine::QueryPart> parts;
  for (const ParameterRow& row : studies_parameters()) {
    const std::string_view text = value_of(parameters, row.name);
    if (row.name.starts_with(kQueryPrefix) && !text.empty()) {
      parts.push_back({std::string(row.name.substr(kQueryPrefix.size())), std::string(text)});
    }
  }
  return parts;
}

StatusOr<std::optional<Instant>> read_as_of(const Parameters& parameters) {
  if (!is_given(parameters, "asOf")) {
    return std::nullopt;
  }
  const auto moment = engine::parse_as_of(value_of(parameters, "asOf"));
  if (!moment.ok()) {
    return refuse(registry_errors::incorrect_format("asOf"), std::string(moment.status().message()));
  }
  return std::optional(*moment);
}

StatusOr<StudiesRequest> read_studies_request(const Parameters& parameters) {
  RETURN_IF_ERROR(check_parameters(parameters, studies_parameters()));
  StudiesRequest request;
  request.search.parts = read_queries(parameters);
  RETURN_IF_ERROR(read_filters(parameters, request.search));
  RETURN_IF_ERROR(read_order(parameters, request.search));
  ASSIGN_OR_RETURN(request.explain, read_boolean(parameters, "explain"));
  ASSIGN_OR_RETURN(request.presentation, read_page_presentation(parameters));
  ASSIGN_OR_RETURN(request.count_only, read_boolean(parameters, "countOnly"));
  request.page_token = value_of(parameters, "pageToken");
  RETURN_IF_ERROR(check_extras(request));
  ASSIGN_OR_RETURN(request.count_total, read_boolean(parameters, "countTotal"));
  ASSIGN_OR_RETURN(request.search.size, read_page_size(parameters));
  ASSIGN_OR_RETURN(request.search.moment.as_of, read_as_of(parameters));
  ASSIGN_OR_RETURN(request.search.moment.with_removed, read_boolean(parameters, "removed"));
  request.query_hash = hash_of_query(parameters);
  return request;
}

}  // namespace trialkeep::api
