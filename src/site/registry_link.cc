#include "site/registry_link.h"

#include <algorithm>
#include <map>
#include <span>

#include "base/strings.h"
#include "engine/search_words.h"
#include "http/query_string.h"
#include "query/website_parameters.h"
#include "site/page_parameters.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr std::string_view kAges = "ageRange";
constexpr std::string_view kPlaceNames[] = {"locStr", "lat", "lng", "distance"};
constexpr std::string_view kViewNames[] = {"viewType", "rank", "tab", "a", "b", "limit"};
constexpr std::string_view kOurNames[] = {"q",   "in",   "filter",
                                          "tag", "near", "asOf"};  // which the registry does not have
// Of links alone: how a result is shown, paged and ranked, by any of the registry's programs.
constexpr std::string_view kLinkViewNames[] = {
    "page",   "from",    "pageSize", "pageToken", "countTotal", "countOnly",  "format",       "markupFormat", "fields",
    "facets", "explain", "geoDecay", "columns",   "highlight",  "checkSpell", "agg.synonyms", "Search"};

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
  // What is no age stays as it is typed and is complained about as any other bound.
  const auto age = [](std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view letter = text.substr(digits);
    const std::string_view unit = letter.empty() || letter == "y" ? " Years"
                                  : letter == "m"                 ? " Months"
                                  : letter == "w"                 ? " Weeks"
                                  : letter == "d"                 ? " Days"
                                  : letter == "h"                 ? " Hours"
                                                                  : "";
    return unit.empty() ? std::string(text) : concat(text.substr(0, digits), unit);
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
    if (const std::string_view value = without_outer_blanks(one.value); one.name == name && !value.empty()) {
      return std::string(value);
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
  if (question.near.empty() && !(latitude.empty() && longitude.empty())) {
    question.near = concat("distance(", latitude, ",", longitude, ",", distance, ")");
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

// The entries of a list of the API: commas or pipes between.
std::vector<std::string_view> entries_of(std::string_view list) {
  std::vector<std::string_view> entries;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find_first_of(",|", start), list.size());
    if (const auto entry = without_outer_blanks(list.substr(start, end - start)); !entry.empty()) {
      entries.push_back(entry);
    }
    start = end + 1;
  }
  return entries;
}

// The list of filter.overallStatus in our own words: a single one is what the form has a field for.
std::optional<http::Parameter> status_filter(std::string_view list) {
  const model::Field& field = model::field(piece::OverallStatus);
  std::vector<std::string> values;
  for (const std::string_view entry : entries_of(list)) {
    const model::EnumValue* value = model::find_enum_value(field.enum_type, entry);
    if (value == nullptr) {
      return std::nullopt;
    }
    values.emplace_back(value->value);
  }
  if (values.size() == 1) {
    return http::Parameter{"in", concat(field.piece, ":", values.front())};
  }
  return values.empty() ? std::nullopt
                        : std::optional(http::Parameter{
                              "filter", area(piece::OverallStatus, concat("(", joined(values, " OR "), ")"))});
}

// The list of filter.ids: as there, obsolete numbers count.
std::optional<http::Parameter> number_filter(std::string_view list) {
  std::vector<std::string> numbers;
  for (const std::string_view entry : entries_of(list)) {
    const auto number = NctNumber::from_typed(entry);
    if (!number) {
      return std::nullopt;
    }
    numbers.push_back(number->text());
  }
  return numbers.empty()
             ? std::nullopt
             : std::optional(http::Parameter{"filter", concat("AREA[NCTIdSearch](", joined(numbers, " OR "), ")")});
}

// What a parameter is in our own addresses; nullopt where they have nothing for it or for its value.
std::optional<http::Parameter> as_our_own(std::string_view name, std::string_view value) {
  constexpr std::string_view kAgain = "postFilter.";  // which has the effect of filter.
  const std::string once = name.starts_with(kAgain) ? concat("filter.", name.substr(kAgain.size())) : std::string(name);
  if (once == "filter.overallStatus") {
    return status_filter(value);
  }
  if (once == "filter.ids") {
    return number_filter(value);
  }
  return use_of_website_parameter(once) == WebsiteParameterUse::kSame
             ? std::optional(http::Parameter{std::string(question_parameter(once)), std::string(value)})
             : std::nullopt;
}

// Reads the parameters of a link to a search one after another and remembers what it cannot take.
class LinkReader {
 public:
  void read(const http::Parameter& one) {
    const std::string_view value = without_outer_blanks(one.value);
    const WebsiteParameterUse use = use_of_website_parameter(one.name);
    const bool is_of_view =
        use == WebsiteParameterUse::kView || is_for_counting(one.name) ||
        std::find(std::begin(kLinkViewNames), std::end(kLinkViewNames), one.name) != std::end(kLinkViewNames);
    if (value.empty() || is_of_view) {
      return;
    }
    if (one.name == "sort") {
      // Orders that this registry does not have are left out; what was found stays the same.
      if (engine::parse_sort_key(value).ok()) {
        own_.push_back(one);
      }
      return;
    }
    const bool is_of_website = use == WebsiteParameterUse::kRange || use == WebsiteParameterUse::kPlace;
    const auto own = is_of_website ? std::nullopt : as_our_own(one.name, value);
    std::string fault = use == WebsiteParameterUse::kRange ? range_fault(one.name, value) : std::string();
    const bool is_known = is_of_website ? fault.empty() && !is_code(one.name, value) : own.has_value();
    if (!is_known || !is_first(own ? own->name : one.name == "lat" ? "near" : one.name, value)) {
      not_taken_.push_back(concat(one.name, "=", value));
      faults_.push_back(std::move(fault));
    } else {
      (own ? own_ : website_).push_back(own ? *own : one);
    }
  }

  RegistryLink link() const {
    RegistryLink link;
    link.question = read_question(own_);
    add_website_filters(website_, link.question);
    if (!not_taken_.empty()) {
      link.not_taken = concat("The link also has ", joined(not_taken_, ", "), ", which cannot be taken over. Without ",
                              not_taken_.size() == 1 ? "it" : "them", ", other studies may be found.");
    }
    for (const std::string& fault : faults_) {
      append_to(link.not_taken, fault.empty() ? "" : " ", fault);
    }
    return link;
  }

 private:
  // The older pages have codes of states, as in NA:US:MA, where the present ones have names.
  static bool is_code(std::string_view name, std::string_view value) {
    return name == "state" && value.find(':') != std::string_view::npos;
  }

  // False for a second value of what our addresses have one of.
  bool is_first(std::string_view name, std::string_view value) {
    return times_max(name) > 1 || values_.emplace(name, value).first->second == value;
  }

  std::vector<http::Parameter> own_;      // called as in our own addresses
  std::vector<http::Parameter> website_;  // for add_website_filters()
  std::vector<std::string> not_taken_;
  std::vector<std::string> faults_;  // sentences about those of `not_taken_`, some of them empty
  std::map<std::string, std::string, std::less<>> values_;
};

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

std::string range_fault(std::string_view name, std::string_view value) {
  return value.find('_') != std::string_view::npos
             ? std::string()
             : concat("“", value, "” is no range. Write two ends with _ between, as in ", name,
                      name == kAges ? "=18y_64y." : "=2020-01-01_2021-12-31.");
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
  LinkReader reader;
  for (const http::Parameter& one : target->parameters) {
    reader.read(one);
  }
  return reader.link();
}

}  // namespace trialkeep::site
