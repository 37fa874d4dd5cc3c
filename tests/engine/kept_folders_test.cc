// Data folders of every format that a user may have: each opens, answers as on the day it was made, and is whole.

#include <filesystem>

#include "engine/load.h"
#include "engine/registry.h"
#include "support/support.h"

namespace trialkeep::testing::kept_folders_test {
namespace {

using ::testing::IsEmpty;

const std::string kFolders = testing::source_path("tests/compat");

std::uint64_t total(engine::Registry& registry, const std::string& text) {
  engine::SearchRequest request;
  request.parts = {{"term", text}};
  const auto result = registry.search(request);
  EXPECT_OK(result);
  EXPECT_THAT(result->complaints, IsEmpty());
  return result->total;
}

void copy_folder(const std::filesystem::path& kept, const std::filesystem::path& data) {
  std::filesystem::copy(kept, data, std::filesystem::copy_options::recursive);
  write_text_file((data / "store.db").string(), read_zst_file((data / "store.db.zst").string()));
  std::filesystem::remove(data / "store.db.zst");
}

TEST(KeptFolders, AreStillReadAndWrittenTo) {
  std::size_t folders = 0;
  for (const auto& kept : std::filesystem::directory_iterator(kFolders)) {
    if (!kept.is_directory()) continue;
    SCOPED_TRACE(kept.path());
    ++folders;
    const TemporaryFolder folder;
    const std::string data = folder / "data";
    copy_folder(kept.path(), data);
    auto registry = engine::Registry::open(data);
    ASSERT_OK(registry);
    EXPECT_EQ(total(**registry, "ALL"), 2u);
    EXPECT_EQ(total(**registry, "asthma AND AREA[OverallStatus]COMPLETED"), 1u);
    EXPECT_EQ(total(**registry, "AREA[EnrollmentCount]RANGE[60, MAX]"), 1u);
    EXPECT_EQ(total(**registry, "SEARCH[Location](AREA[LocationCity]Berlin)"), 1u);
    const auto first = (*registry)->version(NctNumber::from_value(1), 0);
    ASSERT_OK(first);
    ASSERT_TRUE(first->has_value());
    EXPECT_EQ((*first)->version_count, 2u);
    EXPECT_EQ((*first)->first_seen.date_text(), "2024-01-05");
    const auto report = (*registry)->verify([](double) {});
    ASSERT_OK(report);
    EXPECT_THAT(report->faults, IsEmpty());

    write_text_file(folder / "more.json",
                    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000003","briefTitle":"Asthma"}}})");
    ASSERT_OK(engine::load(data, {folder / "more.json"}, {}));
    ASSERT_OK((*registry)->refresh());
    EXPECT_EQ(total(**registry, "asthma"), 2u);
  }
  EXPECT_GE(folders, 1u);
}

}  // namespace
}  // namespace trialkeep::testing::kept_folders_test
