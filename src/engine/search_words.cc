#include "engine/search_words.h"

#include "base/strings.h"
#include "query/bind_values.h"

namespace trialkeep::engine {

using model::FieldId;
using model::ValueKind;

FieldId find_field(std::string_view name) {
  const FieldId piece = model::find_piece(name);
  return piece != model::kNoField ? piece : model::find_path(name);
}

bool can_sort_by(FieldId field) { return query::has_numbers(model::field(field)); }

bool can_count_by(FieldId field) {
  const model::Field& row = model::field(field);
  switch (row.kind) {
    case ValueKind::kEnum:
    case ValueKind::kBoolean:
    case ValueKind::kDate:
    case ValueKind::kInteger:
      return true;
    default:
      return row.is_facet;
  }
}

StatusOr<search::SortKey> parse_sort_key(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = without_outer_blanks(text.substr(0, colon));
  const std::string_view direction = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (colon != std::string_view::npos && direction != "asc" && direction != "desc") {
    return absl::InvalidArgumentError(
        concat("\"", direction, "\" is no direction; write ", name, ":asc or ", name, ":desc"));
  }
  if (name == "@relevance") {
    return search::SortKey{std::nullopt, direction != "asc"};
  }
  const FieldId field = find_field(name);
  if (field == model::kNoField) {
    return absl::InvalidArgumentError(concat("there is no field named \"", name, "\" to sort by"));
  }
  if (!can_sort_by(field)) {
    return absl::InvalidArgumentError(
        concat(name, " is neither a date nor a number; sort by one, like LastUpdatePostDate or EnrollmentCount"));
  }
  const bool falls_by_itself = model::field(field).kind == ValueKind::kDate;
  return search::SortKey{field, direction.empty() ? falls_by_itself : direction == "desc"};
}

StatusOr<search::FacetRequest> parse_facet(std::string_view text) {
  const FieldId field = find_field(without_outer_blanks(text));
  if (field == model::kNoField) {
    return absl::InvalidArgumentError(concat("there is no field named \"", text, "\" to count by"));
  }
  if (!can_count_by(field)) {
    return absl::InvalidArgumentError(
        concat(text,
               " has too many different values to count by; count by one like OverallStatus, Phase, StartDate (by "
               "year) or LocationCountry"));
  }
  return search::FacetRequest{.field = field};
}

}  // namespace trialkeep::engine
