#include "api/filters.h"

#include <algorithm>

#include "api/parameters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "base/limits.h"
#include "base/strings.h"
#include "engine/search_words.h"
#include "query/agg_filters.h"
#include "query/geo_filter.h"

namespace trialkeep::api {
namespace {

using Parameters = std::vector<http::Parameter>;

constexpr std::string_view kFilterPrefixes[] = {"filter.", "postFilter."};

Status read_status(std::string_view value, engine::SearchRequest& request) {
  const std::uint16_t type = model::field(model::piece::OverallStatus).enum_type;
  std::string any;
  for (const ListItem& item : split_list(value)) {
    // The registry takes the constants alone here.
    const model::EnumValue* status = model::find_enum_value(type, item.text);
    if (status == nullptr || status->value != item.text) {
      std::string all;
      for (const model::EnumValue& one : model::enum_types()[type].values) {
        append_to(all, all.empty() ? "" : ", ", one.value);
      }
      return refuse(registry_errors::invalid_value("overallStatus", item.text), concat("The values are ", all, "."));
    }
    append_to(any, any.empty() ? "" : " OR ", item.text);
  }
  request.parts.push_back(
      {"advanced", concat("AREA[", model::field(model::piece::OverallStatus).piece, "](", any, ")"), true});
  return absl::OkStatus();
}

StatusOr<std::vector<NctNumber>> read_ids(std::string_view value) {
  std::vector<NctNumber> numbers;
  for (const ListItem& item : split_list(value)) {
    const auto number = NctNumber::from_typed(item.text);
    if (!number) {
      return refuse(registry_errors::item_has_incorrect_format(item.number, "ids"),
                    concat("In filter.ids, \"", item.text,
                           "\" is no NCT number; write NCT and up to eight digits, several with commas between."));
    }
    numbers.push_back(*number);
  }
  if (numbers.size() > limits::kFilterIds) {
    return refuse(registry_errors::incorrect_format("ids"),
                  concat("filter.ids has ", numbers.size(), " numbers; at most ", limits::kFilterIds, " are taken."));
  }
  return numbers;
}

Status read_circle(std::string_view value, bool is_centre, engine::SearchRequest& request) {
  const auto circle = query::parse_geo_filter(value);
  if (!circle) {
    return refuse(registry_errors::incorrect_format("geo"),
                  "Write a circle like distance(42.36,-71.06,50mi): latitude, longitude, radius in mi or km.");
  }
  if (is_centre) {
    request.near = circle;
  } else {
    request.also_near.push_back(*circle);
  }
  return absl::OkStatus();
}

// One item of filter.synonyms, as a query.
StatusOr<std::string> read_synonym(const ListItem& item) {
  const std::size_t colon = item.text.find(':');
  const std::string_view name = std::string_view(item.text).substr(0, colon);
  const std::string_view words =
      colon == std::string::npos ? "" : without_outer_blanks(std::string_view(item.text).substr(colon + 1));
  if (words.empty() || words.find_first_of("\"\\") != std::string_view::npos) {
    return refuse(
        registry_errors::item_has_incorrect_format(item.number, "synonyms"),
        "Write an area and a synonym, like ConditionSearch:myocardial infarction; several with commas between.");
  }
  const model::Area* area = model::find_area(name);
  if (area == nullptr) {
    return refuse(registry_errors::invalid_value("synonyms", item.text),
                  concat("There is no area ", name, "; /api/v2/studies/search-areas lists them."));
  }
  if (words.find_first_not_of("0123456789") == std::string_view::npos) {
    return refuse(registry_errors::invalid_value("synonyms", item.text),
                  concat("The numbers of synonyms are known to the registry alone; name the synonym: ", area->name,
                         ":myocardial infarction."));
  }
  return concat("AREA[", area->name, "]EXPANSION[Term]\"", words, "\"");
}

Status add_synonyms(std::string_view value, engine::SearchRequest& request) {
  std::string any;
  for (const ListItem& item : split_list(value)) {
    ASSIGN_OR_RETURN(const std::string one, read_synonym(item));
    append_to(any, any.empty() ? "" : " OR ", one);
  }
  request.parts.push_back({"advanced", std::move(any), true});
  return absl::OkStatus();
}

Status read_agg_filters(std::string_view value, engine::SearchRequest& request) {
  const query::AggFilters filters = query::parse_agg_filters(value);
  if (!filters.complaints.empty()) {
    const query::Complaint& first = filters.complaints.front();
    return refuse(first.registry_text.empty() ? registry_errors::incorrect_format("aggFilters") : first.registry_text,
                  concat(first.message, first.remedy.empty() ? "" : " ", first.remedy));
  }
  request.parts.push_back({"advanced", query::print(filters.tree), true});
  return absl::OkStatus();
}

// The pattern of one item: a name, perhaps with a direction behind a colon.
bool is_sort_item(std::string_view item) {
  const std::string_view name = item.substr(0, item.find(':'));
  const std::string_view direction = name.size() == item.size() ? "asc" : item.substr(name.size() + 1);
  if (direction != "asc" && direction != "desc") {
    return false;
  }
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto may_follow = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ' ';
  };
  return name == "@relevance" ||
         (!name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), may_follow));
}

Status add_sort_key(const ListItem& item, engine::SearchRequest& request) {
  if (!is_sort_item(item.text)) {
    return refuse(registry_errors::item_has_incorrect_format(item.number, "sort"),
                  "Write a date or number field, or @relevance, with :asc or :desc behind it.");
  }
  const auto key = engine::parse_sort_key(item.text);
  if (!key.ok()) {
    const model::FieldId field = engine::find_field(item.text.substr(0, item.text.find(':')));
    return refuse(field == model::kNoField ? registry_errors::unknown_piece(item.text.substr(0, item.text.find(':')))
                                           : registry_errors::unsupported_sort(model::field(field).type),
                  std::string(key.status().message()));
  }
  request.sort.push_back(*key);
  return absl::OkStatus();
}

}  // namespace

Status read_filters(const Parameters& parameters, engine::SearchRequest& request) {
  // postFilter.* is the same again: studies have to pass both. Distances are from the circle of filter.geo.
  for (const std::string_view prefix : kFilterPrefixes) {
    const bool is_first = prefix == kFilterPrefixes[0];
    const auto value = [&](std::string_view name) { return value_of(parameters, concat(prefix, name)); };
    if (const std::string_view status = value("overallStatus"); !status.empty()) {
      RETURN_IF_ERROR(read_status(status, request));
    }
    if (const std::string_view circle = value("geo"); !circle.empty()) {
      RETURN_IF_ERROR(read_circle(circle, is_first, request));
    }
    if (const std::string_view ids = value("ids"); !ids.empty()) {
      ASSIGN_OR_RETURN((is_first ? request.only_numbers : request.also_numbers), read_ids(ids));
    }
    if (const std::string_view query = value("advanced"); !query.empty()) {
      request.parts.push_back({"advanced", std::string(query), true});
    }
    if (const std::string_view synonyms = value("synonyms"); !synonyms.empty()) {
      RETURN_IF_ERROR(add_synonyms(synonyms, request));
    }
  }
  if (const std::string_view filters = value_of(parameters, "aggFilters"); !filters.empty()) {
    RETURN_IF_ERROR(read_agg_filters(filters, request));
  }
  return absl::OkStatus();
}

Status read_order(const Parameters& parameters, engine::SearchRequest& request) {
  const std::string_view decay = value_of(parameters, "geoDecay");
  request.geo_decay = query::parse_geo_decay(decay.empty() ? query::kGeoDecayDefault : decay);
  if (!request.geo_decay) {
    return refuse(registry_errors::incorrect_format("geoDecay"),
                  concat("Write all four parts, like ", query::kGeoDecayDefault, "."));
  }
  if (const std::string_view sort = value_of(parameters, "sort"); !sort.empty()) {
    for (const ListItem& item : split_list(sort)) {
      if (request.sort.size() == search::kSortKeysMax) {
        return refuse(registry_errors::incorrect_format("sort"), "Sort by two fields at most.");
      }
      RETURN_IF_ERROR(add_sort_key(item, request));
    }
  }
  if (const std::string_view facets = value_of(parameters, "facets"); !facets.empty()) {
    for (const ListItem& item : split_list(facets)) {
      const auto facet = engine::parse_facet(item.text);
      if (!facet.ok()) {
        return refuse(registry_errors::item_has_incorrect_format(item.number, "facets"),
                      std::string(facet.status().message()));
      }
      request.facets.push_back(*facet);
    }
  }
  return absl::OkStatus();
}

}  // namespace trialkeep::api
