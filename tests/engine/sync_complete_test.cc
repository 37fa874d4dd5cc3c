// What a sync of everything does about studies that did not arrive: marks them as removed, or says why not and how.

#include "engine/load.h"
#include "engine/sync_fixture.h"

namespace trialkeep::testing::sync_complete_test {
namespace {

using engine::SyncOptions;
using engine::SyncSummary;
using sync_fixture::kStudies;
using sync_fixture::records;
using sync_fixture::refusal;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CompleteSync : public sync_fixture::SyncFixture {
 protected:
  SyncSummary full_sync(bool force_complete = false) {
    SyncOptions asked = options();
    asked.full = true;
    asked.force_complete = force_complete;
    return sync_as(asked);
  }
  // Studies that the server does not have.
  void load_others(int count) {
    const std::string path = folder_ / "others.ndjson";
    write_text_file(path, records(1'000, count, "other", "2026-08-10"));
    engine::LoadOptions before;
    before.observed = *parse_instant("2026-08-15");
    ASSERT_OK(engine::load(mirror(), {path}, before));
  }
};

TEST_F(CompleteSync, MarksWhatDidNotArriveAsRemoved) {
  load_others(1);
  serve();
  const SyncSummary summary = whole_sync();
  EXPECT_EQ(summary.load.counts.removed, 1u);
  expect_equal_mirror();
}

TEST_F(CompleteSync, MarksNothingWhenVeryManyAreMissingUnlessTheUserInsists) {
  load_others(101);
  serve();
  const SyncSummary doubtful = full_sync();
  EXPECT_FALSE(doubtful.is_whole);
  EXPECT_EQ(doubtful.load.counts.fresh, static_cast<std::uint64_t>(kStudies)) << "what arrived is kept";
  EXPECT_EQ(doubtful.load.counts.removed, 0u);
  EXPECT_THAT(doubtful.load.nothing_marked_because, HasSubstr("lacks 101 of the 101 studies"));
  EXPECT_THAT(doubtful.load.nothing_marked_because, HasSubstr("--force-complete"));
  EXPECT_THAT(doubtful.sentence(), HasSubstr("what did not arrive was not marked as removed"));
  EXPECT_THAT(doubtful.load.notes, Each(Not(HasSubstr("--full"))));

  const SyncSummary certain = full_sync(true);
  EXPECT_TRUE(certain.is_whole);
  EXPECT_EQ(certain.load.counts.removed, 101u);
  EXPECT_THAT(certain.load.nothing_marked_because, IsEmpty());
  expect_equal_mirror();
}

TEST_F(CompleteSync, TakesAServerThatSaysThatSomethingIsMissingAtTheUsersWord) {
  load_others(1);
  serve_announcing_99();
  const SyncSummary doubtful = full_sync();
  EXPECT_FALSE(doubtful.is_whole);
  EXPECT_EQ(doubtful.load.counts.removed, 0u);
  EXPECT_THAT(doubtful.load.nothing_marked_because, Not(IsEmpty()));
  const SyncSummary certain = full_sync(true);
  EXPECT_TRUE(certain.is_whole);
  EXPECT_EQ(certain.load.counts.removed, 1u);
  EXPECT_THAT(certain.load.notes, Contains(HasSubstr("announced 99 studies and sent 23")));
}

TEST_F(CompleteSync, DoesNotAdviseWhatWasJustDone) {
  serve_instead("/api/v2/stats/size", refusal(200, "{\"totalStudies\":25}"));
  EXPECT_THAT(full_sync().load.notes, Contains(HasSubstr("has 25 studies and this folder 23")));
  EXPECT_THAT(full_sync().load.notes, Each(Not(HasSubstr("--full"))));
  change_source();
  EXPECT_THAT(whole_sync().load.notes, Contains(HasSubstr("`trialkeep sync --full` fetches the missing ones")));
}

}  // namespace
}  // namespace trialkeep::testing::sync_complete_test
