#pragma once
// A moment in UTC, to the millisecond, and the calendar around it.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trialkeep {

// Days since 1970-01-01 of a date of the proleptic Gregorian calendar; nullopt for a date that is none.
std::optional<std::int32_t> days_from_date(int year, int month, int day);

struct CalendarDate {
  int year;
  int month;
  int day;
};
CalendarDate date_from_days(std::int32_t days);

inline constexpr std::int64_t kDayMs = 86'400'000;

struct Instant {
  std::int64_t unix_ms = 0;

  std::string text() const;          // 2026-11-22T12:33:05Z
  std::string exact_text() const;    // 2026-11-22T12:33:05.001Z
  std::string date_text() const;     // 2026-11-22
  std::string reading_text() const;  // 2026-11-22 12:33 UTC, for people
  friend auto operator<=>(Instant, Instant) = default;
};

// `yyyy-MM-dd`, `yyyy-MM-ddTHH:mm:ss` or `yyyy-MM-ddTHH:mm:ss.SSS`, all UTC, a final Z allowed.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace trialkeep
