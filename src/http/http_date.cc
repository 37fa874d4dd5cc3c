#include "http/http_date.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>

namespace trialkeep::http {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr int kFirstWeekday = 4;  // 1970-01-01 was a Thursday

// The number that stands at `at`; -1 when one of its `size` bytes is no digit.
int number_at(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (const char c : text.substr(at, size)) {
    if (c < '0' || c > '9') {
      return -1;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string http_date(Instant instant) {
  const std::int64_t seconds = instant.unix_ms / 1000;
  const auto days = static_cast<std::int32_t>(seconds / 86'400);
  const std::int64_t rest = seconds % 86'400;
  const CalendarDate date = date_from_days(days);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[(days + kFirstWeekday) % 7], date.day,
                     kMonths[date.month - 1], date.year, rest / 3600, rest / 60 % 60, rest % 60);
}

std::optional<Instant> parse_http_date(std::string_view text) {
  constexpr std::string_view kShape = "Sun, 06 Nov 1994 08:49:37 GMT";
  if (text.size() != kShape.size() || std::find(kDays.begin(), kDays.end(), text.substr(0, 3)) == kDays.end()) {
    return std::nullopt;
  }
  for (const std::size_t at : {3, 4, 7, 11, 16, 19, 22, 25, 26, 27, 28}) {
    if (text[at] != kShape[at]) {
      return std::nullopt;
    }
  }
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const int day = number_at(text, 5, 2);
  const int year = number_at(text, 12, 4);
  const int hour = number_at(text, 17, 2);
  const int minute = number_at(text, 20, 2);
  const int second = number_at(text, 23, 2);
  if (month == kMonths.end() || year < 1970 || std::min({day, hour, minute, second}) < 0 || hour > 23 || minute > 59 ||
      second > 60) {
    return std::nullopt;
  }
  const auto days = days_from_date(year, static_cast<int>(month - kMonths.begin()) + 1, day);
  if (!days) {
    return std::nullopt;
  }
  return Instant{(std::int64_t{*days} * 86'400 + hour * 3600 + minute * 60 + second) * 1000};
}

}  // namespace trialkeep::http
