#include "cli/search_request.h"

#include "base/strings.h"
#include "engine/registry.h"
#include "engine/search_words.h"
#include "query/agg_filters.h"

namespace trialkeep::cli {
namespace {

Status add_aggregate_filters(const std::string& text, engine::SearchRequest& request) {
  const query::AggFilters filters = query::parse_agg_filters(text);
  if (!filters.complaints.empty()) {
    const query::Complaint& first = filters.complaints.front();
    return absl::InvalidArgumentError(concat(first.message, first.remedy.empty() ? "" : " ", first.remedy));
  }
  request.parts.push_back({"advanced", query::print(filters.tree), true});
  return absl::OkStatus();
}

Status add_circle(const std::string& text, engine::SearchRequest& request) {
  request.near = query::parse_geo_filter(text);
  if (!request.near) {
    return absl::InvalidArgumentError(
        concat("\"", text, "\" is no circle; write one like distance(42.36,-71.06,50mi)"));
  }
  request.geo_decay = query::parse_geo_decay(query::kGeoDecayDefault);
  return absl::OkStatus();
}

}  // namespace

StatusOr<engine::SearchRequest> read_search_request(const Invocation& invocation) {
  engine::SearchRequest request;
  for (const auto& [parameter, text] : invocation.query_parts) {
    request.parts.push_back({parameter, text});
  }
  for (const std::string& filter : invocation.filters) {
    request.parts.push_back({"advanced", filter, true});
  }
  if (!invocation.aggregate_filters.empty()) {
    RETURN_IF_ERROR(add_aggregate_filters(invocation.aggregate_filters, request));
  }
  if (!invocation.near.empty()) {
    RETURN_IF_ERROR(add_circle(invocation.near, request));
  }
  if (invocation.sort.size() > search::kSortKeysMax) {
    return absl::InvalidArgumentError("--sort takes two keys at most, with a comma between");
  }
  for (const std::string& key : invocation.sort) {
    ASSIGN_OR_RETURN(const search::SortKey read, engine::parse_sort_key(key));
    request.sort.push_back(read);
  }
  for (const std::string& facet : invocation.facets) {
    ASSIGN_OR_RETURN(const search::FacetRequest read, engine::parse_facet(facet));
    request.facets.push_back(read);
  }
  request.from = invocation.from;
  request.size = invocation.count_only ? 0 : invocation.limit;
  request.moment.with_removed = invocation.with_removed;
  if (!invocation.as_of.empty()) {
    ASSIGN_OR_RETURN(request.moment.as_of, engine::parse_as_of(invocation.as_of));
  }
  return request;
}

}  // namespace trialkeep::cli
