// When segments are merged, and how much of the index a run rewrites.

#include "engine/index_keeper.h"

#include "base/limits.h"
#include "base/strings.h"
#include "engine/load.h"
#include "index/manifest.h"
#include "support/support.h"

namespace trialkeep::testing::index_keeper_test {
namespace {

class MergeBudget : public ::testing::Test {
 protected:
  std::string data() const { return folder_ / "data"; }
  std::string index() const { return os::join_path(data(), "index"); }

  void load_one(int number) {
    write_text_file(folder_ / "input.json", concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT0000)",
                                                   1000 + number, R"(","briefTitle":"Asthma"}}})"));
    engine::LoadOptions options;
    options.threads = 1;
    ASSERT_OK(engine::load(data(), {folder_ / "input.json"}, options));
  }
  std::vector<index::ManifestSegment> segments() {
    const auto manifest = index::read_manifest(os::posix_file_system(), index());
    EXPECT_OK(manifest);
    return manifest.ok() ? manifest->segments : std::vector<index::ManifestSegment>();
  }

  TemporaryFolder folder_;
};

TEST_F(MergeBudget, KeepsTheSegmentsFewOverManySmallLoads) {
  std::uint64_t documents = 0;
  for (int i = 0; i < 30; ++i) {
    load_one(i);
    EXPECT_LE(segments().size(), limits::kSegments);
  }
  for (const auto& segment : segments()) documents += segment.documents;
  EXPECT_EQ(documents, 30u);
}

// The manifest says that segments are large, which nobody has to believe but the one who plans.
TEST_F(MergeBudget, LeavesLargeSegmentsToLaterRunsUntilThereAreTooMany) {
  using engine::segments_to_merge;
  const auto sized = [](std::initializer_list<std::uint64_t> sizes) {
    std::vector<index::ManifestSegment> segments;
    for (const std::uint64_t size : sizes) segments.push_back({"s", 1, size});
    return segments;
  };
  constexpr std::uint64_t kLarge = limits::kMergeBytes;
  EXPECT_TRUE(segments_to_merge(sized({1, 1, 1, 1, 1, 1, 1, 1}), 0).empty()) << "eight are few enough";
  EXPECT_EQ(segments_to_merge(sized({9, 1, 2, 3, 4, 5, 6, 7, 8}), 0), (std::vector<std::size_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(segments_to_merge(sized({kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, 1, 2, 3}), 0),
            (std::vector<std::size_t>{7, 8, 9}));
  EXPECT_EQ(
      segments_to_merge(sized({kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge}), 0).size(), 0u);
  EXPECT_EQ(
      segments_to_merge(sized({kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge}), 9 * kLarge)
          .size(),
      5u)
      << "a run that has added much may rewrite much";
  std::vector<index::ManifestSegment> many(limits::kSegmentsMax + 3, {"s", 1, kLarge});
  EXPECT_EQ(segments_to_merge(many, 0).size(), 4u) << "so many that kSegmentsMax are left";
}

}  // namespace
}  // namespace trialkeep::testing::index_keeper_test
