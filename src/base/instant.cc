#include "base/instant.h"

#include <algorithm>
#include <fmt/format.h>

namespace trialkeep {
namespace {

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

std::int32_t day_of(Instant instant) {
  std::int64_t days = instant.unix_ms / kDayMs;
  if (instant.unix_ms % kDayMs < 0) {
    --days;
  }
  // A damaged store can hold any number; the calendar counts no further.
  constexpr std::int64_t kMostDays = 1'000'000'000;
  return static_cast<std::int32_t>(std::clamp(days, -kMostDays, kMostDays));
}

// `size` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (std::size_t i = at; i < at + size; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

// Howard Hinnant's days_from_civil and civil_from_days, for eras of 400 years.
std::optional<std::int32_t> days_from_date(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
    return std::nullopt;
  }
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

CalendarDate date_from_days(std::int32_t days) {
  const int shifted = days + 719468;
  const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = shifted - era * 146097;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_index = (5 * day_of_year + 2) / 153;
  const int month = month_index < 10 ? month_index + 3 : month_index - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * month_index + 2) / 5 + 1};
}

std::string Instant::date_text() const {
  const CalendarDate date = date_from_days(day_of(*this));
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string Instant::text() const {
  const auto seconds = (unix_ms - day_of(*this) * kDayMs) / 1000;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", date_text(), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string Instant::exact_text() const {
  std::string out = text();
  out.pop_back();
  return out + fmt::format(".{:03}Z", (unix_ms - day_of(*this) * kDayMs) % 1000);
}

std::string Instant::reading_text() const {
  const auto minutes = (unix_ms - day_of(*this) * kDayMs) / 60'000;
  return fmt::format("{} {:02}:{:02} UTC", date_text(), minutes / 60, minutes % 60);
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (!text.empty() && text.back() == 'Z') {
    text.remove_suffix(1);
  }
  constexpr std::size_t kDay = 10;
  constexpr std::size_t kSecond = 19;
  constexpr std::size_t kMillisecond = 23;
  if ((text.size() != kDay && text.size() != kSecond && text.size() != kMillisecond) || text[4] != '-' ||
      text[7] != '-') {
    return std::nullopt;
  }
  const auto days = days_from_date(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  if (!days) {
    return std::nullopt;
  }
  std::int64_t ms = *days * kDayMs;
  if (text.size() > kDay) {
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    const bool shape = text[10] == 'T' && text[13] == ':' && text[16] == ':';
    if (!shape || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return std::nullopt;
    }
    ms += ((hour * 60 + minute) * 60 + second) * 1000LL;
    if (text.size() == kMillisecond) {
      const int fraction = digits(text, 20, 3);
      if (text[19] != '.' || fraction < 0) {
        return std::nullopt;
      }
      ms += fraction;
    }
  }
  return Instant{ms};
}

}  // namespace trialkeep
