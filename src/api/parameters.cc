#include "api/parameters.h"

#include <algorithm>

#include "api/refusal.h"
#include "api/registry_errors.h"
#include "base/names.h"
#include "base/strings.h"

namespace trialkeep::api {
namespace {

constexpr std::string_view kUseStatus = "Use filter.overallStatus=RECRUITING; several with commas between.";

constexpr ParameterRow kStudiesParameters[] = {
    {"format"},
    {"markupFormat"},
    {"query.cond"},
    {"query.term"},
    {"query.locn"},
    {"query.titles"},
    {"query.intr"},
    {"query.outc"},
    {"query.spons"},
    {"query.lead"},
    {"query.id"},
    {"query.patient"},
    {"filter.overallStatus"},
    {"filter.geo"},
    {"filter.ids"},
    {"filter.advanced"},
    {"filter.synonyms"},
    {"postFilter.overallStatus"},
    {"postFilter.geo"},
    {"postFilter.ids"},
    {"postFilter.advanced"},
    {"postFilter.synonyms"},
    {"aggFilters"},
    {"geoDecay"},
    {"fields"},
    {"sort"},
    {"countTotal"},
    {"pageSize"},
    {"pageToken"},
    // Ours: the registry as it was known on a day; with studies that it no longer had.
    {"asOf"},
    {"removed"},
    // Ours: how many are found, and no page.
    {"countOnly"},
    // Ours: counts by value; how the query was read and what scores are made of.
    {"facets"},
    {"explain"},
    // Ours: what is well known among invented names counts as what it stands for.
    {"lenient"},
};

constexpr ParameterRow kStudyParameters[] = {{"format"}, {"markupFormat"}, {"fields"}, {"asOf"}};

struct InventedName {
  std::string_view last_part;  // of the name, in any case of letters
  std::string_view hint;
};
// Names that people and language models invent, and what they mean. Keyed by what follows the last dot,
// since the same word turns up behind query., filter. and alone.
constexpr InventedName kInventedNames[] = {
    {"phase", "Write filter.advanced=AREA[Phase]PHASE3."},
    {"phases", "Write filter.advanced=AREA[Phase](PHASE2 OR PHASE3)."},
    {"studyType", "Write filter.advanced=AREA[StudyType]INTERVENTIONAL."},
    {"type", "Write filter.advanced=AREA[StudyType]INTERVENTIONAL."},
    {"intervention", "Use query.intr."},
    {"interventions", "Use query.intr."},
    {"drug", "Use query.intr."},
    {"condition", "Use query.cond."},
    {"conditions", "Use query.cond."},
    {"disease", "Use query.cond."},
    {"recrs", kUseStatus},
    {"status", kUseStatus},
    {"country", "Write query.locn=AREA[LocationCountry]France."},
    {"state", "Write query.locn=AREA[LocationState]Ohio."},
    {"city", "Write query.locn=AREA[LocationCity]Berlin."},
    {"location", "Use query.locn."},
    {"sponsor", "Use query.spons, or query.lead for the lead sponsor alone."},
    {"sex", "Write filter.advanced=AREA[Sex]FEMALE; the value ALL needs quotes: AREA[Sex]\"ALL\"."},
    {"gender", "Write filter.advanced=AREA[Sex]FEMALE; the value ALL needs quotes: AREA[Sex]\"ALL\"."},
    {"age", "Write filter.advanced=AREA[StdAge]CHILD, ADULT or OLDER_ADULT."},
    {"results", "Write filter.advanced=AREA[HasResults]true."},
    {"hasResults", "Write filter.advanced=AREA[HasResults]true."},
    {"q", "Use query.term."},
    {"query", "Use query.term."},
    {"search", "Use query.term."},
    {"expr", "Use query.term."},
    {"limit", "Use pageSize, at most 1000."},
    {"max_rnk", "Use pageSize and pageToken."},
    {"min_rnk", "Use pageSize and pageToken."},
    {"offset", "Pages follow each other by pageToken, from nextPageToken of the page before."},
    {"page", "Pages follow each other by pageToken, from nextPageToken of the page before."},
    {"fmt", "Use format=json."},
    {"nctId", "Use filter.ids, or /api/v2/studies/NCT00000000 for one study."},
};

const ParameterRow* find_row(std::span<const ParameterRow> rows, std::string_view name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ParameterRow& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

std::string hint_for_unknown(std::string_view name, std::span<const ParameterRow> known) {
  const std::string_view last_part = name.substr(name.rfind('.') + 1);
  const bool takes_queries = find_row(known, "query.term") != nullptr;
  for (const InventedName& invented : kInventedNames) {
    if (takes_queries && equals_ignoring_case(invented.last_part, last_part)) {
      return std::string(invented.hint);
    }
  }
  std::vector<std::string_view> names;
  for (const ParameterRow& row : known) {
    names.push_back(row.name);
  }
  const std::string_view nearest = nearest_name(name, names);
  if (!nearest.empty()) {
    return concat("Perhaps ", nearest, " is meant.");
  }
  std::string all;
  for (std::string_view one : names) {
    append_to(all, all.empty() ? "" : ", ", one);
  }
  return concat("Parameters here: ", all, ".");
}

Status refuse_unknown(std::string_view name, std::span<const ParameterRow> known) {
  const std::string hint = hint_for_unknown(name, known);
  const std::size_t dot = name.find('.');
  const auto has_prefix = [&](const ParameterRow& row) { return row.name.starts_with(name.substr(0, dot + 1)); };
  if (dot != std::string_view::npos && std::none_of(known.begin(), known.end(), has_prefix)) {
    return refuse(registry_errors::invalid_prefix(name), hint);
  }
  return refuse(registry_errors::unknown_parameter(name), hint);
}

bool is_field_name(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto may_follow = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ' ';
  };
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), may_follow);
}

}  // namespace

std::span<const ParameterRow> studies_parameters() { return kStudiesParameters; }
std::span<const ParameterRow> study_parameters() { return kStudyParameters; }

std::string_view value_of(const std::vector<http::Parameter>& parameters, std::string_view name) {
  for (const http::Parameter& parameter : parameters) {
    const std::string_view value = without_outer_blanks(parameter.value);
    if (parameter.name == name && !value.empty()) {
      return value;
    }
  }
  return {};
}

bool is_given(const std::vector<http::Parameter>& parameters, std::string_view name) {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const http::Parameter& parameter) { return parameter.name == name; });
}

Status check_parameters(const std::vector<http::Parameter>& parameters, std::span<const ParameterRow> known) {
  for (const http::Parameter& parameter : parameters) {
    const ParameterRow* row = find_row(known, parameter.name);
    const std::string_view value = without_outer_blanks(parameter.value);
    if (row == nullptr && parameter.name.empty() && value.empty()) {
      continue;
    }
    if (row == nullptr) {
      return refuse_unknown(parameter.name, known);
    }
    if (value.empty()) {
      continue;
    }
    if (value != value_of(parameters, row->name)) {
      return refuse(registry_errors::given_twice(row->name),
                    "Give it once; a list takes commas or pipes, a query takes AND and OR.");
    }
  }
  return absl::OkStatus();
}

StatusOr<std::size_t> read_choice(const std::vector<http::Parameter>& parameters, std::string_view name,
                                  std::span<const std::string_view> choices) {
  const std::string_view value = value_of(parameters, name);
  const auto found = value.empty() ? choices.begin() : std::find(choices.begin(), choices.end(), value);
  if (found != choices.end()) {
    return static_cast<std::size_t>(found - choices.begin());
  }
  std::string all;
  for (std::string_view choice : choices) {
    append_to(all, all.empty() ? "" : ", ", name, "=", choice);
  }
  return refuse(registry_errors::invalid_value(name, value), concat("Use one of ", all, "."));
}

StatusOr<bool> read_boolean(const std::vector<http::Parameter>& parameters, std::string_view name) {
  const std::string_view value = value_of(parameters, name);
  if (value.empty() || equals_ignoring_case(value, "false")) {
    return false;
  }
  if (equals_ignoring_case(value, "true")) {
    return true;
  }
  return refuse(registry_errors::incorrect_format(name), concat("Write ", name, "=true or ", name, "=false."));
}

std::vector<ListItem> split_list(std::string_view list) {
  std::vector<ListItem> out;
  std::size_t number = 0;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find_first_of(",|", start), list.size());
    const std::string_view text = without_outer_blanks(list.substr(start, end - start));
    ++number;
    if (!text.empty()) {
      out.push_back({number, std::string(text)});
    }
    start = end + 1;
  }
  if (out.empty()) {
    out.push_back({1, ""});
  }
  return out;
}

Status check_field_name(const ListItem& item) {
  return is_field_name(item.text)
             ? absl::OkStatus()
             : refuse(registry_errors::item_has_incorrect_format(item.number, "fields"),
                      "A field's name has letters, digits, dots and hyphens, and starts with a letter.");
}

StatusOr<NctNumber> read_path_number(std::string_view typed) {
  const auto number = typed == without_outer_blanks(typed) ? NctNumber::from_typed(typed) : std::nullopt;
  if (!number) {
    return refuse(registry_errors::incorrect_format("nctId"),
                  "An NCT number is NCT and up to eight digits, for instance NCT00000102.");
  }
  return *number;
}

}  // namespace trialkeep::api
