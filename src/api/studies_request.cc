#include "api/studies_request.h"

#include <algorithm>

#include "api/filters.h"
#include "api/parameters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "formats/projection_names.h"

namespace trialkeep::api {
namespace {

using Parameters = std::vector<http::Parameter>;

constexpr std::string_view kQueryPrefix = "query.";
constexpr std::string_view kRegistryFormats[] = {"csv", "json"};

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

StatusOr<bool> read_boolean(const Parameters& parameters, std::string_view name) {
  const std::string_view value = value_of(parameters, name);
  // Python writes True.
  if (value.empty() || equals_ignoring_case(value, "false")) {
    return false;
  }
  if (equals_ignoring_case(value, "true")) {
    return true;
  }
  return refuse(registry_errors::incorrect_format(name), concat("Write ", name, "=true or ", name, "=false."));
}

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

// Parameters in any order, and with or without those that only say the default, hash alike.
std::uint64_t hash_of_query(const Parameters& parameters) {
  std::string text;
  for (const ParameterRow& row : studies_parameters()) {
    const bool may_change = row.name == "countTotal" || row.name == "pageSize" || row.name == "pageToken";
    const bool has_one_answer = row.name == "format" || row.name == "markupFormat";
    if (!may_change && !has_one_answer) {
      append_to(text, row.name, "=", value_of(parameters, row.name), std::string_view("\0", 1));
    }
  }
  return hash64(text);
}

bool is_field_name(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto may_follow = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ' ';
  };
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), may_follow);
}

}  // namespace

StatusOr<std::optional<Instant>> read_as_of(const Parameters& parameters) {
  const std::string_view value = value_of(parameters, "asOf");
  if (value.empty()) {
    return std::nullopt;
  }
  const auto moment = engine::parse_as_of(value);
  if (!moment.ok()) {
    return refuse(registry_errors::incorrect_format("asOf"), std::string(moment.status().message()));
  }
  return std::optional(*moment);
}

StatusOr<std::optional<formats::Projection>> read_fields(const Parameters& parameters) {
  const std::string_view value = value_of(parameters, "fields");
  if (value.empty()) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (ListItem& item : split_list(value)) {
    if (item.text == "@query") {
      return refuse(registry_errors::not_answered_yet("fields=@query"), "Name the fields one by one.");
    }
    if (!is_field_name(item.text)) {
      return refuse(registry_errors::item_has_incorrect_format(item.number, "fields"),
                    "A field's name has letters, digits, dots and hyphens, and starts with a letter.");
    }
    names.push_back(std::move(item.text));
  }
  if (const auto unknown = formats::unknown_names(names); !unknown.empty()) {
    return refuse(registry_errors::invalid_field_name(unknown.front().name),
                  concat("Unknown: ", formats::list_unknown_names(unknown), "."));
  }
  ASSIGN_OR_RETURN(formats::Projection projection, formats::Projection::from_names(names));
  return std::optional(std::move(projection));
}

StatusOr<StudiesRequest> read_studies_request(const Parameters& parameters) {
  RETURN_IF_ERROR(check_parameters(parameters, studies_parameters()));
  RETURN_IF_ERROR(check_formats(parameters, kRegistryFormats));
  StudiesRequest request;
  request.search.parts = read_queries(parameters);
  RETURN_IF_ERROR(read_filters(parameters, request.search));
  RETURN_IF_ERROR(read_order(parameters, request.search));
  ASSIGN_OR_RETURN(request.explain, read_boolean(parameters, "explain"));
  ASSIGN_OR_RETURN(request.projection, read_fields(parameters));
  ASSIGN_OR_RETURN(request.count_total, read_boolean(parameters, "countTotal"));
  ASSIGN_OR_RETURN(request.search.size, read_page_size(parameters));
  ASSIGN_OR_RETURN(request.search.moment.as_of, read_as_of(parameters));
  ASSIGN_OR_RETURN(request.search.moment.with_removed, read_boolean(parameters, "removed"));
  request.page_token = value_of(parameters, "pageToken");
  request.query_hash = hash_of_query(parameters);
  return request;
}

}  // namespace trialkeep::api
