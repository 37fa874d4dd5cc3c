// An index beside a store that it was not made of: what is restored or lost without the other. It is never searched.

#include <filesystem>

#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "index/manifest.h"
#include "support/support.h"

namespace trialkeep::testing::foreign_index_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

class FixedClock final : public os::Clock {
 public:
  Instant now() const override { return {1'700'000'000'000}; }
  std::int64_t monotonic_us() const override { return 0; }
};

class ForeignIndex : public ::testing::Test {
 protected:
  // Three studies with that word as their title, from number `first` on.
  engine::LoadSummary load(const std::string& word, int first, const std::string& name = "data") {
    std::string records;
    for (int i = first; i < first + 3; ++i) {
      append_to(records, R"({"protocolSection":{"identificationModule":{"nctId":"NCT0000)", 1000 + i,
                R"(","briefTitle":")", word, "\"}}}\n");
    }
    write_text_file(folder_ / "input.ndjson", records);
    engine::LoadOptions options;
    options.clock = &clock_;
    auto summary = engine::load(folder_ / name, {folder_ / "input.ndjson"}, options);
    EXPECT_OK(summary);
    return summary.ok() ? *summary : engine::LoadSummary();
  }
  std::string data() const { return folder_ / "data"; }
  std::string store() const { return folder_ / "data/store.db"; }
  std::string index() const { return folder_ / "data/index"; }
  void restore_store(const std::string& from) {
    for (const char* name : {"data/store.db", "data/store.db-wal", "data/store.db-shm"}) fs::remove(folder_ / name);
    fs::copy_file(from, store());
  }
  void take_index_of(const std::string& name) {
    fs::remove_all(index());
    fs::copy(folder_ / (name + "/index"), index(), fs::copy_options::recursive);
  }
  static std::uint64_t total(engine::Registry& registry, const std::string& word) {
    engine::SearchRequest request;
    request.parts = {{"term", word}};
    const auto result = registry.search(request);
    EXPECT_OK(result);
    return result.ok() ? result->total : 0;
  }
  std::uint64_t total(const std::string& word) {
    const auto registry = engine::Registry::open(data());
    EXPECT_OK(registry);
    return registry.ok() ? total(**registry, word) : 0;
  }
  std::vector<std::string> faults() {
    const auto registry = engine::Registry::open(data());
    EXPECT_OK(registry);
    return registry.ok() ? (*registry)->verify(nullptr)->faults : std::vector<std::string>();
  }
  // A folder of "alpha" and "beta" with the store as it was before "beta": the index covers more than the store has.
  void go_back_to_alpha() {
    load("alpha", 0);
    fs::copy_file(store(), folder_ / "kept.db");
    load("beta", 10);
    restore_store(folder_ / "kept.db");
  }

  TemporaryFolder folder_;
  FixedClock clock_;
  os::FileSystem& files_ = os::posix_file_system();
};

TEST_F(ForeignIndex, AheadOfItsStoreIsMadeAnewByWhoeverReads) {
  go_back_to_alpha();
  EXPECT_EQ(total("beta"), 0u);
  EXPECT_EQ(total("alpha"), 3u);
  EXPECT_THAT(faults(), IsEmpty());
  load("gamma", 20);
  EXPECT_EQ(total("gamma"), 3u);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ForeignIndex, AheadOfItsStoreIsMadeAnewByALoadWhichSaysSo) {
  go_back_to_alpha();
  EXPECT_THAT(load("gamma", 20).notes, Contains(HasSubstr("the index was of another store")));
  EXPECT_EQ(total("alpha"), 3u);
  EXPECT_EQ(total("beta"), 0u);
  EXPECT_EQ(total("gamma"), 3u);
  EXPECT_THAT(faults(), IsEmpty());
  EXPECT_THAT(load("delta", 30).notes, Not(Contains(HasSubstr("another store"))));
}

TEST_F(ForeignIndex, IsAFaultForTheOneWhoVerifiesFirst) {
  go_back_to_alpha();
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("it has been made anew")));
  EXPECT_THAT(faults(), IsEmpty());
}

// As many versions, but others.
TEST_F(ForeignIndex, OfAnotherCourseOfItsStoreIsMadeAnew) {
  load("alpha", 0);
  fs::copy(data(), folder_ / "other", fs::copy_options::recursive);
  load("beta", 10);
  load("gamma", 10, "other");
  load("delta", 20);
  take_index_of("other");
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("of another course")));
  EXPECT_EQ(total("gamma"), 0u);
  EXPECT_EQ(total("beta"), 3u);
  EXPECT_EQ(total("delta"), 3u);
}

TEST_F(ForeignIndex, IsNotTakenUpByARunningRegistry) {
  load("alpha", 0);
  load("gamma", 0, "other");
  load("delta", 10, "other");
  const auto registry = engine::Registry::open(data());
  ASSERT_OK(registry);
  take_index_of("other");
  EXPECT_EQ((*registry)->refresh().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(total(**registry, "alpha"), 3u);
  EXPECT_EQ(total(**registry, "gamma"), 0u);
  load("beta", 10);
  ASSERT_OK((*registry)->refresh());
  EXPECT_EQ(total(**registry, "alpha"), 3u);
  EXPECT_EQ(total(**registry, "beta"), 3u);
}

// An index that is behind is of this store, and only made up for.
TEST_F(ForeignIndex, IsNotAnEarlierOneOfTheSameStore) {
  load("alpha", 0);
  fs::copy(data(), folder_ / "other", fs::copy_options::recursive);
  load("beta", 10);
  take_index_of("other");
  const auto earlier = index::read_manifest(files_, index());
  ASSERT_OK(earlier);
  EXPECT_EQ(total("beta"), 3u);
  const auto now = index::read_manifest(files_, index());
  ASSERT_OK(now);
  EXPECT_EQ(now->segments.front().name, earlier->segments.front().name) << "it was kept";
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ForeignIndex, OfAProgramThatNamedNoVersionIsJudgedByWhatItCovers) {
  load("alpha", 0);
  auto manifest = index::read_manifest(files_, index());
  ASSERT_OK(manifest);
  ASSERT_TRUE(manifest->last_hash);
  manifest->last_hash.reset();
  ASSERT_OK(index::write_manifest(files_, index(), *manifest));
  EXPECT_THAT(faults(), IsEmpty());
  manifest->covers += 3;
  ASSERT_OK(index::write_manifest(files_, index(), *manifest));
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("The index was of another store")));
  EXPECT_EQ(total("alpha"), 3u);
}

TEST_F(ForeignIndex, OfALostStoreIsToldAndNeverLoadedOver) {
  for (const bool is_there : {false, true}) {
    SCOPED_TRACE(is_there ? "an empty file" : "no file");
    fs::remove_all(data());
    load("alpha", 0);
    fs::remove(store());
    if (is_there) write_text_file(store(), "");
    const auto read = engine::Registry::open(data());
    EXPECT_EQ(read.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(std::string(read.status().message()), HasSubstr("restore store.db from a backup, or delete "));
    EXPECT_EQ(engine::rebuild_index(data(), {}).code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(engine::make_data_folder(data()).code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(load("beta", 0).notes, Contains(HasSubstr("the index was of another store")));
    EXPECT_EQ(total("alpha"), 0u);
    EXPECT_EQ(total("beta"), 3u);
    EXPECT_THAT(faults(), IsEmpty());
  }
}

TEST_F(ForeignIndex, ThatIsDeletedWithItsStoreLeavesAFolderWithoutData) {
  load("alpha", 0);
  write_text_file(store(), "");
  fs::remove_all(index());
  EXPECT_EQ(engine::Registry::open(data()).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace trialkeep::testing::foreign_index_test
