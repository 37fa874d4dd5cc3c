// The claims on the real records beside the checkout. Skipped, with a line, where they are absent.

#include <filesystem>
#include <map>

#include "engine/load.h"
#include "engine/registry.h"
#include "model/canonical.h"
#include "support/json_equality.h"
#include "support/support.h"

namespace trialkeep::testing::real_records_test {
namespace {

engine::LoadSummary load(const std::string& data, const std::string& path) {
  auto summary = engine::load(data, {path}, {});
  EXPECT_OK(summary);
  return summary.ok() ? *summary : engine::LoadSummary();
}

TEST(RealRecords, AllLoadAndReadBackAsTheyCame) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  const TemporaryFolder folder;
  const std::string data = folder / "data";
  const auto first = load(data, path);
  EXPECT_EQ(first.counts.read, 1918u);
  EXPECT_EQ(first.counts.fresh, 1918u);
  EXPECT_EQ(first.counts.refused, 0u);
  const auto second = load(data, path);
  EXPECT_EQ(second.counts.unchanged, 1918u);
  EXPECT_EQ(second.counts.fresh + second.counts.changed, 0u);

  auto registry = engine::Registry::open(data);
  ASSERT_OK(registry);
  std::size_t compared = 0;
  for (const std::string& line : lines_of(read_zst_file(path))) {
    const std::size_t at = line.find("\"nctId\":\"") + 9;
    const auto study = (*registry)->study(*NctNumber::from_canonical(line.substr(at, 11)));
    ASSERT_OK(study);
    ASSERT_TRUE(study->has_value());
    EXPECT_EQ(json_difference(line, (*study)->json), "") << line.substr(at, 11);
    ++compared;
  }
  EXPECT_EQ(compared, 1918u);
  const auto report = (*registry)->verify(nullptr);
  ASSERT_OK(report);
  EXPECT_EQ(report->faults, std::vector<std::string>());
  EXPECT_EQ(report->studies, 1918u);
}

TEST(RealRecords, OnlyRealChangesBecomeVersionsOverTheDays) {
  SHARED_OR_SKIP(folder_path, "data/studies/daily");
  const TemporaryFolder folder;
  const std::string data = folder / "data";
  // What the days hold, told apart by the record without its release stamp.
  std::map<std::string, std::pair<std::string, std::size_t>> known;
  std::vector<std::filesystem::path> days(std::filesystem::directory_iterator(folder_path), {});
  std::sort(days.begin(), days.end());
  ASSERT_EQ(days.size(), 6u);
  model::Canonicalizer canonicalizer;
  std::uint64_t unchanged = 0;
  for (const auto& day : days) {
    std::uint64_t fresh = 0;
    std::uint64_t changed = 0;
    for (const std::string& line : lines_of(read_zst_file(day))) {
      const auto record = canonicalizer.read(line);
      ASSERT_OK(record);
      const std::string content = model::with_release_stamp(record->json, "no day");
      auto& [last, versions] = known[record->nct.text()];
      if (last != content) {
        ++(versions == 0 ? fresh : changed);
        ++versions;
        last = content;
      }
    }
    const auto summary = load(data, day);
    EXPECT_EQ(summary.counts.fresh, fresh) << day;
    EXPECT_EQ(summary.counts.changed, changed) << day;
    unchanged += summary.counts.unchanged;
  }
  EXPECT_GT(unchanged, 1000u);
  auto registry = engine::Registry::open(data);
  ASSERT_OK(registry);
  for (const auto& [nct, content] : known) {
    const auto study = (*registry)->study(*NctNumber::from_canonical(nct));
    ASSERT_OK(study);
    EXPECT_EQ((*study)->version_count, content.second) << nct;
    EXPECT_EQ(model::with_release_stamp((*study)->json, "no day"), content.first) << nct;
  }
  EXPECT_EQ((*registry)->verify(nullptr)->faults, std::vector<std::string>());
}

}  // namespace
}  // namespace trialkeep::testing::real_records_test
