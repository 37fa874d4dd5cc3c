#include "os/temporary_file.h"

#include <filesystem>

#include "support/support.h"

namespace trialkeep::os {
namespace {

using trialkeep::testing::TemporaryFolder;

TEST(TemporaryFile, IsWrittenAtItsEndAndReadAnywhere) {
  const TemporaryFolder folder;
  const auto file = make_temporary_file(folder.path());
  ASSERT_OK(file);
  ASSERT_OK((*file)->append("one "));
  std::string out;
  ASSERT_OK((*file)->read(1, 3, out));
  EXPECT_EQ(out, "ne ");
  ASSERT_OK((*file)->append("two"));
  ASSERT_OK((*file)->read(0, 7, out));
  EXPECT_EQ(out, "one two");
  ASSERT_OK((*file)->read(7, 0, out));
  EXPECT_EQ(out, "");
  EXPECT_TRUE(absl::IsDataLoss((*file)->read(5, 3, out)));
}

TEST(TemporaryFile, HasNoName) {
  const TemporaryFolder folder;
  const auto file = make_temporary_file(folder.path());
  ASSERT_OK(file);
  ASSERT_OK((*file)->append("x"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TemporaryFile, SaysWhyThereCanBeNone) {
  const TemporaryFolder folder;
  const auto nowhere = make_temporary_file(folder / "missing");
  EXPECT_FALSE(nowhere.ok());
  EXPECT_THAT(std::string(nowhere.status().message()), ::testing::HasSubstr(folder / "missing"));
}

}  // namespace
}  // namespace trialkeep::os
