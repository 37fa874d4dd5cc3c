// /stats/...: statistics of sizes, of fields' values and of lists' lengths (spec/API.md sections 1, 2 and 7.2).

#include <algorithm>
#include <set>

#include "api/answers.h"
#include "api/api.h"
#include "api/parameters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "api/statistics_json.h"
#include "base/names.h"
#include "base/strings.h"
#include "model/catalogue.h"

namespace trialkeep::api {
namespace {

using http::Request;
using http::Response;
using Parameters = std::vector<http::Parameter>;

constexpr ParameterRow kValuesParameters[] = {{"types"}, {"fields"}};
constexpr ParameterRow kSizesParameters[] = {{"fields"}};

bool has_sizes(const model::Field& field) { return field.is_list; }

Status unknown_field(std::string_view name, bool (*is_counted)(const model::Field&)) {
  std::vector<std::string_view> pieces;
  for (const model::Field& field : model::fields()) {
    if (is_counted(field)) {
      pieces.push_back(field.piece);
    }
  }
  const std::string_view nearest = nearest_name(name, pieces);
  return refuse(absl::StatusCode::kNotFound, registry_errors::unknown_piece(name),
                nearest.empty() ? std::string() : concat("Perhaps ", nearest, " is meant."));
}

// The fields that `names` lists by piece or path; empty for an empty list.
StatusOr<std::set<model::FieldId>> read_counted_fields(std::string_view names,
                                                       bool (*is_counted)(const model::Field&)) {
  std::set<model::FieldId> fields;
  if (names.empty()) {
    return fields;
  }
  for (const ListItem& item : split_list(names)) {
    RETURN_IF_ERROR(check_field_name(item));
    const model::FieldId by_piece = model::find_piece(item.text);
    const model::FieldId id = by_piece == model::kNoField ? model::find_path(item.text) : by_piece;
    if (id == model::kNoField || !is_counted(model::field(id))) {
      return unknown_field(item.text, is_counted);
    }
    fields.insert(id);
  }
  return fields;
}

StatusOr<std::set<std::string>> read_types(const Parameters& parameters) {
  constexpr std::string_view kTypes[] = {"ENUM", "STRING", "DATE", "INTEGER", "NUMBER", "BOOLEAN"};
  std::set<std::string> types;
  const std::string_view value = value_of(parameters, "types");
  if (value.empty()) {
    return types;
  }
  for (ListItem& item : split_list(value)) {
    if (std::find(std::begin(kTypes), std::end(kTypes), std::string_view(item.text)) == std::end(kTypes)) {
      return refuse(registry_errors::invalid_value("types", item.text),
                    "Types are ENUM, STRING, DATE, INTEGER, NUMBER and BOOLEAN.");
    }
    types.insert(std::move(item.text));
  }
  return types;
}

// The entries that `append` writes of those that are `wanted`, as an array.
template <typename Entries, typename IsWanted, typename Append>
std::string array_of(const Entries& entries, const IsWanted& is_wanted, const Append& append) {
  std::string out = "[";
  for (const auto& entry : entries) {
    if (is_wanted(entry)) {
      out.append(out.size() == 1 ? "" : ",");
      append(entry, out);
    }
  }
  return out + "]";
}

enum class Asked { kSize, kValues, kValuesOfOne, kLists, kNothing };

Asked what_is_asked(const std::vector<std::string>& path) {
  const std::string_view third = path.size() > 3 ? std::string_view(path[3]) : std::string_view();
  const std::string_view fourth = path.size() > 4 ? std::string_view(path[4]) : std::string_view();
  if (path.size() == 4) {
    return third == "size"                                 ? Asked::kSize
           : third == "fieldValues"                        ? Asked::kValues
           : third == "fieldSizes" || third == "listSizes" ? Asked::kLists
                                                           : Asked::kNothing;
  }
  if (path.size() == 5 && third == "field") {
    return fourth == "values" ? Asked::kValues : fourth == "sizes" ? Asked::kLists : Asked::kNothing;
  }
  return path.size() == 5 && third == "fieldValues" ? Asked::kValuesOfOne : Asked::kNothing;
}

}  // namespace

StatusOr<Response> Api::statistics(const Request& request) {
  const Asked asked = what_is_asked(request.segments);
  if (asked == Asked::kNothing) {
    return no_such_path(request);
  }
  if (asked == Asked::kSize) {
    RETURN_IF_ERROR(check_parameters(request.parameters, {}));
    ASSIGN_OR_RETURN(const auto statistics, statistics_.get(registry_));
    return with_etag(Response::json(200, sizes_json(*statistics)));
  }
  if (asked == Asked::kLists) {
    RETURN_IF_ERROR(check_parameters(request.parameters, kSizesParameters));
    ASSIGN_OR_RETURN(const auto fields, read_counted_fields(value_of(request.parameters, "fields"), has_sizes));
    ASSIGN_OR_RETURN(const auto statistics, statistics_.get(registry_));
    const auto is_wanted = [&](const auto& one) { return fields.empty() || fields.count(one.field) != 0; };
    return with_etag(Response::json(200, array_of(statistics->lists, is_wanted, append_list_statistics)));
  }
  const bool is_of_one = asked == Asked::kValuesOfOne;
  RETURN_IF_ERROR(check_parameters(request.parameters, is_of_one ? std::span<const ParameterRow>()
                                                                 : std::span<const ParameterRow>(kValuesParameters)));
  ASSIGN_OR_RETURN(const auto types, read_types(request.parameters));
  ASSIGN_OR_RETURN(const auto fields, read_counted_fields(is_of_one ? std::string_view(request.segments[4])
                                                                    : value_of(request.parameters, "fields"),
                                                          model::has_value_statistics));
  ASSIGN_OR_RETURN(const auto statistics, statistics_.get(registry_));
  const auto is_wanted = [&](const auto& one) {
    const bool has_type = types.empty() || types.count(std::string(statistics_type(model::field(one.field)))) != 0;
    return has_type && (fields.empty() || fields.count(one.field) != 0);
  };
  std::string body = array_of(statistics->fields, is_wanted, [&](const auto& one, std::string& out) {
    append_field_statistics(one, statistics->sizes.size(), out);
  });
  // The older path of one field gives it without the brackets of a list.
  return with_etag(Response::json(200, is_of_one ? body.substr(1, body.size() - 2) : std::move(body)));
}

}  // namespace trialkeep::api
