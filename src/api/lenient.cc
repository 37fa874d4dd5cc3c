#include "api/lenient.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "api/parameters.h"
#include "base/strings.h"
#include "model/catalogue.h"

namespace trialkeep::api {
namespace {

using Parameters = std::vector<http::Parameter>;

struct Replacement {
  std::string_view last_part;              // of the invented name, in any case of letters
  std::string_view name;                   // of the real parameter
  model::FieldId field = model::kNoField;  // searched by AREA[...]; an enum's values are looked up
};
constexpr Replacement kReplacements[] = {
    {"phase", "filter.advanced", model::piece::Phase},
    {"phases", "filter.advanced", model::piece::Phase},
    {"studyType", "filter.advanced", model::piece::StudyType},
    {"sex", "filter.advanced", model::piece::Sex},
    {"gender", "filter.advanced", model::piece::Sex},
    {"recrs", "filter.overallStatus", model::piece::OverallStatus},
    {"status", "filter.overallStatus", model::piece::OverallStatus},
    {"intervention", "query.intr"},
    {"interventions", "query.intr"},
    {"drug", "query.intr"},
    {"condition", "query.cond"},
    {"conditions", "query.cond"},
    {"disease", "query.cond"},
    {"country", "query.locn", model::piece::LocationCountry},
    {"state", "query.locn", model::piece::LocationState},
    {"city", "query.locn", model::piece::LocationCity},
    {"location", "query.locn"},
    {"sponsor", "query.spons"},
    {"q", "query.term"},
    {"query", "query.term"},
    {"search", "query.term"},
    {"expr", "query.term"},
    {"limit", "pageSize"},
    {"nctId", "filter.ids"},
};

// The constant that `text` names; also "2" and "Phase 2" for PHASE2.
std::string_view constant_of(const model::Field& field, std::string_view text) {
  const model::EnumValue* value = model::find_enum_value(field.enum_type, text);
  if (value == nullptr && field.piece == model::field(model::piece::Phase).piece) {
    std::string compact;
    std::copy_if(text.begin(), text.end(), std::back_inserter(compact), [](char c) { return c != ' '; });
    value = model::find_enum_value(field.enum_type, compact);
    value = value != nullptr ? value : model::find_enum_value(field.enum_type, concat("PHASE", compact));
  }
  return value == nullptr ? std::string_view() : value->value;
}

// A text in quotes, as the query language reads them.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out + "\"";
}

// The value for the real parameter; nullopt where it cannot be told what is meant.
std::optional<std::string> value_for(const Replacement& replacement, std::string_view value) {
  if (replacement.field == model::kNoField) {
    return std::string(value);
  }
  const model::Field& field = model::field(replacement.field);
  const bool is_list = replacement.name == "filter.overallStatus";
  std::string any;
  for (const ListItem& item : split_list(value)) {
    const bool is_enum = field.kind == model::ValueKind::kEnum;
    const std::string_view constant = is_enum ? constant_of(field, item.text) : std::string_view(item.text);
    if (constant.empty()) {
      return std::nullopt;
    }
    append_to(any, any.empty() ? "" : is_list ? "," : " OR ", is_list ? std::string(constant) : quoted(constant));
  }
  return is_list ? any : concat("AREA[", field.piece, "](", any, ")");
}

const Replacement* replacement_of(std::string_view name) {
  const std::string_view last_part = name.substr(name.rfind('.') + 1);
  const auto found = std::find_if(std::begin(kReplacements), std::end(kReplacements), [&](const Replacement& row) {
    return equals_ignoring_case(row.last_part, last_part);
  });
  return found == std::end(kReplacements) ? nullptr : &*found;
}

bool is_known(std::string_view name) {
  const auto rows = studies_parameters();
  return std::any_of(rows.begin(), rows.end(), [&](const ParameterRow& row) { return row.name == name; });
}

// False when the parameter is there already and cannot hold both.
bool add_value(std::string_view name, const std::string& value, Parameters& parameters) {
  for (http::Parameter& parameter : parameters) {
    if (parameter.name != name || without_outer_blanks(parameter.value).empty()) {
      continue;
    }
    if (!name.starts_with("query.") && name != "filter.advanced") {
      return false;
    }
    parameter.value = concat("(", parameter.value, ") AND (", value, ")");
    return true;
  }
  parameters.push_back({std::string(name), value});
  return true;
}

}  // namespace

Parameters with_invented_replaced(const Parameters& parameters, std::string& note) {
  Parameters out;
  Parameters invented;
  for (const http::Parameter& parameter : parameters) {
    if (parameter.name != "lenient") {
      (is_known(parameter.name) ? out : invented).push_back(parameter);
    }
  }
  for (const http::Parameter& parameter : invented) {
    const Replacement* replacement = replacement_of(parameter.name);
    const std::string_view typed = without_outer_blanks(parameter.value);
    const auto value = replacement == nullptr || typed.empty() ? std::nullopt : value_for(*replacement, typed);
    if (!value || !add_value(replacement->name, *value, out)) {
      out.push_back(parameter);
      continue;
    }
    append_to(note, note.empty() ? "" : " ", parameter.name, " was taken as ", replacement->name, "=", *value, ".");
  }
  return out;
}

}  // namespace trialkeep::api
