// A data folder from load to search, on a few hand-written records.

#include <filesystem>
#include <signal.h>
#include <sys/resource.h>
#include <zlib.h>

#include "base/limits.h"
#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "os/file_lock.h"
#include "support/support.h"

namespace trialkeep::testing::engine_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string record(int number, std::string_view title, std::string_view stamp = "2026-01-01",
                   std::string_view extra = "") {
  return "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"" +
         NctNumber::from_value(static_cast<std::uint32_t>(number)).text() + "\",\"briefTitle\":\"" +
         std::string(title) + "\"}" + std::string(extra) +
         "},\"derivedSection\":{\"miscInfoModule\":{\"versionHolder\":\"" + std::string(stamp) +
         "\"}},\"hasResults\":false}";
}

class FixedClock final : public os::Clock {
 public:
  Instant now() const override { return instant; }
  std::int64_t monotonic_us() const override { return 0; }
  Instant instant = {1'700'000'000'000};
};

class EngineTest : public ::testing::Test {
 protected:
  engine::LoadSummary load(const std::string& bytes, engine::LoadOptions options = {}) {
    const std::string path = folder_ / "input.json";
    write_text_file(path, bytes);
    options.clock = &clock_;
    auto summary = engine::load(data(), {path}, options);
    EXPECT_OK(summary);
    return summary.ok() ? *summary : engine::LoadSummary();
  }
  std::string data() const { return folder_ / "data"; }
  std::unique_ptr<engine::Registry> open() {
    auto registry = engine::Registry::open(data());
    EXPECT_OK(registry);
    return registry.ok() ? *std::move(registry) : nullptr;
  }
  std::vector<std::string> find(const std::string& query) {
    const auto result = open()->search({.parts = {{"term", query}}, .only_numbers = {}, .from = 0, .size = 100});
    EXPECT_OK(result);
    std::vector<std::string> found;
    for (const auto& hit : result->hits) found.push_back(hit.nct.text());
    return found;
  }
  std::vector<std::string> faults() { return open()->verify(nullptr)->faults; }

  TemporaryFolder folder_;
  FixedClock clock_;
};

TEST_F(EngineTest, ReadsBackWhatItLoadedInCanonicalForm) {
  load(
      "{ \"hasResults\" : false, \"protocolSection\": {\"mystery\": 1.50, \"identificationModule\": "
      "{\"briefTitle\":\"T\", "
      "\"nctId\":\"NCT00000007\"}}}");
  const auto study = open()->study(*NctNumber::from_canonical("NCT00000007"));
  ASSERT_OK(study);
  ASSERT_TRUE(study->has_value());
  EXPECT_EQ(
      (*study)->json,
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000007","briefTitle":"T"},"mystery":1.50},"hasResults":false})");
  EXPECT_EQ((*study)->first_seen, clock_.instant);
}

TEST_F(EngineTest, KeepsEveryVersionAndFindsOnlyTheNewest) {
  EXPECT_EQ(load(record(1, "old words")).counts.fresh, 1u);
  clock_.instant.unix_ms += 86'400'000;
  EXPECT_EQ(load(record(1, "new words")).counts.changed, 1u);
  EXPECT_THAT(find("old"), IsEmpty());
  EXPECT_THAT(find("new"), ElementsAre("NCT00000001"));
  const auto study = *open()->study(NctNumber::from_value(1));
  EXPECT_EQ(study->version, 1u);
  EXPECT_EQ(study->version_count, 2u);
  EXPECT_LT(study->first_seen, study->last_changed);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(EngineTest, TreatsRecordsThatDifferOnlyInTheReleaseStampAsOneVersion) {
  load(record(1, "title", "2026-01-01"));
  const auto summary = load(record(1, "title", "2026-02-02"));
  EXPECT_EQ(summary.counts.unchanged, 1u);
  const auto study = *open()->study(NctNumber::from_value(1));
  EXPECT_EQ(study->version_count, 1u);
  EXPECT_THAT(study->json, HasSubstr("\"versionHolder\":\"2026-02-02\""));
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(EngineTest, LoadingTheSameAgainChangesNothing) {
  const std::string input = record(1, "a") + "\n" + record(2, "b") + "\n";
  load(input);
  const auto again = load(input);
  EXPECT_EQ(again.counts.read, 2u);
  EXPECT_EQ(again.counts.unchanged, 2u);
  EXPECT_EQ(again.counts.fresh + again.counts.changed + again.counts.refused, 0u);
}

TEST_F(EngineTest, KeepsSeveralVersionsOfAStudyInOneBatchInOrder) {
  load(record(1, "one") + "\n" + record(1, "two") + "\n" + record(1, "three") + "\n" + record(1, "three") + "\n");
  const auto study = *open()->study(NctNumber::from_value(1));
  EXPECT_EQ(study->version_count, 3u);
  EXPECT_THAT(find("three"), ElementsAre("NCT00000001"));
  EXPECT_THAT(find("one OR two"), IsEmpty());
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(EngineTest, PutsRefusedRecordsAsideUntouchedAndGoesOn) {
  const std::string bad = "{\"no\": \"number\"}";
  const auto summary = load(record(1, "a") + "\n" + bad + "\n" + record(2, "b") + "\n");
  EXPECT_EQ(summary.counts.read, 3u);
  EXPECT_EQ(summary.counts.refused, 1u);
  ASSERT_EQ(summary.refused.size(), 1u);
  EXPECT_THAT(summary.refused[0].origin, HasSubstr("input.json, byte "));
  EXPECT_THAT(summary.refused[0].reason, HasSubstr("NCT number"));
  EXPECT_EQ(read_text_file(summary.rejects_path), bad + "\n");
  EXPECT_EQ(open()->stats()->store.studies, 2u);
}

// No file grows beyond that while it lives: a disk that is full at a place of the test's choice.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size_bytes) : before_handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {size_bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, before_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*before_handler_)(int);
  rlimit before_ = {};
};

TEST_F(EngineTest, CutsOffWhatItHadNoRoomToPutAside) {
  std::string input;
  for (std::size_t i = 0; i < limits::kBatchRecords; ++i) {
    input += "{}\n";
  }
  const std::string kept = input;
  for (int i = 0; i < 40; ++i) {
    append_to(input, "{\"no\":\"", std::string(100'000, 'x'), "\"}\n");
  }
  const std::string path = folder_ / "input.json";
  write_text_file(path, input);
  engine::LoadOptions options;
  options.clock = &clock_;
  Status loaded;
  {
    const FileSizeLimit limit(2'000'000);
    loaded = engine::load(data(), {path}, options).status();
  }
  EXPECT_THAT(std::string(loaded.message()), HasSubstr("load-000001.records"));
  EXPECT_THAT(faults(), IsEmpty());
  const std::string records = concat(data(), "/rejects/load-000001.records");
  EXPECT_EQ(read_text_file(records), kept);
  // The same where even that was not possible.
  std::filesystem::resize_file(records, kept.size() + 1'000);
  EXPECT_THAT(faults(), IsEmpty());
  std::filesystem::resize_file(records, kept.size() - 1);
  EXPECT_THAT(faults(), ::testing::SizeIs(1));
}

TEST_F(EngineTest, StopsAtTheFirstRefusedRecordWhenStrict) {
  engine::LoadOptions strict;
  strict.strict = true;
  const auto summary = load(record(1, "a") + "\n{}\n" + record(2, "b") + "\n", strict);
  EXPECT_TRUE(summary.stopped);
  EXPECT_EQ(open()->stats()->store.studies, 1u);
  EXPECT_EQ(open()->stats()->loads.back().state, "stopped");
}

TEST_F(EngineTest, KeepsWhatCameBeforeATruncatedArchive) {
  std::string input;
  for (int i = 1; i <= 50; ++i) input += record(i, "study number " + std::to_string(i)) + "\n";
  std::string packed(compressBound(input.size()) + 32, '\0');
  z_stream stream = {};
  ASSERT_EQ(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  const auto summary = load(packed.substr(0, packed.size() / 2));
  ASSERT_EQ(summary.source_errors.size(), 1u);
  EXPECT_THAT(summary.source_errors[0], HasSubstr("input.json"));
  EXPECT_GT(summary.counts.fresh, 0u);
  EXPECT_LT(summary.counts.fresh, 50u);
  EXPECT_EQ(find("study").size(), summary.counts.fresh);
  EXPECT_THAT(faults(), IsEmpty());
  EXPECT_EQ(load(packed).counts.fresh, 50 - summary.counts.fresh);
}

TEST_F(EngineTest, MakesTheIndexAnewWhenItIsDeletedOrDamaged) {
  load(record(1, "alpha") + "\n" + record(2, "beta") + "\n");
  std::filesystem::remove_all(data() + "/index");
  EXPECT_THAT(find("beta"), ElementsAre("NCT00000002"));
  write_text_file(data() + "/index/MANIFEST", "nonsense");
  EXPECT_THAT(find("beta"), ElementsAre("NCT00000002"));
  EXPECT_OK(engine::rebuild_index(data(), {}));
  EXPECT_THAT(find("alpha"), ElementsAre("NCT00000001"));
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(EngineTest, MergesSegmentsOfManyLoads) {
  for (int i = 1; i <= 30; ++i) load(record(i % 20 + 1, "round " + std::to_string(i)));
  const auto stats = *open()->stats();
  EXPECT_LE(stats.segments, 8u);
  EXPECT_EQ(stats.indexed_studies, 20u);
  EXPECT_EQ(find("round").size(), 20u);
  EXPECT_THAT(find("30"), ElementsAre("NCT00000011"));
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(EngineTest, ShowsNewLoadsAfterARefresh) {
  load(record(1, "first"));
  const auto registry = open();
  load(record(2, "second"));
  EXPECT_EQ(registry->search({.parts = {{"term", "second"}}, .only_numbers = {}, .from = 0, .size = 10})->total, 0u);
  ASSERT_OK(registry->refresh());
  EXPECT_EQ(registry->search({.parts = {{"term", "second"}}, .only_numbers = {}, .from = 0, .size = 10})->total, 1u);
}

TEST_F(EngineTest, FindsAStudyByAnObsoleteNumber) {
  load(
      "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT00000005\",\"nctIdAliases\":[\"NCT00000004\"]}}"
      "}");
  const auto alias = open()->successor(NctNumber::from_value(4));
  ASSERT_OK(alias);
  ASSERT_TRUE(alias->has_value());
  EXPECT_EQ((*alias)->text(), "NCT00000005");
  EXPECT_EQ(*open()->successor(NctNumber::from_value(5)), std::nullopt);
  const auto result = open()->search({.parts = {}, .only_numbers = {NctNumber::from_value(4)}, .from = 0, .size = 10});
  EXPECT_EQ(result->total, 1u);
}

TEST_F(EngineTest, GivesComplaintsInsteadOfHitsForAQueryItDoesNotUnderstand) {
  load(record(1, "a"));
  const auto result =
      open()->search({.parts = {{"cond", "AREA[Nonsense]x"}}, .only_numbers = {}, .from = 0, .size = 10});
  ASSERT_OK(result);
  ASSERT_EQ(result->complaints.size(), 1u);
  EXPECT_EQ(result->complaints[0].label, "Conditions or disease");
  EXPECT_EQ(result->complaints[0].complaint.registry_text, "Unknown area name: `Nonsense`");
}

TEST_F(EngineTest, SaysWhatToDoWhenThereIsNoDataOrAnotherWriter) {
  const auto missing = engine::Registry::open(folder_ / "nowhere");
  EXPECT_TRUE(absl::IsNotFound(missing.status()));
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("trialkeep load"));
  load(record(1, "a"));
  const auto lock = os::FileLock::take(data() + "/lock");
  ASSERT_OK(lock);
  const auto second = engine::load(data(), {folder_ / "input.json"}, {});
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
}

TEST_F(EngineTest, NamesEveryDamagedVersionInVerify) {
  load(record(1, "a") + "\n" + record(2, "b") + "\n");
  const auto names = std::filesystem::directory_iterator(data() + "/index");
  for (const auto& entry : names) {
    if (entry.path().extension() != ".tkseg") continue;
    std::string bytes = read_text_file(entry.path());
    bytes[20] = static_cast<char>(bytes[20] ^ 4);
    write_text_file(entry.path(), bytes);
    EXPECT_THAT(faults(), ElementsAre(HasSubstr(entry.path().filename().string())));
    break;
  }
}

}  // namespace
}  // namespace trialkeep::testing::engine_test
