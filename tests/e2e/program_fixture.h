#pragma once
// What tests of the real program share: its command line over a data folder, a record, a server's port.

#include <chrono>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "e2e/process.h"
#include "support/support.h"

namespace trialkeep::testing {

inline const std::string kRecord =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"Aspirin for heart attack"},)"
    R"("statusModule":{"overallStatus":"RECRUITING"},"designModule":{"phases":["PHASE3"]}},"hasResults":false})";

// A data folder of its own for each test, and the real program over it.
class ProgramFixture : public ::testing::Test {
 protected:
  Finished trialkeep(std::vector<std::string> arguments, const std::string& input = "") {
    return run(command(std::move(arguments)), input);
  }
  std::vector<std::string> command(std::vector<std::string> arguments) const {
    std::vector<std::string> all = {program_path(), "--data", data()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }
  std::string data() const { return folder_ / "data"; }
  std::string make_corpus(int studies) {
    const std::string path = folder_ / "corpus.ndjson";
    const auto made =
        run({built_path("tools/make_corpus"), "--studies", std::to_string(studies), "--seed", "7", "--output", path});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return path;
  }
  TemporaryFolder folder_;
};

// The port that a server says it listens on; 0 when it says none within 20 seconds.
inline int port_of(const Process& server) {
  const std::regex address("https?://127.0.0.1:([0-9]+)/");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < deadline) {
    std::smatch match;
    const std::string out = server.out();
    if (std::regex_search(out, match, address)) {
      return std::stoi(match[1]);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return 0;
}

}  // namespace trialkeep::testing
