#include "site/registry_link.h"

#include <algorithm>
#include <span>

#include "base/strings.h"
#include "engine/search_words.h"
#include "http/query_string.h"
#include "query/geo_filter.h"
#include "query/website_parameters.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr std::string_view kAges = "ageRange";
constexpr std::string_view kPlaceNames[] = {"locStr", "lat", "lng", "distance"};
constexpr std::string_view kViewNames[] = {"viewType", "rank", "tab", "a", "b", "limit"};
constexpr std::string_view kOurNames[] = {"q",   "in",   "filter",
                                          "tag", "near", "asOf"};  // which the registry does not have

std::string small_letters(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// The path and query of an address of the registry, from "/" on; empty for any other text.
std::string_view target_of(std::string_view text) {
  const std::string small = small_letters(text);
  std::size_t at = 0;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (std::string_view(small).starts_with(scheme)) {
      at = scheme.size();
    }
  }
  for (const std::string_view host : {"www.", "classic.", "beta."}) {
    if (std::string_view(small).substr(at).starts_with(host)) {
      at += host.size();
      break;
    }
  }
  constexpr std::string_view kHost = "clinicaltrials.gov";
  if (!std::string_view(small).substr(at).starts_with(kHost)) {
    return {};
  }
  at += kHost.size();
  const std::string_view rest = text.substr(at, text.find('#', at) - at);
  return rest.empty() ? std::string_view("/") : rest.front() == '/' ? rest : std::string_view();
}

std::string area(model::FieldId field, std::string_view source) {
  return concat("AREA[", model::field(field).piece, "]", source);
}

std::string bound(std::string_view text, std::string_view open) { return std::string(text.empty() ? open : text); }

// "18y_64y", "6m_": studies whose limits lie within.
std::string age_query(std::string_view range) {
  const std::size_t line = range.find('_');
  if (line == std::string_view::npos) {
    return {};
  }
  const auto age = [](std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const char unit = digits < text.size() ? text[digits] : 'y';
    return concat(text.substr(0, digits), unit == 'm'   ? " Months"
                                          : unit == 'w' ? " Weeks"
                                          : unit == 'd' ? " Days"
                                          : unit == 'h' ? " Hours"
                                                        : " Years");
  };
  std::string out;
  if (line > 0) {
    out = area(piece::MinimumAge, concat("RANGE[", age(range.substr(0, line)), ", MAX]"));
  }
  if (line + 1 < range.size()) {
    append_to(out, out.empty() ? "" : " AND ",
              area(piece::MaximumAge, concat("RANGE[MIN, ", age(range.substr(line + 1)), "]")));
  }
  return out;
}

std::string value_of(const std::vector<http::Parameter>& parameters, std::string_view name) {
  for (const http::Parameter& one : parameters) {
    if (one.name == name) {
      return std::string(without_outer_blanks(one.value));
    }
  }
  return {};
}

// The circle, or the words of the place where there is none.
void read_place(const std::vector<http::Parameter>& parameters, SearchQuestion& question) {
  const std::string latitude = value_of(parameters, "lat");
  const std::string longitude = value_of(parameters, "lng");
  std::string distance = value_of(parameters, "distance");
  distance = distance.empty() ? "50mi" : distance;
  // The registry means miles when it names no unit, as in distance=50.
  const std::string circle = concat("distance(", latitude, ",", longitude, ",", distance, ")");
  if (question.near.empty() && !latitude.empty() && query::parse_geo_filter(circle)) {
    question.near = circle;
    return;
  }
  bool is_said = !question.text("locn").empty();
  for (const query::WebsiteParameter& row : query::kWebsitePlaces) {
    if (const std::string name = value_of(parameters, row.name); !name.empty()) {
      question.filters.push_back(area(row.field, concat("(", name, ")")));
      is_said = true;
    }
  }
  if (!is_said) {
    question.text("locn") = value_of(parameters, "locStr");
  }
}

SearchQuestion read_search(const std::vector<http::Parameter>& parameters) {
  // The parameters that are called as in our own addresses are read as those; which page was looked at is no matter.
  std::vector<http::Parameter> own;
  for (const http::Parameter& one : parameters) {
    if (use_of_website_parameter(one.name) == WebsiteParameterUse::kSame && one.name != "sort" && one.name != "page") {
      own.push_back(one);
    }
  }
  SearchQuestion question = read_question(own);
  add_website_filters(parameters, question);
  // Orders that this registry does not have are left out; what was found stays the same.
  if (const std::string sort = value_of(parameters, "sort"); engine::parse_sort_key(sort).ok()) {
    question.sort = sort;
  }
  return question;
}

}  // namespace

WebsiteParameterUse use_of_website_parameter(std::string_view name) {
  const auto is_among = [&](std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto names_field = [&](std::span<const query::WebsiteParameter> rows) {
    return std::any_of(rows.begin(), rows.end(), [&](const query::WebsiteParameter& row) { return row.name == name; });
  };
  return name == kAges || names_field(query::kWebsiteDates)            ? WebsiteParameterUse::kRange
         : is_among(kPlaceNames) || names_field(query::kWebsitePlaces) ? WebsiteParameterUse::kPlace
         : is_among(kViewNames)                                        ? WebsiteParameterUse::kView
         : !question_parameter(name).empty() && !is_among(kOurNames)   ? WebsiteParameterUse::kSame
                                                                       : WebsiteParameterUse::kNone;
}

void add_website_filters(const std::vector<http::Parameter>& parameters, SearchQuestion& question) {
  read_place(parameters, question);
  for (const query::WebsiteParameter& row : query::kWebsiteDates) {
    const std::string range = value_of(parameters, row.name);
    const std::size_t line = range.find('_');
    if (line != std::string::npos && range.size() > 1) {
      const std::string_view both = range;
      question.filters.push_back(area(row.field, concat("RANGE[", bound(both.substr(0, line), "MIN"), ",",
                                                        bound(both.substr(line + 1), "MAX"), "]")));
    }
  }
  if (const std::string ages = age_query(value_of(parameters, kAges)); !ages.empty()) {
    question.filters.push_back(ages);
  }
}

std::optional<RegistryLink> read_registry_link(std::string_view text) {
  const std::string_view address = target_of(without_outer_blanks(text));
  if (address.empty() || address.find_first_of(" \t\r\n") != std::string_view::npos) {
    return std::nullopt;
  }
  const auto target = http::parse_target(address);
  if (!target.ok()) {
    return std::nullopt;
  }
  RegistryLink link;
  for (const std::string& segment : target->segments) {
    if (const auto nct = NctNumber::from_typed(segment)) {
      link.study = nct;
      return link;
    }
  }
  link.question = read_search(target->parameters);
  return link;
}

}  // namespace trialkeep::site
