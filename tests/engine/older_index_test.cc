// Data folders whose index an older program made: whoever opens them makes it anew.

#include <algorithm>
#include <filesystem>

#include "engine/load.h"
#include "engine/registry.h"
#include "engine/study_indexer.h"
#include "index/manifest.h"
#include "index/segment_format.h"
#include "support/support.h"

namespace trialkeep::testing::older_index_test {
namespace {

using ::testing::ElementsAre;

class FixedClock final : public os::Clock {
 public:
  Instant now() const override { return {1'700'000'000'000}; }
  std::int64_t monotonic_us() const override { return 0; }
};

class OlderIndex : public ::testing::Test {
 protected:
  void SetUp() override {
    write_text_file(folder_ / "input.json",
                    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000007","briefTitle":"Asthma"}}})");
    engine::LoadOptions options;
    options.clock = &clock_;
    ASSERT_OK(engine::load(data(), {folder_ / "input.json"}, options));
  }
  std::string data() const { return folder_ / "data"; }
  std::string index() const { return os::join_path(data(), "index"); }

  // As a program would have left it that wrote version 1 of segments.
  void age_segments() {
    for (const auto& entry : std::filesystem::directory_iterator(index())) {
      if (entry.path().extension() == ".tkseg") {
        std::string bytes = read_text_file(entry.path());
        ASSERT_EQ(bytes[8], static_cast<char>(index::kSegmentVersion));
        bytes[8] = 1;
        write_text_file(entry.path(), bytes);
        ++aged_;
      }
    }
  }
  void age_manifest() {
    auto manifest = index::read_manifest(files_, index());
    ASSERT_OK(manifest);
    manifest->indexing_version = 1;
    ASSERT_OK(index::write_manifest(files_, index(), *manifest));
  }
  std::vector<std::string> found() {
    const auto registry = engine::Registry::open(data());
    EXPECT_OK(registry);
    std::vector<std::string> numbers;
    if (!registry.ok()) return numbers;
    EXPECT_OK((*registry)->refresh());
    const auto result = (*registry)->search({.parts = {{"term", "asthma"}}, .only_numbers = {}, .from = 0, .size = 9});
    EXPECT_OK(result);
    for (const auto& hit : result->hits) numbers.push_back(hit.nct.text());
    EXPECT_EQ((*registry)->verify(nullptr)->faults, std::vector<std::string>());
    return numbers;
  }

  TemporaryFolder folder_;
  FixedClock clock_;
  os::FileSystem& files_ = os::posix_file_system();
  int aged_ = 0;
};

TEST_F(OlderIndex, is_made_anew_by_whoever_reads) {
  age_segments();
  age_manifest();
  ASSERT_GT(aged_, 0);
  EXPECT_THAT(found(), ElementsAre("NCT00000007"));
  EXPECT_EQ(index::read_manifest(files_, index())->indexing_version, engine::kIndexingVersion);
}

TEST_F(OlderIndex, is_made_anew_when_only_the_rules_of_indexing_are_others) {
  age_manifest();
  EXPECT_THAT(found(), ElementsAre("NCT00000007"));
  EXPECT_EQ(index::read_manifest(files_, index())->indexing_version, engine::kIndexingVersion);
}

TEST_F(OlderIndex, is_made_anew_by_a_load) {
  age_segments();
  age_manifest();
  engine::LoadOptions options;
  options.clock = &clock_;
  ASSERT_OK(engine::load(data(), {folder_ / "input.json"}, options));
  EXPECT_EQ(index::read_manifest(files_, index())->indexing_version, engine::kIndexingVersion);
  EXPECT_THAT(found(), ElementsAre("NCT00000007"));
}

// Segments of another version under a manifest of this one: as a half restored backup would leave them.
TEST_F(OlderIndex, under_a_newer_manifest_is_made_anew_too) {
  age_segments();
  EXPECT_THAT(found(), ElementsAre("NCT00000007"));
}

}  // namespace
}  // namespace trialkeep::testing::older_index_test
