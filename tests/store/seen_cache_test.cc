// What loads read, within a fixed number of bytes.

#include "store/seen_cache.h"

#include <set>

#include "base/random.h"
#include "support/support.h"

namespace trialkeep::store {
namespace {

TEST(SeenCache, stays_within_its_bytes_and_forgets_what_was_not_asked_for_longest) {
  SeenCache cache(3 * 16);
  for (std::int64_t load = 1; load <= 3; ++load) cache.add(load, {1, 127});
  ASSERT_NE(cache.find(1), nullptr);
  cache.add(4, {5});
  EXPECT_EQ(cache.size_bytes(), 40u);
  EXPECT_NE(cache.find(1), nullptr);
  EXPECT_EQ(cache.find(2), nullptr);
  cache.add(5, {100'000});
  EXPECT_EQ(cache.find(1), nullptr);
  ASSERT_NE(cache.find(5), nullptr) << "one is kept, whatever its size";
  EXPECT_TRUE(SeenCache::contains(*cache.find(5), 100'000));
}

TEST(SeenCache, knows_what_it_was_told) {
  Random random(3);
  std::set<Sequence> told;
  for (int i = 0; i < 500; ++i) told.insert(1 + random.below(3'000));
  SeenCache cache(1 << 20);
  const auto& bits = cache.add(7, {told.begin(), told.end()});
  for (Sequence sequence = 0; sequence < 4'000; ++sequence) {
    EXPECT_EQ(SeenCache::contains(bits, sequence), told.count(sequence) == 1) << sequence;
  }
  EXPECT_FALSE(SeenCache::contains(cache.add(8, {}), 0));
}

}  // namespace
}  // namespace trialkeep::store
