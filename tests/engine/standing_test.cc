// What stands for a number, kept ready: never older than the data, within its bytes.

#include <atomic>
#include <thread>

#include "base/random.h"
#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "engine/standing_studies.h"
#include "support/support.h"

namespace trialkeep::engine::standing_test {
namespace {

using testing::TemporaryFolder;
using testing::write_text_file;

NctNumber number(std::uint32_t value) { return NctNumber::from_value(value); }

std::string record(std::uint32_t study, std::string_view title, std::uint32_t obsolete = 0) {
  const std::string aliases =
      obsolete == 0 ? std::string() : concat(",\"nctIdAliases\":[\"", number(obsolete).text(), "\"]");
  return concat("{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"", number(study).text(), "\"", aliases,
                ",\"briefTitle\":\"", title, "\"}}}\n");
}

class Standing : public ::testing::Test {
 protected:
  void load(const std::string& records, bool complete = false) {
    write_text_file(folder_ / "input.json", records.empty() ? "[]" : records);
    LoadOptions options;
    options.complete = complete;
    options.force_complete = complete;
    options.threads = 1;
    ASSERT_OK(engine::load(folder_ / "data", {folder_ / "input.json"}, options));
  }
  std::unique_ptr<Registry> open() {
    auto registry = Registry::open(folder_ / "data");
    EXPECT_OK(registry);
    return *std::move(registry);
  }
  TemporaryFolder folder_;
};

std::string json_of(const StatusOr<std::shared_ptr<const StandingStudy>>& standing) {
  EXPECT_OK(standing);
  return standing.ok() && (*standing)->study ? (*standing)->study->json : "";
}

TEST_F(Standing, IsTheNewestVersionFromTheMomentThatItIsStored) {
  load(record(1, "first"));
  const auto registry = open();
  const auto before = registry->standing(number(1));
  EXPECT_THAT(json_of(before), ::testing::HasSubstr("first"));
  EXPECT_EQ(*registry->standing(number(1)), *before) << "ready, and not read again";
  load(record(1, "second"));
  EXPECT_THAT(json_of(registry->standing(number(1))), ::testing::HasSubstr("second"));
  EXPECT_THAT(json_of(before), ::testing::HasSubstr("first")) << "whoever holds it goes on holding it";
}

TEST_F(Standing, TellsOfRemovalsReturnsAndNumbersThatMeanNothing) {
  load(record(1, "first") + record(2, "other"));
  const auto registry = open();
  EXPECT_FALSE((*registry->standing(number(1)))->study->removed);
  EXPECT_FALSE((*registry->standing(number(3)))->study);
  load(record(2, "other"), true);
  EXPECT_TRUE((*registry->standing(number(1)))->study->removed);
  load(record(1, "first") + record(3, "third"));
  EXPECT_FALSE((*registry->standing(number(1)))->study->removed);
  EXPECT_THAT(json_of(registry->standing(number(3))), ::testing::HasSubstr("third"));
}

TEST_F(Standing, NamesTheSuccessorAsSoonAsSearchesKnowIt) {
  load(record(4, "old"));
  const auto registry = open();
  EXPECT_EQ((*registry->standing(number(4)))->successor, std::nullopt);
  load(record(5, "new", 4));
  ASSERT_OK(registry->refresh());
  EXPECT_EQ((*registry->standing(number(4)))->successor, number(5));
  EXPECT_EQ((*registry->standing(number(5)))->successor, std::nullopt);
}

// The twin reads anew.
void expect_as_read_anew(Registry& registry, NctNumber nct) {
  const auto standing = registry.standing(nct);
  ASSERT_OK(standing);
  const auto successor = registry.successor(nct);
  ASSERT_OK(successor);
  EXPECT_EQ((*standing)->successor, *successor);
  if (*successor) {
    EXPECT_FALSE((*standing)->study);
    return;
  }
  const auto study = registry.study(nct);
  ASSERT_OK(study);
  ASSERT_EQ((*standing)->study.has_value(), study->has_value());
  if (*study) {
    EXPECT_EQ((*standing)->study->json, (*study)->json);
    EXPECT_EQ((*standing)->study->removed, (*study)->removed);
    EXPECT_EQ((*standing)->study->version, (*study)->version);
    EXPECT_EQ((*standing)->study->version_count, (*study)->version_count);
    EXPECT_EQ((*standing)->study->last_seen.unix_ms, (*study)->last_seen.unix_ms);
    EXPECT_EQ((*standing)->json_hash, hash128({(*study)->json}));
  }
}

TEST_F(Standing, IsWhatReadingAnewGivesWhateverIsLoaded) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    load(record(1, concat("seed", seed)));
    const auto registry = open();
    for (int step = 0; step < 25; ++step) {
      std::string records;
      for (std::uint64_t count = random.below(4); count > 0; --count) {
        const auto obsolete = static_cast<std::uint32_t>(random.chance(0.3) ? 1 + random.below(8) : 0);
        records += record(static_cast<std::uint32_t>(1 + random.below(8)), concat("step", step), obsolete);
      }
      load(records, random.chance(0.2));
      if (random.chance(0.5)) {
        ASSERT_OK(registry->refresh());
      }
      for (int look = 0; look < 12; ++look) {
        expect_as_read_anew(*registry, number(static_cast<std::uint32_t>(1 + random.below(9))));
      }
    }
  }
}

TEST_F(Standing, IsNeverOlderThanALoadThatHasEnded) {
  load(record(1, "round 1000"));
  const auto registry = open();
  std::atomic<int> ended = 1000;
  std::atomic<bool> is_over = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (!is_over) {
        const int least = ended;
        const std::string json = json_of(registry->standing(number(1)));
        const std::size_t at = json.find("round ");
        ASSERT_NE(at, std::string::npos);
        EXPECT_GE(std::stoi(json.substr(at + 6, 4)), least);
      }
    });
  }
  for (int round = 1001; round <= 1030; ++round) {
    load(record(1, concat("round ", round)));
    ended = round;
    ASSERT_OK(registry->refresh());
  }
  is_over = true;
  for (std::thread& thread : threads) thread.join();
}

std::shared_ptr<const StandingStudy> of_bytes(std::uint32_t study, std::size_t bytes) {
  auto standing = std::make_shared<StandingStudy>();
  standing->study = StoredStudy{number(study), std::string(bytes, 'x'), 0, 1, {}, {}, {}};
  return standing;
}

TEST(StandingStudies, ForgetsWhatOtherDataGave) {
  StandingStudies kept(1u << 20);
  const auto one = of_bytes(1, 100);
  kept.keep(number(1), {7, 1}, one);
  EXPECT_EQ(kept.find(number(1), {7, 1}), one);
  EXPECT_EQ(kept.find(number(2), {7, 1}), nullptr);
  EXPECT_EQ(kept.find(number(1), {7, 2}), nullptr);
  EXPECT_EQ(kept.size_bytes(), 0u);
  kept.keep(number(1), {7, 1}, one);
  EXPECT_EQ(kept.find(number(1), {8, 1}), nullptr);
  const auto later = of_bytes(1, 200);
  kept.keep(number(1), {8, 1}, later);
  EXPECT_EQ(kept.find(number(1), {8, 1}), later);
  EXPECT_EQ(kept.find(number(1), {7, 1}), nullptr);
}

TEST(StandingStudies, KeepsToItsBytesAndLetsTheOneAskedForLongestAgoGiveWay) {
  constexpr std::size_t kParts = 16;
  constexpr std::size_t kBytes = kParts * 10'000;
  StandingStudies kept(kBytes);
  const DataMark mark = {1, 1};
  const auto in_part = [](std::uint32_t i) { return number((i + 1) * kParts); };  // all of one part
  for (std::uint32_t i = 0; i < 3; ++i) kept.keep(in_part(i), mark, of_bytes(1, 2'500));
  EXPECT_NE(kept.find(in_part(0), mark), nullptr);
  kept.keep(in_part(3), mark, of_bytes(1, 2'500));
  EXPECT_EQ(kept.find(in_part(1), mark), nullptr);
  EXPECT_NE(kept.find(in_part(0), mark), nullptr);
  kept.keep(in_part(0), mark, of_bytes(1, 20'000));
  EXPECT_EQ(kept.find(in_part(0), mark), nullptr)
      << "larger than its part, and the one before it is not right any longer";
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const auto which = static_cast<std::uint32_t>(1 + random.below(300));
    kept.keep(number(which), mark, of_bytes(which, random.below(12'000)));
    ASSERT_LE(kept.size_bytes(), kBytes);
  }
  EXPECT_GT(kept.size_bytes(), kBytes / 2);
}

}  // namespace
}  // namespace trialkeep::engine::standing_test
