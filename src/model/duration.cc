#include "model/duration.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/strings.h"

namespace trialkeep::model {
namespace {

constexpr double kMinutesOfDay = 24 * 60;
constexpr double kMinutesOfYear = 365.25 * kMinutesOfDay;

struct Unit {
  std::string_view name;
  std::string_view letter;
  double minutes;
};
constexpr Unit kUnits[] = {
    {"year", "y", kMinutesOfYear},
    {"month", "m", kMinutesOfYear / 12},
    {"week", "w", 7 * kMinutesOfDay},
    {"day", "d", kMinutesOfDay},
    {"hour", "h", 60},
    {"minute", "", 1},
};

std::optional<double> minutes_of(std::string_view unit) {
  if (unit.empty()) {
    return kMinutesOfYear;
  }
  for (const Unit& one : kUnits) {
    const bool is_plural = unit.size() == one.name.size() + 1 && (unit.back() | 0x20) == 's';
    if (equals_ignoring_case(unit, one.letter) ||
        equals_ignoring_case(is_plural ? unit.substr(0, one.name.size()) : unit, one.name)) {
      return one.minutes;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int32_t> parse_duration_minutes(std::string_view text) {
  text = without_outer_blanks(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number, std::chars_format::fixed);
  const auto unit = minutes_of(without_outer_blanks(text.substr(digits)));
  if (error != std::errc() || end != text.data() + digits || !unit) {
    return std::nullopt;
  }
  constexpr double kMost = std::numeric_limits<std::int32_t>::max();
  const double minutes = number * *unit;
  return minutes >= kMost ? std::numeric_limits<std::int32_t>::max() : static_cast<std::int32_t>(minutes);
}

std::string duration_text(std::int32_t minutes) {
  for (const Unit& unit : kUnits) {
    const auto size = static_cast<std::int32_t>(unit.minutes);
    if (minutes > 0 && minutes % size == 0) {
      return concat(minutes / size, " ", unit.name, minutes == size ? "" : "s");
    }
  }
  return concat(minutes, " minutes");
}

}  // namespace trialkeep::model
