// Scripts in the query language: tests/golden/*.test. A script loads records and says what queries find:
//
//   record {...}              one JSON record a line
//   query PARAMETER TEXT      followed by the hits, one NCT number a line in order, up to a blank line;
//                             or by complaints: lines that begin with "! "
//   # a comment
//
// TRIALKEEP_REWRITE_GOLDEN=1 rewrites what the scripts expect (`make golden`); the diff is the review.

#include <cstdlib>
#include <filesystem>

#include "engine/load.h"
#include "engine/registry.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

std::string answer(engine::Registry& registry, const std::string& parameter, const std::string& text) {
  const auto result = registry.search({.parts = {{parameter, text}}, .only_numbers = {}, .from = 0, .size = 1000});
  EXPECT_OK(result);
  std::string out;
  for (const auto& complaint : result->complaints) out += "! " + complaint.complaint.registry_text + "\n";
  for (const auto& hit : result->hits) out += hit.nct.text() + "\n";
  return out;
}

void run_script(const std::string& path, bool rewrite) {
  const TemporaryFolder folder;
  std::string records;
  const auto lines = lines_of(read_text_file(path));
  for (const std::string& line : lines) {
    if (line.starts_with("record ")) records += line.substr(7) + "\n";
  }
  write_text_file(folder / "records.ndjson", records);
  const auto loaded = engine::load(folder / "data", {folder / "records.ndjson"}, {});
  ASSERT_OK(loaded);
  ASSERT_EQ(loaded->counts.refused, 0u);
  auto registry = engine::Registry::open(folder / "data");
  ASSERT_OK(registry);
  std::string rewritten;
  for (std::size_t i = 0; i < lines.size();) {
    const std::string& line = lines[i++];
    rewritten += line + "\n";
    if (!line.starts_with("query ")) continue;
    std::string expected;
    while (i < lines.size() && !lines[i].empty()) expected += lines[i++] + "\n";
    const std::size_t blank = line.find(' ', 6);
    const std::string parameter = line.substr(6, blank - 6);
    const std::string text = blank == std::string::npos ? "" : line.substr(blank + 1);
    const std::string found = answer(**registry, parameter, text);
    if (!rewrite) {
      EXPECT_EQ(found, expected) << path << ": " << line;
    }
    rewritten += found;
  }
  if (rewrite) write_text_file(path, rewritten);
}

TEST(Golden, EveryScriptFindsWhatItSays) {
  const bool rewrite = std::getenv("TRIALKEEP_REWRITE_GOLDEN") != nullptr;
  std::size_t scripts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TRIALKEEP_SOURCE_DIR "/tests/golden")) {
    if (entry.path().extension() != ".test") continue;
    run_script(entry.path(), rewrite);
    ++scripts;
  }
  EXPECT_GE(scripts, 1u);
}

}  // namespace
}  // namespace trialkeep::testing
