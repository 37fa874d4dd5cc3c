// Documents and code say the same.

#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <set>

#include "support/support.h"

namespace trialkeep::testing {
namespace {

const std::string kTop = TRIALKEEP_SOURCE_DIR;

std::vector<std::filesystem::path> documents() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(kTop)) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kTop + "/docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  return found;
}

std::set<std::string> all_matches(const std::string& text, const char* pattern) {
  std::set<std::string> found;
  const std::regex expression(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) found.insert((*at)[1]);
  return found;
}

TEST(Docs, LinksLeadToFilesThatExist) {
  for (const auto& path : documents()) {
    for (const std::string& link : all_matches(read_text_file(path), R"re(\]\(([^)#:]+)\))re")) {
      EXPECT_TRUE(std::filesystem::exists(path.parent_path() / link)) << path << " links to " << link;
    }
  }
}

TEST(Docs, VerbsThatAreNamedAreInTheMakefile) {
  const std::string makefile = read_text_file(kTop + "/Makefile");
  for (const auto& path : documents()) {
    for (const std::string& verb : all_matches(read_text_file(path), "`?make ([a-z]+)[` \n]")) {
      if (verb == "it" || verb == "the") continue;
      EXPECT_NE(makefile.find("\n" + verb + ":"), std::string::npos) << path << " names make " << verb;
    }
  }
}

TEST(Docs, CommandsThatAreNamedExist) {
  const std::string command_line = read_text_file(kTop + "/src/cli/command_line.cc");
  for (const auto& path : documents()) {
    for (const std::string& command : all_matches(read_text_file(path), "(?:    |`|release/)trialkeep ([a-z]+)")) {
      EXPECT_NE(command_line.find("\"" + command + "\""), std::string::npos) << path << " names trialkeep " << command;
    }
  }
}

TEST(Docs, RoomsAreThoseOfTheLayers) {
  std::set<std::string> rooms;
  for (const std::string& line : lines_of(read_text_file(kTop + "/src/LAYERS"))) {
    if (!line.empty() && line[0] != '#') rooms.insert(line.substr(0, line.find(':')));
  }
  EXPECT_EQ(all_matches(read_text_file(kTop + "/docs/architecture.md"), R"re(\n\| `([a-z]+)` \|)re"), rooms);
}

TEST(Docs, StoreColumnsAreThoseOfTheSchema) {
  const std::string document = read_text_file(kTop + "/docs/formats/store.md");
  for (const std::string& column :
       all_matches(read_text_file(kTop + "/src/store/schema.h"), R"re(\n  ([a-z_]+) +(?:INTEGER|TEXT|BLOB))re")) {
    if (column == "id") continue;
    EXPECT_TRUE(std::regex_search(document, std::regex("\\b" + column + "\\b"))) << column << " is not explained";
  }
}

TEST(Docs, FormatGrammarsAreThoseOfTheHeaders) {
  const std::string document = read_text_file(kTop + "/docs/formats/segment.md");
  for (const char* rule :
       {"table_bytes varint  (last_doc_delta block_bytes){blocks}  block{blocks}",
        "block       := form u8  gaps  counts  occurrences",
        "traits      := letters | joint << 2 | starts_value << 4 | ends_value << 5",
        "u8 below 224 | (224 + high u8, low u8): 224 + high * 256 + low | 255, varint of value - 8160"}) {
    EXPECT_NE(document.find(rule), std::string::npos) << rule;
    EXPECT_NE(read_text_file(kTop + "/src/index/postings.h").find(rule), std::string::npos) << rule;
  }
}

TEST(Packages, OfTheListAreInstalledByName) {
  // The list is the one place that names packages: no other file installs any.
  for (const char* file : {"/Makefile", "/.ci/run", "/tools/demo"}) {
    EXPECT_EQ(read_text_file(kTop + file).find("apt-get"), std::string::npos) << file;
  }
}

}  // namespace
}  // namespace trialkeep::testing
