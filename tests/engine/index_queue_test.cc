// Indexing behind the thread that stores.

#include "engine/index_queue.h"

#include "base/strings.h"
#include "index/manifest.h"
#include "support/support.h"

namespace trialkeep::testing::index_queue_test {
namespace {

class Queue : public ::testing::Test {
 protected:
  Queue() : keeper_(*engine::IndexKeeper::open(os::posix_file_system(), folder_ / "index", 2)) {}

  // Studies `first` to `first` + 9; the last of them is no JSON unless `is_sound`.
  static engine::IndexBatch batch(std::uint32_t first, bool is_sound = true) {
    engine::IndexBatch made;
    for (std::uint32_t i = first; i < first + 10; ++i) {
      made.bodies.push_back(
          is_sound || i < first + 9
              ? concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT0000)", 1000 + i, R"("}}})")
              : "{");
      made.items.push_back({NctNumber::from_value(1000 + i), i, made.bodies.back()});
    }
    return made;
  }
  index::Manifest manifest() { return *index::read_manifest(os::posix_file_system(), folder_ / "index"); }
  std::uint64_t documents() {
    std::uint64_t count = 0;
    for (const auto& segment : manifest().segments) count += segment.documents;
    return count;
  }

  TemporaryFolder folder_;
  std::unique_ptr<engine::IndexKeeper> keeper_;
};

TEST_F(Queue, IndexesAllThatWasAddedBeforeItFinishes) {
  engine::IndexQueue queue(*keeper_);
  for (std::uint32_t i = 0; i < 50; ++i) ASSERT_OK(queue.add(batch(1 + 10 * i)));
  ASSERT_OK(queue.add({}));
  ASSERT_OK(queue.finish());
  ASSERT_OK(queue.finish());
  ASSERT_OK(keeper_->flush());
  EXPECT_EQ(documents(), 500u);
  EXPECT_EQ(manifest().covers, 500u);
}

TEST_F(Queue, TellsWhatWentWrongAndIndexesNothingBehindIt) {
  engine::IndexQueue queue(*keeper_);
  ASSERT_OK(queue.add(batch(1)));
  (void)queue.add(batch(11, false));
  Status status;
  for (std::uint32_t i = 2; i < 1'000 && status.ok(); ++i) status = queue.add(batch(1 + 10 * i));
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("NCT00001020"));
  EXPECT_EQ(queue.finish(), status);
  ASSERT_OK(keeper_->flush());
  EXPECT_EQ(manifest().covers, 10u);
  EXPECT_LE(documents(), 20u);
}

TEST_F(Queue, ThatIsAbandonedEndsItsThread) {
  engine::IndexQueue queue(*keeper_);
  ASSERT_OK(queue.add(batch(1)));
}

}  // namespace
}  // namespace trialkeep::testing::index_queue_test
