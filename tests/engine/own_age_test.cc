// Which of two records is older by what they say of themselves.

#include "engine/own_age.h"

#include "support/support.h"

namespace trialkeep::engine::own_age_test {
namespace {

TEST(OwnAge, a_record_is_older_when_some_date_is_earlier_and_none_later) {
  struct Case {
    OwnDates record;
    OwnDates held;
    bool older;
  };
  const Case cases[] = {
      {{}, {}, false},
      {{"2026-02-10", "2026-01-01", "2026-01-01"}, {"2026-02-10", "2026-01-01", "2026-01-01"}, false},
      {{"2026-02-10", "2026-01-01", "2026-01-01"}, {"2026-02-11", "2026-01-01", "2026-01-01"}, true},
      {{"2026-02-10", "2025-01-01", ""}, {"2026-02-10", "2026-01-01", ""}, true},
      {{"", "", "2025-12-31"}, {"", "", "2026-01-01"}, true},
      {{"2026-02-12", "2025-01-01", ""}, {"2026-02-11", "2026-01-01", ""}, false},  // the registry went back
      {{"2026-02-10", "2026-03-01", ""}, {"2026-02-11", "2026-01-01", ""}, false},  // the dates disagree
      {{"", "2025-01-01", ""}, {"2026-02-11", "", "2026-01-01"}, false},            // nothing to compare
      {{"", "some day", "2025-01"}, {"", "2026-01-01", "2026-01-01"}, false},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(&one - cases);
    EXPECT_EQ(is_clearly_older(one.record, one.held), one.older);
  }
}

TEST(OwnAge, the_own_moment_is_the_release_unless_that_is_too_late) {
  const Instant end = *parse_instant("2026-02-10");
  EXPECT_EQ(own_moment({"2026-02-09", "2026-01-01", ""}, end), parse_instant("2026-02-09"));
  EXPECT_EQ(own_moment({"2026-02-10", "2026-01-02", "2026-01-01"}, end), parse_instant("2026-01-02"));
  EXPECT_EQ(own_moment({"", "2026-03-02", "2026-01-01"}, end), parse_instant("2026-01-01"));
  EXPECT_EQ(own_moment({"", "2026-03-02", "long ago"}, end), std::nullopt);
}

}  // namespace
}  // namespace trialkeep::engine::own_age_test
