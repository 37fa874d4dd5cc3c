// Moments and the table of error codes.

#include <limits>

#include "base/instant.h"
#include "base/status.h"
#include "support/support.h"

namespace trialkeep {
namespace {

TEST(Calendar, counts_every_day_from_1900_to_2100_as_a_plain_loop_does) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  auto expected = *days_from_date(1900, 1, 1);
  for (int year = 1900; year <= 2100; ++year) {
    const bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    for (int month = 1; month <= 12; ++month) {
      const int length = kLengths[month - 1] + (leap && month == 2 ? 1 : 0);
      EXPECT_FALSE(days_from_date(year, month, 0) || days_from_date(year, month, length + 1));
      for (int day = 1; day <= length; ++day, ++expected) {
        ASSERT_EQ(days_from_date(year, month, day), expected) << year << '-' << month << '-' << day;
        const CalendarDate back = date_from_days(expected);
        ASSERT_TRUE(back.year == year && back.month == month && back.day == day) << expected;
      }
    }
  }
  EXPECT_EQ(days_from_date(1970, 1, 1), 0);
  EXPECT_EQ(days_from_date(2000, 3, 1), 11'017);
}

TEST(Calendar, refuses_years_beyond_four_digits) {
  EXPECT_FALSE(days_from_date(0, 1, 1));
  EXPECT_FALSE(days_from_date(10'000, 1, 1));
  EXPECT_FALSE(days_from_date(2024, 13, 1));
  EXPECT_FALSE(days_from_date(2024, -1, 1));
  EXPECT_TRUE(days_from_date(1, 1, 1) && days_from_date(9'999, 12, 31));
}

TEST(Instant, is_written_in_three_ways) {
  const Instant instant{1'795'350'785'999};
  EXPECT_EQ(instant.text(), "2026-11-22T12:33:05Z");
  EXPECT_EQ(instant.exact_text(), "2026-11-22T12:33:05.999Z");
  EXPECT_EQ(Instant{0}.exact_text(), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Instant{-1}.exact_text(), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(instant.date_text(), "2026-11-22");
  EXPECT_EQ(instant.reading_text(), "2026-11-22 12:33 UTC");
  EXPECT_EQ(Instant{-1}.text(), "1969-12-31T23:59:59Z");
  EXPECT_EQ(Instant{0}.text(), "1970-01-01T00:00:00Z");
}

TEST(Instant, of_a_damaged_store_is_still_written) {
  for (std::int64_t ms : {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_FALSE(Instant{ms}.text().empty());
    EXPECT_FALSE(Instant{ms}.exact_text().empty());
    EXPECT_FALSE(Instant{ms}.reading_text().empty());
  }
}

TEST(Instant, is_read_in_three_forms_only) {
  const struct {
    std::string_view text;
    std::string_view back;  // empty: refused
  } cases[] = {
      {"2026-11-22", "2026-11-22T00:00:00Z"},
      {"2026-11-22T12:33:05", "2026-11-22T12:33:05Z"},
      {"2026-11-22T12:33:05Z", "2026-11-22T12:33:05Z"},
      {"2026-11-22T23:59:59", "2026-11-22T23:59:59Z"},
      {"2024-02-29", "2024-02-29T00:00:00Z"},
      {"2026-11-22T12:33:05.001Z", "2026-11-22T12:33:05Z"},
      {"2026-11-22T12:33:05.999", "2026-11-22T12:33:05Z"},
      {"2026-11-22T12:33:05,001", ""},
      {"2026-11-22T12:33:05.01", ""},
      {"2026-11-22T12:33:05.0x1", ""},
      {"2023-02-29", ""},
      {"2026-11-22T24:00:00", ""},
      {"2026-11-22T12:60:00", ""},
      {"2026-11-22T12:33:60", ""},
      {"2026-11-22 12:33:05", ""},
      {"2026-11-22T12:33", ""},
      {"2026-11", ""},
      {"2026/11/22", ""},
      {"20a6-11-22", ""},
      {"2026-11-22T1 :33:05", ""},
      {"+026-11-22", ""},
      {"Z", ""},
      {"", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const auto instant = parse_instant(one.text);
    EXPECT_EQ(instant ? instant->text() : "", one.back);
  }
  EXPECT_EQ(parse_instant("2026-11-22T12:33:05.999Z"), Instant{1'795'350'785'999});
}

TEST(Status, maps_to_exit_codes_and_http_from_one_table) {
  using absl::StatusCode;
  const struct {
    StatusCode code;
    ExitCode exit;
    int http;
  } cases[] = {
      {StatusCode::kOk, ExitCode::kDone, 200},
      {StatusCode::kInvalidArgument, ExitCode::kWrongUsage, 400},
      {StatusCode::kOutOfRange, ExitCode::kWrongUsage, 400},
      {StatusCode::kFailedPrecondition, ExitCode::kWrongUsage, 409},
      {StatusCode::kAlreadyExists, ExitCode::kWrongUsage, 409},
      {StatusCode::kNotFound, ExitCode::kNotAll, 404},
      {StatusCode::kCancelled, ExitCode::kNotAll, 503},
      {StatusCode::kDeadlineExceeded, ExitCode::kNotAll, 503},
      {StatusCode::kUnavailable, ExitCode::kNotAll, 503},
      {StatusCode::kResourceExhausted, ExitCode::kDamage, 503},
      {StatusCode::kPermissionDenied, ExitCode::kDamage, 500},
      {StatusCode::kDataLoss, ExitCode::kDamage, 500},
      {StatusCode::kInternal, ExitCode::kDamage, 500},
      {StatusCode::kUnknown, ExitCode::kDamage, 500},
      {StatusCode::kAborted, ExitCode::kDamage, 500},  // not in the table: as unknown
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(static_cast<int>(one.code));
    EXPECT_EQ(exit_code(one.code), one.exit);
    EXPECT_EQ(http_status(one.code), one.http);
  }
}

TEST(Status, gets_its_context_outermost_first) {
  const Status inner = absl::NotFoundError("no such thing");
  const Status outer = annotate(annotate(inner, "line 3"), "studies.json");
  EXPECT_EQ(outer.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(std::string(outer.message()), "studies.json: line 3: no such thing");
  EXPECT_OK(annotate(absl::OkStatus(), "studies.json"));
}

StatusOr<int> half(int value) {
  if (value % 2 != 0) {
    return absl::InvalidArgumentError("odd");
  }
  return value / 2;
}
StatusOr<std::unique_ptr<int>> quarter(int value) {
  ASSIGN_OR_RETURN(const int first, half(value));
  ASSIGN_OR_RETURN(auto second, [&]() -> StatusOr<std::unique_ptr<int>> {
    ASSIGN_OR_RETURN(const int inner, half(first));
    return std::make_unique<int>(inner);
  }());
  return second;
}
Status is_even(int value, int& calls) {
  RETURN_IF_ERROR((++calls, half(value).status()));
  return absl::OkStatus();
}

TEST(Macros, hand_values_down_and_errors_up) {
  EXPECT_EQ(**quarter(12), 3);
  EXPECT_EQ(quarter(6).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(quarter(5).ok());
  int calls = 0;
  EXPECT_OK(is_even(2, calls));
  EXPECT_FALSE(is_even(3, calls).ok());
  EXPECT_EQ(calls, 2) << "each expression is evaluated once";
}

}  // namespace
}  // namespace trialkeep
