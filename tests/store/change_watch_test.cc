#include "store/change_watch.h"

#include "base/strings.h"
#include "store/store_fixture.h"

namespace trialkeep::store {
namespace {

using ChangeWatchTest = StoreFixture;

TEST_F(ChangeWatchTest, TellsEveryCommitAndNothingElse) {
  ChangeWatch watch(path());
  auto mark = watch.mark();
  ASSERT_OK(mark);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(*watch.mark(), *mark);
    ASSERT_OK(writer_->begin_batch());
    ASSERT_OK(see(7, concat("body ", i), day(i + 1)));
    EXPECT_EQ(*watch.mark(), *mark) << "not committed yet";
    ASSERT_OK(writer_->commit_batch());
    const auto next = watch.mark();
    ASSERT_OK(next);
    EXPECT_NE(*next, *mark);
    mark = next;
    ASSERT_OK(reader()->newest(7));
  }
  EXPECT_EQ(*watch.mark(), *mark) << "reading changes nothing";
}

TEST_F(ChangeWatchTest, SaysThatThereIsNoStore) {
  ChangeWatch watch(folder_ / "missing.db");
  EXPECT_TRUE(absl::IsNotFound(watch.mark().status()));
  EXPECT_TRUE(absl::IsNotFound(watch.mark().status())) << "and tries again when it is asked again";
}

}  // namespace
}  // namespace trialkeep::store
