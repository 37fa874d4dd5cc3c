// Where the change feed is gone on with: every page names a place behind all that was looked at.

#include "engine/changes.h"

#include "base/check.h"
#include "engine/change_feed_fixture.h"
#include "engine/registry.h"
#include "os/file_lock.h"
#include "support/support.h"

namespace trialkeep::testing::changes_test {
namespace {

using change_feed::ChangeFeedFixture;
using change_feed::day;
using change_feed::LoadUnderWay;
using change_feed::record;
using change_feed::texts_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ChangeFeed : public ChangeFeedFixture {
 protected:
  engine::ChangesPage page(const engine::ChangesRequest& request) const {
    const auto registry = engine::Registry::open(data());
    CHECK(registry.ok());
    auto found = engine::changes(**registry, request);
    CHECK(found.ok());
    return *std::move(found);
  }
  // As while a process has the folder to write in, once the index holds what is stored.
  engine::ChangesPage page_beside_a_writer(const engine::ChangesRequest& request) const {
    const auto registry = engine::Registry::open(data());
    CHECK(registry.ok());
    const auto lock = os::FileLock::take(concat(data(), "/lock"));
    CHECK(lock.ok());
    auto found = engine::changes(**registry, request);
    CHECK(found.ok());
    return *std::move(found);
  }
  static engine::ChangesRequest since(int on_day) {
    engine::ChangesRequest request;
    request.since = day(on_day);
    return request;
  }
  static engine::ChangesRequest after(const engine::ChangesPage& page) {
    engine::ChangesRequest request;
    request.after = page.next;
    return request;
  }
};

TEST_F(ChangeFeed, goes_on_at_its_end_whatever_since_has_left_out) {
  load(record(1, "one") + record(2, "two"), 1);
  load(record(1, "one, mended"), 5);
  load(record(3, "three, of the past"), 2);
  for (const int on_day : {0, 1, 2, 5, 9}) {
    EXPECT_EQ(page(since(on_day)).next, page({}).next) << on_day;
    EXPECT_THAT(texts_of(page(after(page(since(on_day))))), IsEmpty()) << on_day;
  }
  EXPECT_THAT(texts_of(page(since(9))), IsEmpty());
  EXPECT_THAT(texts_of(page(since(5))), ElementsAre("changed 1"));
  const engine::ChangesPage before = page(since(9));
  load(record(2, "two, of the past") + record(4, "four"), 0);
  EXPECT_THAT(texts_of(page(after(before))), ElementsAre("new 2", "new 4")) << "also what is of an earlier day";
}

TEST_F(ChangeFeed, goes_on_behind_removals_and_returns_that_since_has_left_out) {
  load(record(1, "one") + record(2, "two"), 1, true);
  load(record(1, "one"), 2, true);
  const engine::ChangesPage removed = page(since(9));
  EXPECT_EQ(removed.next, page({}).next);
  EXPECT_THAT(texts_of(page(after(removed))), IsEmpty());
  load(record(2, "two"), 3);
  EXPECT_THAT(texts_of(page(after(removed))), ElementsAre("returned 2"));
  EXPECT_THAT(texts_of(page(after(page(since(9))))), IsEmpty());
}

TEST_F(ChangeFeed, goes_on_behind_the_last_event_of_a_page_that_is_full) {
  load(record(1, "one"), 1);
  load(record(2, "two") + record(3, "three"), 4);
  load(record(4, "four, of the past"), 2);
  engine::ChangesRequest one = since(3);
  one.size = 1;
  const engine::ChangesPage first = page(one);
  EXPECT_TRUE(first.has_more);
  EXPECT_THAT(texts_of(first), ElementsAre("new 2"));
  one.after = first.next;
  const engine::ChangesPage second = page(one);
  EXPECT_FALSE(second.has_more);
  EXPECT_THAT(texts_of(second), ElementsAre("new 3"));
  EXPECT_EQ(second.next, page({}).next);
}

TEST_F(ChangeFeed, begins_at_the_beginning_while_nothing_was_loaded) {
  ASSERT_OK(engine::make_data_folder(data()));
  EXPECT_EQ(page(since(3)).next, engine::FeedPosition());
}

// A study that comes back in the first batch of a load stands behind the versions of all its batches.
TEST_F(ChangeFeed, misses_nothing_of_a_load_that_goes_on_after_it_was_read) {
  load(record(1, "one") + record(2, "two"), 1, true);
  load(record(1, "one"), 2, true);
  const engine::ChangesPage before = page({});
  LoadUnderWay under_way(data(), 3);
  under_way.observe(2, record(2, "two, back"));
  const engine::ChangesPage first = page_beside_a_writer(after(before));
  EXPECT_THAT(texts_of(first), ElementsAre("changed 2"));
  under_way.observe(3, record(3, "three"));
  const engine::ChangesPage second = page_beside_a_writer(after(first));
  EXPECT_THAT(texts_of(second), ElementsAre("new 3"));
  under_way.end();
  EXPECT_THAT(texts_of(page_beside_a_writer(after(second))), ElementsAre("returned 2"));
}

TEST_F(ChangeFeed, tells_all_that_is_there_of_a_load_whose_process_has_gone) {
  load(record(1, "one") + record(2, "two"), 1, true);
  load(record(1, "one"), 2, true);
  const engine::ChangesPage before = page({});
  LoadUnderWay(data(), 3).observe(2, record(2, "two, back"));
  EXPECT_THAT(texts_of(page_beside_a_writer(after(before))), ElementsAre("changed 2"));
  const engine::ChangesPage killed = page(after(before));
  EXPECT_THAT(texts_of(killed), ElementsAre("changed 2", "returned 2"));
  EXPECT_THAT(texts_of(page(after(killed))), IsEmpty());
  load(record(3, "three"), 4);
  EXPECT_THAT(texts_of(page(after(killed))), ElementsAre("new 3"));
}

TEST_F(ChangeFeed, tells_what_searches_show_and_the_rest_when_they_do) {
  load(record(1, "one") + record(2, "two"), 1, true);
  const auto registry = *engine::Registry::open(data());
  const engine::ChangesPage before = *engine::changes(*registry, {});
  load(record(1, "one, mended"), 2, true);
  const engine::ChangesPage unseen = *engine::changes(*registry, after(before));
  EXPECT_THAT(texts_of(unseen), IsEmpty());
  EXPECT_EQ(unseen.next, before.next);
  ASSERT_OK(registry->refresh());
  EXPECT_THAT(texts_of(*engine::changes(*registry, after(unseen))), ElementsAre("changed 1", "removed 2"));
}

}  // namespace
}  // namespace trialkeep::testing::changes_test
