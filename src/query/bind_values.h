#pragma once
// Values that are no words: what a text means in a field of symbols, days, numbers or ages.

#include <optional>
#include <string>
#include <string_view>

#include "query/bound.h"

namespace trialkeep::query {

// True for fields that are searched as words.
bool has_words(const model::Field& field);
// True for fields of numbers, days or ages: they can be ordered.
bool has_numbers(const model::Field& field);

// The index term of the symbol that a text means in a field: constant, legacy spelling or label of an enum; true,
// false. Empty when it means none.
std::string symbol_term(const model::Field& field, std::string_view text);

struct Bounds {
  std::int32_t low;
  std::int32_t high;
};
// The values of a field of numbers or days (not ages: those are words too) that a text names; nullopt when it names
// none.
std::optional<Bounds> values_named(const model::Field& field, std::string_view text);

// RANGE[low, high] over a field that has_numbers(); nullopt when a bound is none of its kind of values.
std::optional<Bounds> read_range(const model::Field& field, std::string_view low, std::string_view high);
// Bounds for people, as they can be asked for: "2020-01-01 to MAX", "18 years to 65 years"; one value when both are the
// same.
std::string bounds_text(const model::Field& field, Bounds bounds);
// The same over numbers of entries.
std::optional<Bounds> read_size_range(std::string_view low, std::string_view high);
// A number of entries by itself.
std::optional<Bounds> read_size(std::string_view text);
// Bounds of numbers of entries for people.
std::string size_bounds_text(Bounds bounds);

// A decimal number and nothing else.
std::optional<double> read_number(std::string_view text);
// A radius in metres: `50mi`, `80 km`, `50` (miles).
std::optional<double> read_radius_m(std::string_view text);

// Text that names no value of a field: what to say.
Complaint complain_about_value(Span span, std::string_view text, const model::Field& field);
// How a bound of a range over this field is written, as a sentence.
std::string_view how_to_write_a_bound(const model::Field& field);

}  // namespace trialkeep::query
