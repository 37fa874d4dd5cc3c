// What a reader gives beside a writer: bodies behind each other, marks, and one moment while it is held.

#include <memory>
#include <string>

#include "base/random.h"
#include "base/strings.h"
#include "store/sqlite.h"
#include "store/store_fixture.h"

namespace trialkeep::store {
namespace {

class ReaderTest : public StoreFixture {};

TEST_F(ReaderTest, puts_bodies_behind_each_other) {
  Random random(5);
  std::string first;
  while (first.size() < 5'000) {
    append_to(first, random.next(), " ");
  }
  add(7, first, day(1));
  add(7, concat(first, "b"), day(2));  // to which the first is now a difference
  auto reads = reader();
  std::string out = "head";
  EXPECT_OK(reads->append_body(2, out));
  EXPECT_OK(reads->append_body(1, out));
  const std::string whole = concat("head", first, "b", first);
  EXPECT_EQ(out, whole);
  EXPECT_EQ(reads->append_body(3, out).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(out, whole);
  const auto store = Database::open(path(), Access::kWrite);
  EXPECT_OK((*store)->execute("UPDATE bodies SET packed = x'0000' WHERE sequence = 2"));
  for (const Sequence sequence : {1u, 2u}) {
    EXPECT_EQ(reads->append_body(sequence, out).code(), absl::StatusCode::kDataLoss) << sequence;
    EXPECT_EQ(out, whole);
  }
}

TEST_F(ReaderTest, marks_a_version_as_it_is_now) {
  add(7, "body", day(1));
  auto reads = reader();
  EXPECT_EQ(reads->mark(1)->hash, hash128({"body"}));
  EXPECT_EQ(reads->mark(1)->stamp, "s1");
  EXPECT_EQ(reads->mark(1)->size_bytes, 4u);
  ASSERT_OK(writer_->begin_batch());
  ASSERT_OK(see(7, "body", day(2), "s2"));
  ASSERT_OK(writer_->commit_batch());
  EXPECT_EQ(reads->mark(1)->stamp, "s2");
  EXPECT_EQ(reads->mark(2).status().code(), absl::StatusCode::kDataLoss);
}

// Also what statements are kept for between their uses.
TEST_F(ReaderTest, reads_one_moment_while_it_is_held_and_the_newest_otherwise) {
  add(7, "first", day(1));
  auto reads = reader();
  const auto seen = [&] {
    EXPECT_OK(reads->body(1));
    EXPECT_OK(reads->mark(1));
    EXPECT_OK(reads->data_time());
    EXPECT_OK(reads->last_load());
    EXPECT_OK(reads->removals(7));
    EXPECT_OK(reads->removal_marks());
    return reads->versions(7)->size();
  };
  EXPECT_EQ(seen(), 1u);
  add(7, "second", day(2));
  EXPECT_EQ(seen(), 2u);
  {
    const auto held = reads->hold();
    ASSERT_OK(held);
    EXPECT_EQ(seen(), 2u);
    add(7, "third", day(3));
    EXPECT_EQ(seen(), 2u);
    EXPECT_EQ(reads->body(3).status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(reader()->versions(7)->size(), 3u);
  }
  EXPECT_EQ(seen(), 3u) << "also after a reading that failed while it was held";
  EXPECT_OK(reads->hold()) << "and it can be held again";
}

}  // namespace
}  // namespace trialkeep::store
