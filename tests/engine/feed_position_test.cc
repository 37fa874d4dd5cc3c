// Which places in the change feed a store takes: those that it gave, also by what it was restored from, and no others.

#include "engine/feed_position.h"

#include <filesystem>

#include "base/check.h"
#include "engine/change_feed_fixture.h"
#include "engine/registry.h"

namespace trialkeep::testing::feed_position_test {
namespace {

using change_feed::ChangeFeedFixture;
using change_feed::LoadUnderWay;
using change_feed::record;
using change_feed::texts_of;
using engine::FeedPosition;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(FeedPlace, IsReadAsItIsWrittenWithItsCheckOrWithout) {
  for (const char* text : {"0.0.0", "3.0.7", "12.2.4000123", "3.0.7.00000000", "3.1.7.0a1b2c3d", "3.0.7.ffffffff"}) {
    const auto place = FeedPosition::parse(text);
    ASSERT_TRUE(place.has_value()) << text;
    EXPECT_EQ(place->text(), text);
  }
  for (const char* text :
       {"", "3", "3.0", "3.0.", "3.3.7", "-3.0.7", "3.0.7.", "3.0.7x", "3.0.7 ", " 3.0.7", "3.0.7.0a1b2c3",
        "3.0.7.0a1b2c3d4", "3.0.7.0a1b2c3g", "3.0.7.-a1b2c3d", "3.0.7.0a1b2c3d.", "3,0,7"}) {
    EXPECT_FALSE(FeedPosition::parse(text).has_value()) << text;
  }
}

// Loads of a data folder that is put back to what it was.
class RestoredFeed : public ChangeFeedFixture {
 protected:
  static StatusOr<engine::ChangesPage> changes_of(const std::string& folder, const std::string& place) {
    const auto position = FeedPosition::parse(place);
    CHECK(place.empty() || position);
    ASSIGN_OR_RETURN(const auto registry, engine::Registry::open(folder));
    engine::ChangesRequest request;
    request.after = position.value_or(FeedPosition());
    return engine::changes(*registry, request);
  }
  StatusOr<engine::ChangesPage> changes(const std::string& place) const { return changes_of(data(), place); }
  // Where the feed ends now.
  std::string end() const {
    const auto page = changes("");
    CHECK(page.ok());
    return page->next.text();
  }
  std::vector<std::string> told_after(const std::string& place) const {
    const auto page = changes(place);
    EXPECT_OK(page);
    return page.ok() ? texts_of(*page) : std::vector<std::string>{"refused"};
  }
  void expect_refused(const std::string& place, const std::string& why) const {
    const Status status = changes(place).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << place << ": " << status;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(concat("\"", place, "\" ", why)), HasSubstr("begin anew without a place")));
  }
  static std::string without_check(const std::string& place) { return place.substr(0, place.rfind('.')); }

  void back_up() const {
    const auto registry = engine::Registry::open(data());
    CHECK(registry.ok());
    ASSERT_OK((*registry)->backup(folder_ / "backup"));
  }
  void restore() const {
    std::filesystem::remove_all(data());
    std::filesystem::copy(folder_ / "backup", data(), std::filesystem::copy_options::recursive);
  }
};

TEST_F(RestoredFeed, TakesNoPlaceBeyondItsEnd) {
  ASSERT_OK(engine::make_data_folder(data()));
  EXPECT_THAT(told_after("0.0.0"), IsEmpty());
  expect_refused("1.0.1", "lies beyond the end");
  load(record(1, "one") + record(2, "two"), 1, true);
  load(record(1, "one"), 2, true);
  for (const char* place :
       {"99.0.99", "99.0.99.0a1b2c3d", "2.2.3", "2.2.3.0a1b2c3d", "3.2.1", "9223372036854775807.2.1"}) {
    expect_refused(place, "lies beyond the end");
  }
  // Before the end, but behind no version of that load.
  for (const char* place : {"1.0.3", "1.0.18446744073709551615", "2.0.1", "2.0.3"}) {
    expect_refused(place, "is of other changes");
  }
}

TEST_F(RestoredFeed, TakesEveryPlaceThatItGaveWhateverIsLoadedBehindIt) {
  load(record(1, "one") + record(2, "two"), 1, true);
  load(record(1, "one, mended"), 2, true);
  load(record(2, "two"), 3);
  engine::ChangesRequest request;
  request.size = 1;
  std::vector<std::string> places = {FeedPosition().text()};
  auto registry = *engine::Registry::open(data());
  for (bool has_more = true; has_more;) {
    const auto page = *engine::changes(*registry, request);
    request.after = page.next;
    places.push_back(page.next.text());
    has_more = page.has_more;
  }
  registry.reset();
  ASSERT_EQ(places.size(), 6u);
  back_up();
  load(record(2, "two, of the past") + record(1, "one, mended again"), 0);
  restore();
  load(record(3, "three"), 4, true);
  const std::vector<std::string> all = told_after("");
  ASSERT_EQ(all.size(), 8u);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::vector<std::string> rest(all.begin() + static_cast<std::ptrdiff_t>(i), all.end());
    EXPECT_EQ(told_after(places[i]), rest) << places[i];
    EXPECT_EQ(told_after(i == 0 ? places[i] : without_check(places[i])), rest) << "as older programs gave it";
  }
}

TEST_F(RestoredFeed, TakesNoPlaceBehindTheBackup) {
  load(record(1, "a"), 1);
  const std::string before = end();
  back_up();
  load(record(1, "b"), 2);
  load(record(1, "c"), 3);
  const std::string lost = end();
  restore();
  expect_refused(lost, "lies beyond the end");
  expect_refused(without_check(lost), "lies beyond the end");
  load(record(2, "new"), 2);
  load(record(3, "new"), 3);
  EXPECT_EQ(without_check(end()), without_check(lost)) << "the same numbers again";
  expect_refused(lost, "is of other changes");
  EXPECT_THAT(told_after(before), ElementsAre("new 2", "new 3"));
  EXPECT_THAT(told_after(without_check(lost)), IsEmpty()) << "which no program can tell from its own";
  restore();
  load(record(1, "b") + record(1, "c"), 2);
  expect_refused(lost, "lies beyond the end");
  load(record(2, "new"), 3);
  expect_refused(without_check(lost), "is of other changes");
}

TEST_F(RestoredFeed, TellsTwoCoursesOfOneBackupApart) {
  load(record(1, "a") + record(2, "a"), 1, true);
  back_up();
  load(record(1, "a"), 2, true);
  const std::string removed = end();
  load(record(1, "b"), 3);
  const std::string changed = end();
  std::filesystem::rename(data(), folder_ / "other");
  restore();
  load(record(1, "a"), 2, true);
  load(record(1, "b"), 3);
  EXPECT_EQ(without_check(end()), without_check(changed)) << "also when the same is loaded again";
  expect_refused(removed, "is of other changes");
  expect_refused(changed, "is of other changes");
  EXPECT_OK(changes_of(folder_ / "other", removed));
  EXPECT_OK(changes_of(folder_ / "other", changed));
  EXPECT_TRUE(absl::IsInvalidArgument(changes_of(folder_ / "other", end()).status()));
}

TEST_F(RestoredFeed, KeepsPlacesInALoadThatGoesOn) {
  load(record(1, "one"), 1);
  std::optional<LoadUnderWay> under_way(std::in_place, data(), 2);
  under_way->observe(2, record(2, "two"));
  const std::string before = end();
  back_up();
  under_way->observe(3, record(3, "three"));
  const std::string behind = end();
  EXPECT_THAT(told_after(before), ElementsAre("new 3"));
  under_way->end(1);
  const std::string at_end = end();
  EXPECT_THAT(told_after(behind), ElementsAre("removed 1"));
  EXPECT_THAT(told_after(at_end), IsEmpty());
  under_way.reset();
  restore();  // where the load is cut off
  expect_refused(behind, "lies beyond the end");
  expect_refused(at_end, "lies beyond the end");
  load(record(4, "four"), 3);
  expect_refused(behind, "is of other changes");
  expect_refused(without_check(behind), "is of other changes");
  expect_refused(at_end, "is of other changes");
  EXPECT_THAT(told_after(before), ElementsAre("new 4"));
}

TEST_F(RestoredFeed, GivesAPlaceOfAnOlderProgramItsCheck) {
  load(record(1, "one"), 1);
  const auto page = changes(without_check(end()));
  ASSERT_OK(page);
  EXPECT_EQ(page->next.text(), end());
}

}  // namespace
}  // namespace trialkeep::testing::feed_position_test
