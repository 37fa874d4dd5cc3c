// The walls of the house: src/LAYERS is obeyed by every include, upward, sideways and unused.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "support/support.h"

namespace trialkeep::testing {
namespace {

using Layers = std::vector<std::pair<std::string, std::set<std::string>>>;

Layers read_layers(const std::string& text) {
  Layers layers;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (line.empty() || line[0] == '#' || colon == std::string::npos) continue;
    std::istringstream names(line.substr(colon + 1));
    std::set<std::string> below;
    for (std::string name; names >> name;) below.insert(name);
    layers.emplace_back(line.substr(0, colon), below);
  }
  return layers;
}

// What is wrong with rooms (room -> rooms it includes) under these layers.
std::vector<std::string> faults_of(const Layers& layers, const std::map<std::string, std::set<std::string>>& includes) {
  std::vector<std::string> faults;
  std::set<std::string> above;
  std::map<std::string, std::set<std::string>> allowed;
  for (const auto& [room, below] : layers) {
    for (const std::string& name : below) {
      if (!above.contains(name)) faults.push_back(room + " names " + name + ", which does not stand above it");
      const auto used = includes.find(room);
      if (used == includes.end() || !used->second.contains(name)) {
        faults.push_back(room + " names " + name + " but includes nothing of it");
      }
    }
    above.insert(room);
    allowed[room] = below;
  }
  for (const auto& [room, used] : includes) {
    for (const std::string& name : used) {
      if (name != room && !allowed[room].contains(name)) faults.push_back(room + " includes " + name);
    }
  }
  return faults;
}

std::map<std::string, std::set<std::string>> read_includes(const std::string& source_folder) {
  std::map<std::string, std::set<std::string>> includes;
  const std::regex ours(R"re(^\s*#include "([a-z]+)/)re");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_folder)) {
    if (!entry.is_regular_file() || (entry.path().extension() != ".h" && entry.path().extension() != ".cc")) continue;
    const std::string room = std::filesystem::relative(entry.path(), source_folder).begin()->string();
    if (!std::filesystem::is_directory(source_folder + "/" + room)) continue;  // main.cc
    includes[room];
    for (const std::string& line : lines_of(read_text_file(entry.path()))) {
      std::smatch match;
      if (std::regex_search(line, match, ours)) includes[room].insert(match[1]);
    }
  }
  return includes;
}

TEST(Layers, EveryIncludeIsAllowedAndEveryAllowanceUsed) {
  const std::string source = testing::source_path("src");
  EXPECT_EQ(faults_of(read_layers(read_text_file(source + "/LAYERS")), read_includes(source)),
            std::vector<std::string>());
}

TEST(Layers, FindForbiddenUpwardAndUnusedIncludes) {
  const Layers layers = read_layers("# rooms\na:\nb: a\nc: a d\nd: a\n");
  const auto faults = faults_of(layers, {{"a", {"b"}}, {"b", {"a"}}, {"c", {"b"}}, {"d", {"a", "d"}}});
  const std::vector<std::string> expected = {"c names a but includes nothing of it",
                                             "c names d, which does not stand above it",
                                             "c names d but includes nothing of it", "a includes b", "c includes b"};
  EXPECT_EQ(faults, expected);
}

TEST(Sizes, FilesOfLogicStayWithinFiveHundredLines) {
  for (const char* folder : {"src", "tools", "fuzz"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(testing::source_path(folder))) {
      if (entry.path().extension() == ".h" || entry.path().extension() == ".cc") {
        EXPECT_LE(lines_of(read_text_file(entry.path())).size(), 500u) << entry.path();
      }
    }
  }
}

TEST(Headers, OpenWithWhatTheyAreFor) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(testing::source_path("src"))) {
    if (entry.path().extension() != ".h") continue;
    const auto lines = lines_of(read_text_file(entry.path()));
    ASSERT_GE(lines.size(), 2u) << entry.path();
    EXPECT_EQ(lines[0], "#pragma once") << entry.path();
    EXPECT_TRUE(lines[1].starts_with("// ")) << entry.path() << " says nothing about itself";
  }
}

TEST(Paths, AreSpelledOnlyInTheCatalogue) {
  // The sections and modules of a record, in quotes, anywhere in the code.
  const std::regex spelled(
      R"re("[^"]*(protocolSection|resultsSection|derivedSection|documentSection|annotationSection)[^"]*")re");
  for (const char* folder : {"src", "tools"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(testing::source_path(folder))) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
      // The generator writes records as they lie on the wire; corpus_test holds its keys against the catalogue.
      if (entry.path().string().find("/tools/corpus/") != std::string::npos) continue;
      for (const std::string& line : lines_of(read_text_file(entry.path()))) {
        const std::string code = line.substr(0, line.find("//"));
        EXPECT_FALSE(std::regex_search(code, spelled)) << entry.path() << ": " << line;
      }
    }
  }
}

TEST(Lines, AreWrittenByWhatNeverThrows) {
  // fmt::print throws where a line cannot be written, which ends the program; cli/print.h is for that.
  const std::regex thrower(R"re(\bfmt::v?print\b|\bstd::w?(cout|cerr|clog)\b|<(iostream|fmt/ostream\.h|print)>)re");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(testing::source_path("src"))) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
    for (const std::string& line : lines_of(read_text_file(entry.path()))) {
      const std::string code = line.substr(0, line.find("//"));
      EXPECT_FALSE(std::regex_search(code, thrower)) << entry.path() << ": " << line;
    }
  }
}

}  // namespace
}  // namespace trialkeep::testing
