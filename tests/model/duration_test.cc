// Ages as the registry writes them and as people type them.

#include "model/duration.h"

#include <limits>

#include "support/support.h"

namespace trialkeep::model {
namespace {

constexpr std::int32_t kDay = 24 * 60;
constexpr std::int32_t kYear = 525'960;

TEST(Duration, is_read_in_every_spelling) {
  const struct {
    std::string_view text;
    std::int32_t minutes;
  } cases[] = {
      {"18 Years", 18 * kYear},
      {"1 Year", kYear},
      {"18 years", 18 * kYear},
      {"18y", 18 * kYear},
      {"18Y", 18 * kYear},
      {" 18  y ", 18 * kYear},
      {"18", 18 * kYear},
      {"0", 0},
      {"6 Months", kYear / 2},
      {"6 months", kYear / 2},
      {"6m", kYear / 2},
      {"1 Month", kYear / 12},
      {"3w", 21 * kDay},
      {"3 Weeks", 21 * kDay},
      {"18d", 18 * kDay},
      {"1 Day", kDay},
      {"36 Hours", 36 * 60},
      {"12h", 12 * 60},
      {"90 Minutes", 90},
      {"1 minute", 1},
      {"0.5 years", kYear / 2},
      {"1.5 minutes", 1},
      {"4084 years", std::numeric_limits<std::int32_t>::max()},
      {"99999999999999999999 y", std::numeric_limits<std::int32_t>::max()},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(parse_duration_minutes(one.text), one.minutes) << one.text;
  }
}

TEST(Duration, orders_ages_by_their_length) {
  EXPECT_GT(parse_duration_minutes("1 Year"), parse_duration_minutes("11 Months"));
  EXPECT_EQ(parse_duration_minutes("1 Year"), parse_duration_minutes("12 Months"));
  EXPECT_GT(parse_duration_minutes("1 Month"), parse_duration_minutes("4 Weeks"));
  EXPECT_LT(parse_duration_minutes("1 Month"), parse_duration_minutes("31 Days"));
}

TEST(Duration, is_shown_in_the_largest_unit_that_leaves_no_rest) {
  const struct {
    std::int32_t minutes;
    std::string_view text;
  } cases[] = {{18 * kYear, "18 years"}, {kYear, "1 year"},    {kYear / 2, "6 months"},
               {21 * kDay, "3 weeks"},   {8 * kDay, "8 days"}, {36 * 60, "36 hours"},
               {90, "90 minutes"},       {1, "1 minute"},      {0, "0 minutes"}};
  for (const auto& one : cases) {
    EXPECT_EQ(duration_text(one.minutes), one.text);
    EXPECT_EQ(parse_duration_minutes(duration_text(one.minutes)), one.minutes);
  }
}

TEST(Duration, is_nothing_else) {
  for (std::string_view text : {"", " ", "N/A", "years", "-1 year", "1 yearss", "1 decade", "1e3 y", "1 y 2 m",
                                "1..2 y", ".", "18 s", "0x10", "inf", "nan years", "18 minut", "１８ years"}) {
    EXPECT_EQ(parse_duration_minutes(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace trialkeep::model
