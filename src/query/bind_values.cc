#include "query/bind_values.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "base/instant.h"
#include "base/strings.h"
#include "model/duration.h"
#include "model/partial_date.h"

namespace trialkeep::query {
namespace {

using model::Field;
using model::ValueKind;

constexpr std::int32_t kNoLow = std::numeric_limits<std::int32_t>::min() + 1;
constexpr std::int32_t kNoHigh = std::numeric_limits<std::int32_t>::max();
constexpr std::string_view kMin = "MIN";
constexpr std::string_view kMax = "MAX";

std::int32_t clamped(double value) {
  return value <= kNoLow ? kNoLow : value >= kNoHigh ? kNoHigh : static_cast<std::int32_t>(value);
}

std::optional<std::int32_t> read_bound(ValueKind kind, std::string_view text, bool is_low) {
  if (text == kMin || text == kMax) {
    return text == kMin ? kNoLow : kNoHigh;
  }
  switch (kind) {
    case ValueKind::kDate: {
      const auto date = model::parse_partial_date(text);
      return date ? std::optional(is_low ? date->first_day : date->last_day) : std::nullopt;
    }
    case ValueKind::kDuration:
      return model::parse_duration_minutes(text);
    default: {
      // Values are whole numbers: a bound between two of them is moved to the one within.
      const auto number = read_number(text);
      return number ? std::optional(clamped(is_low ? std::ceil(*number) : std::floor(*number))) : std::nullopt;
    }
  }
}

std::optional<Bounds> read_bounds(ValueKind kind, std::string_view low, std::string_view high) {
  const auto first = read_bound(kind, without_outer_blanks(low), true);
  const auto last = read_bound(kind, without_outer_blanks(high), false);
  return first && last ? std::optional(Bounds{*first, *last}) : std::nullopt;
}

std::string value_text(ValueKind kind, std::int32_t value) {
  switch (kind) {
    case ValueKind::kDate:
      return Instant{static_cast<std::int64_t>(value) * kDayMs}.date_text();
    case ValueKind::kDuration:
      return model::duration_text(value);
    default:
      return concat(value);
  }
}

std::string text_of(ValueKind kind, Bounds bounds) {
  const std::string low = bounds.low <= kNoLow ? std::string(kMin) : value_text(kind, bounds.low);
  const std::string high = bounds.high == kNoHigh ? std::string(kMax) : value_text(kind, bounds.high);
  return bounds.low == bounds.high ? low : concat(low, " to ", high);
}

std::string allowed_values(const Field& field) {
  std::string allowed;
  for (const model::EnumValue& value : model::enum_types()[field.enum_type].values) {
    append_to(allowed, allowed.empty() ? "`" : ", `", value.value, "`");
  }
  return allowed;
}

}  // namespace

bool has_words(const Field& field) {
  switch (field.kind) {
    case ValueKind::kText:
    case ValueKind::kMarkup:
    case ValueKind::kKeyword:
    case ValueKind::kDuration:
      return true;
    default:
      return false;
  }
}

bool has_numbers(const Field& field) {
  switch (field.kind) {
    case ValueKind::kDate:
    case ValueKind::kInteger:
    case ValueKind::kNumber:
    case ValueKind::kDuration:
      return true;
    default:
      return false;
  }
}

std::string symbol_term(const Field& field, std::string_view text) {
  text = without_outer_blanks(text);
  if (field.kind == ValueKind::kEnum) {
    const model::EnumValue* value = model::find_enum_value(field.enum_type, text);
    return value == nullptr ? std::string() : exact_term(value->value);
  }
  if (field.kind == ValueKind::kBoolean) {
    for (std::string_view truth : {"true", "false"}) {
      if (equals_ignoring_case(text, truth)) {
        return exact_term(truth);
      }
    }
  }
  return {};
}

std::optional<Bounds> values_named(const Field& field, std::string_view text) {
  text = without_outer_blanks(text);
  if (text == kMin || text == kMax) {
    return std::nullopt;
  }
  switch (field.kind) {
    case ValueKind::kDate:
      return read_bounds(ValueKind::kDate, text, text);
    case ValueKind::kInteger: {
      const auto bounds = read_bounds(ValueKind::kInteger, text, text);
      return bounds && bounds->low <= bounds->high ? bounds : std::nullopt;
    }
    case ValueKind::kNumber: {
      const auto number = read_number(text);
      return number ? std::optional(Bounds{clamped(*number), clamped(*number)}) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::optional<Bounds> read_range(const Field& field, std::string_view low, std::string_view high) {
  return read_bounds(field.kind, low, high);
}

std::string bounds_text(const Field& field, Bounds bounds) { return text_of(field.kind, bounds); }

std::optional<Bounds> read_size_range(std::string_view low, std::string_view high) {
  return read_bounds(ValueKind::kInteger, low, high);
}

std::optional<Bounds> read_size(std::string_view text) {
  text = without_outer_blanks(text);
  const auto bounds = read_size_range(text, text);
  return bounds && bounds->low == bounds->high && text != kMin && text != kMax ? bounds : std::nullopt;
}

std::string size_bounds_text(Bounds bounds) { return text_of(ValueKind::kInteger, bounds); }

std::optional<double> read_number(std::string_view text) {
  text = without_outer_blanks(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_all = error == std::errc() && end == text.data() + text.size();
  return is_all && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> read_radius_m(std::string_view text) {
  constexpr double kMetresOfMile = 1609.344;
  constexpr double kMetresOfKilometre = 1000;
  text = without_outer_blanks(text);
  double unit = kMetresOfMile;
  if (text.ends_with("km") || text.ends_with("mi")) {
    unit = text.ends_with("km") ? kMetresOfKilometre : kMetresOfMile;
    text.remove_suffix(2);
  }
  const auto number = read_number(text);
  return number && *number >= 0 ? std::optional(*number * unit) : std::nullopt;
}

std::string_view how_to_write_a_bound(const Field& field) {
  switch (field.kind) {
    case ValueKind::kDate:
      return "Write a date as 2024, 2024-05, 2024-05-31 or 05/31/2024.";
    case ValueKind::kDuration:
      return "Write an age as 18 years, 6 months, 18y, 6m, 3w or 18d.";
    default:
      return "Write a number.";
  }
}

Complaint complain_about_value(Span span, std::string_view text, const Field& field) {
  Complaint complaint;
  complaint.span = span;
  complaint.message = concat("\"", text, "\" is no value of the field ", field.piece, ".");
  complaint.registry_text = concat("no viable alternative at input '", text, "'");
  switch (field.kind) {
    case ValueKind::kEnum: {
      const std::string allowed = allowed_values(field);
      complaint.remedy = concat("Its values are ", allowed, ".");
      complaint.registry_text = concat("Allowed values for enum field `", field.path, "` are ", allowed);
      break;
    }
    case ValueKind::kBoolean:
      complaint.remedy = "Its values are true and false.";
      break;
    case ValueKind::kGeoPoint:
      complaint.remedy = concat("Ask for a distance: AREA[", field.piece, "]DISTANCE[42.36,-71.06,50mi].");
      break;
    default:
      complaint.remedy = how_to_write_a_bound(field);
  }
  return complaint;
}

}  // namespace trialkeep::query
