// Taking back what only the clock said of when a version was seen.

#include "base/strings.h"
#include "store/store_fixture.h"

namespace trialkeep::store::redate_test {
namespace {

class Redate : public StoreFixture {
 protected:
  // A load without a day of its own, which reads one record that brings none either.
  Observed add_now(StudyNumber study, std::string_view body) {
    now_.unix_ms += 1'000;
    load_ = *writer_->begin_load("undated", now_, "0.1");
    return add(study, body, now_);
  }
  // "body@day" of each version by time, the newest in brackets; days as the store tells them, "now" for the clock's.
  std::string versions(StudyNumber study) {
    auto reads = reader();
    const Sequence newest = (*reads->newest(study))->sequence;
    std::string out;
    const auto kept = reads->versions(study);
    EXPECT_OK(kept);
    for (const VersionInfo& one : *kept) {
      const std::int64_t number = one.first_observed.unix_ms / kDayMs;
      const std::string text =
          concat(*reads->body(one.sequence), "@", number == kNow ? std::string("now") : concat(number));
      append_to(out, out.empty() ? "" : " ", one.sequence == newest ? concat("[", text, "]") : text);
    }
    return out;
  }

  static constexpr std::int64_t kNow = 100;
  Instant now_ = {day(kNow).unix_ms + 7};
};

TEST_F(Redate, knows_what_only_the_clock_has_dated) {
  add(1, "dated", day(3));
  add_now(2, "undated");
  load_ = *writer_->begin_load("of a day", now_, "0.1", day(50));
  add(3, "given a day", day(50));
  for (const StudyNumber study : {1u, 3u}) EXPECT_TRUE(writer_->seen_by_clock(study, day(2))->empty());
  const auto found = *writer_->seen_by_clock(2, day(2));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].hash, hash128({"undated"}));
  EXPECT_EQ(found[0].dates.own_date, "2026-01-01");
  EXPECT_TRUE(writer_->seen_by_clock(2, now_)->empty());
  const auto opened_anew = *Writer::open(path());
  EXPECT_EQ(opened_anew->seen_by_clock(2, day(2))->size(), 1u);
}

TEST_F(Redate, moves_a_version_whole_and_names_the_newest_anew) {
  add(1, "a", day(3));
  const Sequence moved = add_now(1, "b").sequence;
  EXPECT_EQ(versions(1), "a@3 [b@now]");
  EXPECT_TRUE(*writer_->redate(1, moved, day(2)));
  EXPECT_EQ(versions(1), "b@2 [a@3]");
  add(1, "c", day(4));
  EXPECT_EQ(versions(1), "b@2 a@3 [c@4]");
}

TEST_F(Redate, begins_behind_what_stands_at_that_instant) {
  const Sequence early = add_now(1, "b").sequence;
  add(1, "a", day(3));
  EXPECT_TRUE(*writer_->redate(1, early, day(3)));
  EXPECT_EQ(versions(1), "a@3 [b@3]");
}

TEST_F(Redate, ends_a_version_that_was_dated_before) {
  const Sequence held = add(1, "a", day(3)).sequence;
  add_now(1, "a");
  EXPECT_TRUE(*writer_->redate(1, held, day(2)));
  EXPECT_EQ((*reader()->newest(1))->last_observed, day(3));
  add_now(1, "a");
  EXPECT_TRUE(*writer_->redate(1, held, day(5)));
  EXPECT_EQ((*reader()->newest(1))->first_observed, day(3));
  EXPECT_EQ((*reader()->newest(1))->last_observed, day(5));
}

TEST_F(Redate, does_nothing_where_versions_would_be_joined_or_split) {
  add(1, "a", day(3));
  add(1, "a", day(6));
  add(1, "b", day(7));
  const Sequence again = add_now(1, "a").sequence;
  EXPECT_FALSE(*writer_->redate(1, again, day(4))) << "it would be one with the first";
  add(2, "a", day(3));
  add(2, "a", day(6));
  const Sequence other = add_now(2, "b").sequence;
  EXPECT_FALSE(*writer_->redate(2, other, day(4))) << "the first was seen before and after";
  const Sequence between = add_now(3, "b").sequence;
  add(3, "a", day(3));
  add_now(3, "a");
  EXPECT_FALSE(*writer_->redate(3, between, day(2))) << "its neighbours are alike";
  EXPECT_EQ(versions(1), "a@3 b@7 [a@now]");
  EXPECT_EQ(versions(2), "a@3 [b@now]");
  EXPECT_EQ(versions(3), "a@3 b@now [a@now]");
}

}  // namespace
}  // namespace trialkeep::store::redate_test
