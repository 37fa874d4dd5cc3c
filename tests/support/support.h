#pragma once
// What the tests of every room share: temporary folders, the shared material, status assertions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace trialkeep::testing {

// A folder that is removed with everything in it when the object goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const;

 private:
  std::string path_;
};

// The path of a file of the shared material beside the checkout, or nullopt where that is absent.
std::optional<std::string> shared_path(std::string_view name);

// The path of a file of the checkout, of the checkout itself for "". Where it is, one source knows, so that what is
// compiled in one checkout serves another (ccache).
std::string source_path(std::string_view name);
// The path of what the build has made: "trialkeep", "tools/make_corpus".
std::string built_path(std::string_view name);

std::string read_text_file(const std::string& path);
void write_text_file(const std::string& path, std::string_view bytes);

// The whole of a .zst file. REQUIRES: it is one.
std::string read_zst_file(const std::string& path);
std::vector<std::string> lines_of(std::string_view text);

// Of `count` cases as many as TRIALKEEP_SEEDS says, in parts of 300, at least one; all of them where it says nothing.
// The sanitizers ask for few: whether answers are right is settled without them.
int share_of(int count);

const Status& status_of(const Status& status);
template <typename T>
const Status& status_of(const StatusOr<T>& result) {
  return result.status();
}

}  // namespace trialkeep::testing

#define ASSERT_OK(expression) \
  ASSERT_TRUE(::trialkeep::testing::status_of(expression).ok()) << ::trialkeep::testing::status_of(expression)
#define EXPECT_OK(expression) \
  EXPECT_TRUE(::trialkeep::testing::status_of(expression).ok()) << ::trialkeep::testing::status_of(expression)

// Skips the test, with a line that says why, where the shared material is absent.
#define SHARED_OR_SKIP(variable, name)                                                             \
  const auto variable##_found = ::trialkeep::testing::shared_path(name);                           \
  if (!variable##_found) GTEST_SKIP() << "SKIPPED: needs ../shared/" << (name) << ", absent here"; \
  const std::string variable = *variable##_found
