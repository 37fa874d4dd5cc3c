// Documents and code say the same.

#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <set>

#include "base/limits.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

const std::string kTop = testing::source_path("");

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

// "64 KiB" and "10,000", as the tables of the documents write them.
std::string size_text(std::size_t bytes) {
  for (const auto& [unit, name] :
       {std::pair{std::size_t{1} << 30, " GiB"}, {std::size_t{1} << 20, " MiB"}, {std::size_t{1} << 10, " KiB"}}) {
    if (bytes >= unit && bytes % unit == 0) return std::to_string(bytes / unit) + name;
  }
  return std::to_string(bytes) + " B";
}
std::string count_text(std::size_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

TEST(Docs, LimitsAreThoseOfTheProgram) {
  const std::string text = read_text_file(kTop + "/docs/start.md");
  const auto seconds = [](int count) { return std::to_string(count) + " s"; };
  const std::pair<std::string, const char*> rows[] = {
      {size_text(limits::kTargetBytes), "the address of a request"},
      {size_text(limits::kHeaderBytes), "its whole header"},
      {size_text(limits::kFormBytes), "a form"},
      {count_text(limits::kParameters), "parameters of a request"},
      {size_text(limits::kQueryBytes), "the text of a query"},
      {count_text(limits::kFilterIds), "NCT numbers in `filter.ids`"},
      {count_text(limits::kPageSizeMax), "studies of a page"},
      {count_text(limits::kConnections), "connections"},
      {count_text(limits::kConnectionsPerAddress), "connections of one address"},
      {count_text(limits::kRequestsInFlight), "requests under way"},
      {size_text(limits::kAnswerBytes), "an answer that is made whole"},
      {size_text(limits::kWaitingAnswersBytes), "answers that wait for their readers"},
      {seconds(limits::kRequestSeconds), "sending a request"},
      {seconds(limits::kHandlerSeconds), "making an answer, waiting for a thread included"},
      {seconds(limits::kLeftSeconds), "making it for a client that has ended its sending"},
      {seconds(limits::kIdleSeconds), "between two requests of a connection"},
      {seconds(limits::kWriteSeconds), "no progress while the client reads"},
      {seconds(limits::kDrainSeconds), "finishing requests when asked to stop"},
      {std::to_string(limits::kPagesKeptMinutes) + " min", "between two pages of a result, while data change"},
      {count_text(limits::kStatesKept), "states of the data that pages are read from"},
      {count_text(limits::kStatisticsValues), "different values of a field in `/stats`"},
  };
  for (const auto& [limit, what] : rows) {
    const std::string row = "| " + limit + " | " + what + " |";
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
  EXPECT_EQ(limits::kHandlersPerCore, 4u) << "docs/start.md says \"four a core\"";
}

TEST(Packages, OfTheListAreInstalledByName) {
  // The list is the one place that names packages: no other file installs any.
  for (const char* file : {"/Makefile", "/.ci/run", "/tools/demo"}) {
    EXPECT_EQ(read_text_file(kTop + file).find("apt-get"), std::string::npos) << file;
  }
}

}  // namespace
}  // namespace trialkeep::testing
