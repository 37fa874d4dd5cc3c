#include "api/site_search.h"

#include <algorithm>
#include <optional>

#include "api/filters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "base/strings.h"
#include "model/catalogue.h"
#include "query/geo_filter.h"
#include "query/website_parameters.h"

namespace trialkeep::api {
namespace {

namespace piece = model::piece;

using Parameters = std::vector<http::Parameter>;

constexpr ParameterRow kParameters[] = {{"cond"},      {"term"},         {"intr"},        {"titles"},     {"outc"},
                                        {"spons"},     {"lead"},         {"id"},          {"locn"},       {"country"},
                                        {"state"},     {"city"},         {"locStr"},      {"lat"},        {"lng"},
                                        {"distance"},  {"ageRange"},     {"start"},       {"primComp"},   {"studyComp"},
                                        {"firstPost"}, {"resFirstPost"}, {"lastUpdPost"}, {"aggFilters"}, {"sort"},
                                        {"viewType"},  {"rank"},         {"tab"},         {"page"},       {"limit"}};

constexpr std::string_view kTexts[] = {"cond", "term", "intr", "titles", "outc", "spons", "lead", "id"};

std::string area(model::FieldId field) { return concat("AREA[", model::field(field).piece, "]"); }

void read_texts(const Parameters& parameters, SiteSearch& out) {
  for (const std::string_view name : kTexts) {
    if (const std::string_view text = value_of(parameters, name); !text.empty()) {
      out.search.parts.push_back({std::string(name), std::string(text)});
      out.terms.emplace_back(text);
    }
  }
}

Status read_circle(const Parameters& parameters, SiteSearch& out) {
  constexpr std::string_view kMiles = "50";
  const std::string_view latitude = value_of(parameters, "lat");
  const std::string_view longitude = value_of(parameters, "lng");
  const std::string_view typed_distance = value_of(parameters, "distance");
  if (latitude.empty() && longitude.empty()) {
    return absl::OkStatus();  // a distance from nowhere
  }
  out.search.near = query::parse_geo_filter(
      concat("distance(", latitude, ",", longitude, ",", typed_distance.empty() ? kMiles : typed_distance, ")"));
  if (!out.search.near) {
    return refuse(registry_errors::incorrect_format("lat"),
                  "Write lat=42.36&lng=-71.06&distance=50: degrees, and miles.");
  }
  return absl::OkStatus();
}

Status read_place(const Parameters& parameters, SiteSearch& out) {
  RETURN_IF_ERROR(read_circle(parameters, out));
  bool is_said = out.search.near.has_value();
  const auto read = [&](const query::WebsiteParameter& place) {
    if (const std::string_view text = value_of(parameters, place.name); !text.empty()) {
      out.search.parts.push_back({"locn", concat(area(place.field), "(", text, ")")});
      out.terms.emplace_back(text);
      is_said = true;
    }
  };
  read({"locn", piece::LocationFacility});
  std::for_each(std::begin(query::kWebsitePlaces), std::end(query::kWebsitePlaces), read);
  const std::string_view name = value_of(parameters, "locStr");
  if (!is_said && !name.empty()) {
    out.search.parts.push_back({"locn", std::string(name)});
  }
  if (!name.empty() && (!is_said || out.search.near)) {
    out.terms.emplace_back(name);
  }
  return absl::OkStatus();
}

struct Span {
  std::string_view from;  // either may be empty
  std::string_view to;
};

// `from_to`, of nothing but `characters`, so that neither says more than a date or an age. nullopt for anything else.
std::optional<Span> read_span(std::string_view value, std::string_view characters) {
  const std::size_t middle = value.find('_');
  if (middle == std::string_view::npos || value.size() == 1) {
    return std::nullopt;
  }
  const Span span = {value.substr(0, middle), value.substr(middle + 1)};
  const auto is_plain = [&](std::string_view text) {
    return text.find_first_not_of(characters) == std::string_view::npos;
  };
  return is_plain(span.from) && is_plain(span.to) ? std::optional(span) : std::nullopt;
}

std::string range(std::string_view from, std::string_view to) {
  return concat("RANGE[", from.empty() ? "MIN" : from, ", ", to.empty() ? "MAX" : to, "]");
}

Status read_dates(const Parameters& parameters, SiteSearch& out) {
  for (const query::WebsiteParameter& date : query::kWebsiteDates) {
    const std::string_view value = value_of(parameters, date.name);
    if (value.empty()) {
      continue;
    }
    const auto span = read_span(value, "0123456789-/");
    if (!span) {
      return refuse(registry_errors::incorrect_format(date.name),
                    concat("Write ", date.name, "=2024-01-01_2024-12-31; either date may be left out."));
    }
    out.search.parts.push_back({"advanced", concat(area(date.field), range(span->from, span->to)), true});
  }
  return absl::OkStatus();
}

Status read_ages(const Parameters& parameters, SiteSearch& out) {
  const std::string_view value = value_of(parameters, "ageRange");
  if (value.empty()) {
    return absl::OkStatus();
  }
  const auto span = read_span(value, "0123456789ymwd");
  if (!span) {
    return refuse(registry_errors::incorrect_format("ageRange"),
                  "Write ageRange=18y_64y: a number with y, m, w or d; either age may be left out.");
  }
  if (!span->from.empty()) {
    out.search.parts.push_back({"advanced", concat(area(piece::MinimumAge), range(span->from, "")), true});
  }
  if (!span->to.empty()) {
    out.search.parts.push_back({"advanced", concat(area(piece::MaximumAge), range("", span->to)), true});
  }
  return absl::OkStatus();
}

}  // namespace

std::span<const ParameterRow> site_search_parameters() { return kParameters; }

StatusOr<SiteSearch> read_site_search(const Parameters& parameters) {
  SiteSearch out;
  read_texts(parameters, out);
  RETURN_IF_ERROR(read_place(parameters, out));
  RETURN_IF_ERROR(read_ages(parameters, out));
  RETURN_IF_ERROR(read_dates(parameters, out));
  RETURN_IF_ERROR(read_filters(parameters, out.search));
  for (const http::Parameter& parameter : parameters) {
    if (!without_outer_blanks(parameter.value).empty()) {
      out.parameters.push_back(parameter);
    }
  }
  return out;
}

}  // namespace trialkeep::api
