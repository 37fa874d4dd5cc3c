#pragma once
// The registry's own words for what is wrong with a request (spec/API.md section 9), in one place. Clients
// compare these texts, so they stay to the letter. Where the registry's text was never recorded, the
// comment says so and the text follows its manner.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/strings.h"

namespace trialkeep::api::registry_errors {

inline std::string unknown_parameter(std::string_view name) { return concat("`", name, "` is unknown parameter"); }

// A dotted name whose first part no parameter of the endpoint has.
inline std::string invalid_prefix(std::string_view name) { return concat("Invalid prefix in parameter name: ", name); }

// The registry writes the name without "filter." here.
inline std::string invalid_value(std::string_view name, std::string_view value) {
  return concat("Invalid value in parameter `", name, "`: `", value, "`");
}

// Items count from 1.
inline std::string item_has_incorrect_format(std::size_t item, std::string_view name) {
  return concat("Item ", item, " in parameter `", name, "` has incorrect format");
}

// Recorded only as starting with the parameter's name and ending in these words.
inline std::string incorrect_format(std::string_view name) { return concat("`", name, "` has incorrect format"); }

inline std::string invalid_field_name(std::string_view name) {
  return concat("Parameter 'fields' contains invalid field name: '", name, "'");
}

inline std::string invalid_column_name(std::string_view name) {
  return concat("Parameter 'fields' contains invalid CSV column name: '", name, "'");
}

// Not recorded; in the manner of the two above.
inline std::string invalid_tag_name(std::string_view name) {
  return concat("Parameter 'fields' contains invalid RIS tag name: '", name, "'");
}

// Ours. Two parameters that exclude each other.
inline std::string not_with(std::string_view name, std::string_view other) {
  return concat("`", name, "` cannot be used with `", other, "`");
}

inline std::string unsupported_sort(std::string_view type) { return concat("Unsupported sort field type: ", type); }

// Recorded for the statistics of fields; what the registry says to it in `sort` is not known.
inline std::string unknown_piece(std::string_view name) { return concat("Unknown piece name of field path: ", name); }

inline std::string no_such_study(std::string_view nct_number) {
  return concat("NCT number ", nct_number, " not found");
}

// `label` as the registry's pages call the query: "Other terms", "Conditions or disease".
inline std::string query_error(std::string_view label, std::string_view detail) {
  return concat("Error parsing query in ", label, ": ", detail);
}

inline constexpr std::string_view kDataChanged =
    "The data have probably changed while you were paginating. Please, start over from the first page.";

// Ours. What the registry does with a parameter given twice is not known, and each guess would answer
// another question than one of the two.
inline std::string given_twice(std::string_view name) {
  return concat("`", name, "` is given more than once, with different values");
}

}  // namespace trialkeep::api::registry_errors
