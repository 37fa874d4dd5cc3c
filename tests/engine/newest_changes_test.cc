// The newest changes: the change feed from its end.

#include "base/check.h"
#include "engine/change_feed_fixture.h"
#include "engine/registry.h"
#include "support/support.h"

namespace trialkeep::testing::newest_changes_test {
namespace {

using change_feed::ChangeFeedFixture;
using change_feed::day;
using change_feed::record;
using change_feed::texts_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant end_of(int number) { return Instant{day(number).unix_ms + kDayMs - 1}; }

// Loads in which studies come, change, are missing and come back, the newest of them `last`.
class NewestChanges : public ChangeFeedFixture {
 protected:
  std::unique_ptr<engine::Registry> open() {
    auto registry = engine::Registry::open(data());
    CHECK(registry.ok());
    return *std::move(registry);
  }
  void SetUp() override {
    load(record(1, "one") + record(2, "two") + record(3, "three"), 1, true);
    load(record(1, "one", "COMPLETED") + record(2, "two"), 2, true);
    load(record(2, "two", "SUSPENDED") + record(3, "three"), 3);
  }
};

TEST_F(NewestChanges, are_the_change_feed_from_its_end) {
  const auto registry = open();
  std::vector<std::string> forward = texts_of(*engine::changes(*registry, {}));
  ASSERT_EQ(forward.size(), 7u);
  const std::vector<std::string> backward(forward.rbegin(), forward.rend());
  EXPECT_EQ(texts_of(*engine::newest_changes(*registry, {})), backward);
  for (std::size_t size = 1; size <= forward.size() + 1; ++size) {
    std::vector<std::string> in_pieces;
    engine::NewestChangesRequest request;
    request.size = size;
    for (bool more = true; more;) {
      const auto page = *engine::newest_changes(*registry, request);
      EXPECT_LE(page.events.size(), size);
      EXPECT_EQ(page.events.empty(), in_pieces.size() == forward.size()) << size;
      for (std::string& text : texts_of(page)) in_pieces.push_back(std::move(text));
      request.before = page.next;
      more = page.has_more;
    }
    EXPECT_EQ(in_pieces, backward) << size;
  }
}

TEST_F(NewestChanges, are_those_of_studies_and_days_that_are_asked_for) {
  const auto registry = open();
  EXPECT_THAT(texts_of(*engine::newest_changes(*registry, {.since = {}, .parts = {{"term", "three"}}})),
              ElementsAre("returned 3", "removed 3", "new 3"));
  EXPECT_THAT(texts_of(*engine::newest_changes(*registry, {.since = day(3)})), ElementsAre("returned 3", "changed 2"));
  EXPECT_THAT(texts_of(*engine::newest_changes(*registry, {.since = day(2), .until = end_of(2)})),
              ElementsAre("removed 3", "changed 1"));
  EXPECT_THAT(texts_of(*engine::newest_changes(*registry, {.since = day(2), .parts = {{"term", "one"}}, .size = 1})),
              ElementsAre("changed 1"));
  EXPECT_THAT(texts_of(*engine::newest_changes(*registry, {.since = day(4)})), IsEmpty());
  const auto wrong = *engine::newest_changes(*registry, {.since = {}, .parts = {{"term", "("}}});
  EXPECT_FALSE(wrong.complaints.empty());
  EXPECT_THAT(wrong.events, IsEmpty());
}

TEST_F(NewestChanges, tell_of_a_change_what_it_changed) {
  const auto registry = open();
  const auto page = *engine::newest_changes(*registry, {.since = day(2), .until = end_of(2)});
  ASSERT_EQ(page.events.size(), 2u);
  EXPECT_EQ(page.events[1].previous, 0u);
  ASSERT_EQ(page.events[1].difference.size(), 1u);
  EXPECT_EQ(page.events[1].difference[0].newer.text, "COMPLETED");
}

TEST_F(NewestChanges, are_given_up_when_nobody_waits_for_them) {
  const auto registry = open();
  const std::atomic<bool> cancelled = true;
  EXPECT_TRUE(absl::IsDeadlineExceeded(engine::newest_changes(*registry, {}, &cancelled).status()));
}

}  // namespace
}  // namespace trialkeep::testing::newest_changes_test
