#include "search/found_cache.h"

#include "index/index_builder.h"
#include "os/memory_file_system.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

class FoundCacheOf : public ::testing::Test {
 protected:
  std::unique_ptr<index::Segment> segment(const std::string& name) {
    index::SegmentBuilder builder;
    builder.begin_document(1, 1);
    builder.end_document();
    EXPECT_OK(builder.write(*files_, name));
    auto segment = index::Segment::open(*files_, name);
    EXPECT_OK(segment);
    return *std::move(segment);
  }
  static std::shared_ptr<const search::Found> bits(std::size_t words) {
    auto found = std::make_shared<search::Found>();
    found->bits.resize(words);
    return found;
  }
  std::unique_ptr<os::FileSystem> files_ = os::make_memory_file_system();
};

TEST_F(FoundCacheOf, a_segment_is_of_no_other) {
  search::FoundCache cache(1 << 20);
  const auto one = segment("one");
  const auto again = segment("one");
  const auto found = bits(1);
  cache.keep(*one, "asthma", found);
  EXPECT_EQ(cache.find(*one, "asthma"), found);
  EXPECT_EQ(cache.find(*one, "eczema"), nullptr);
  EXPECT_EQ(cache.find(*again, "asthma"), nullptr) << "a file opened once more may be another file";
  cache.clear();
  EXPECT_EQ(cache.find(*one, "asthma"), nullptr);
  EXPECT_EQ(cache.size_bytes(), 0u);
}

TEST_F(FoundCacheOf, so_many_bytes_lets_go_of_what_was_used_longest_ago) {
  constexpr std::size_t kBytesMax = 100'000;
  constexpr std::size_t kWords = 3'000;
  search::FoundCache cache(kBytesMax);
  const auto one = segment("one");
  for (const char* name : {"a", "b", "c", "d"}) cache.keep(*one, name, bits(kWords));
  EXPECT_NE(cache.find(*one, "a"), nullptr);
  cache.keep(*one, "e", bits(kWords));
  EXPECT_EQ(cache.find(*one, "b"), nullptr);
  for (const char* name : {"a", "c", "d", "e"}) EXPECT_NE(cache.find(*one, name), nullptr) << name;
  EXPECT_LE(cache.size_bytes(), kBytesMax);
  EXPECT_GE(cache.size_bytes(), 4 * kWords * 8);
  cache.keep(*one, "all", bits(kBytesMax));
  EXPECT_EQ(cache.find(*one, "all"), nullptr) << "what is larger than the cache empties it for nothing";
  EXPECT_NE(cache.find(*one, "e"), nullptr);
}

TEST_F(FoundCacheOf, two_of_one_name_keeps_the_first) {
  search::FoundCache cache(1 << 20);
  const auto one = segment("one");
  const auto first = bits(1);
  cache.keep(*one, "asthma", first);
  cache.keep(*one, "asthma", bits(1));
  EXPECT_EQ(cache.find(*one, "asthma"), first);
}

}  // namespace
}  // namespace trialkeep::testing
