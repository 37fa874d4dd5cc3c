// The real program, killed at random moments while it merges its index and while it copies its data folder; what
// killing a first load does is in program_test.cc. Afterwards `verify` is clean, what was acknowledged is there, and
// going on arrives where an uninterrupted run does.

#include <chrono>
#include <filesystem>
#include <signal.h>
#include <thread>

#include "base/random.h"
#include "e2e/process.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t kKillSeed = 23;
constexpr int kKillStudies = 1'200;
constexpr int kLoads = 12;  // more than the segments that an index may have

class KillTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string corpus = folder_ / "corpus.ndjson";
    const auto made = run({built_path("tools/make_corpus"), "--studies", std::to_string(kKillStudies), "--seed", "5",
                           "--output", corpus});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const auto lines = lines_of(read_text_file(corpus));
    ASSERT_EQ(lines.size(), static_cast<std::size_t>(kKillStudies));
    for (int part = 0; part < kLoads; ++part) {
      std::string bytes;
      for (std::size_t i = static_cast<std::size_t>(part); i < lines.size(); i += kLoads) bytes += lines[i] + "\n";
      write_text_file(part_path(part), bytes);
    }
  }

  std::string part_path(int part) const { return folder_ / ("part" + std::to_string(part) + ".ndjson"); }
  std::vector<std::string> command(const std::string& data, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {program_path(), "--data", folder_ / data});
    return arguments;
  }
  Finished trialkeep(const std::string& data, std::vector<std::string> arguments) const {
    return run(command(data, std::move(arguments)));
  }
  // How long the whole command takes.
  std::chrono::microseconds duration_of(const std::string& data, std::vector<std::string> arguments) const {
    const auto begin = steady_clock::now();
    const auto finished = trialkeep(data, std::move(arguments));
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin);
  }
  // True when the program was cut off before its end.
  bool kill_within(std::chrono::microseconds duration, const std::string& data, std::vector<std::string> arguments) {
    Process program(command(data, std::move(arguments)));
    std::this_thread::sleep_for(std::chrono::microseconds(random_.between(0, duration.count())));
    program.signal(SIGKILL);
    const auto finished = program.wait();
    EXPECT_TRUE(finished.exit_code == -SIGKILL || finished.exit_code == 0) << finished.exit_code << finished.err;
    return finished.exit_code != 0;
  }
  void expect_clean(const std::string& data) {
    const auto verified = trialkeep(data, {"verify"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  }
  int count(const std::string& data) { return std::stoi("0" + trialkeep(data, {"search", "--count"}).out); }

  TemporaryFolder folder_;
  Random random_{kKillSeed};
};

TEST_F(KillTest, BearsBeingKilledWhileTheIndexIsMerged) {
  std::chrono::microseconds longest{0};
  for (int part = 0; part < kLoads; ++part) {
    longest = std::max(longest, duration_of("whole", {"load", part_path(part), "--quiet"}));
  }
  // Loads follow each other, each killed, so that the later ones find many segments and what others left behind.
  int acknowledged = 0;
  int killed = 0;
  for (int part = 0; part < kLoads; ++part) {
    SCOPED_TRACE("seed " + std::to_string(kKillSeed) + ", part " + std::to_string(part));
    killed += kill_within(longest, "data", {"load", part_path(part), "--quiet"}) ? 1 : 0;
    const auto verified = trialkeep("data", {"verify"});
    const bool is_empty = verified.err.find("there is no data") != std::string::npos;
    EXPECT_TRUE(verified.exit_code == 0 || (is_empty && acknowledged == 0)) << verified.out << verified.err;
    EXPECT_GE(count("data"), acknowledged) << "something acknowledged is missing";
    const auto finished = trialkeep("data", {"load", part_path(part), "--quiet"});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    acknowledged += kKillStudies / kLoads;
    EXPECT_EQ(count("data"), acknowledged);
  }
  EXPECT_GT(killed, 0) << "every load ended before it was killed";
  expect_clean("data");
  for (const std::string query : {"cancer", "AREA[Phase]PHASE2", "heart OR placebo"}) {
    EXPECT_EQ(trialkeep("data", {"search", query, "--count"}).out,
              trialkeep("whole", {"search", query, "--count"}).out);
  }
}

TEST_F(KillTest, BearsBeingKilledWhileItCopiesItsDataFolder) {
  for (int part = 0; part < 4; ++part) {
    ASSERT_EQ(trialkeep("data", {"load", part_path(part), "--quiet"}).exit_code, 0);
  }
  const int loaded = 4 * kKillStudies / kLoads;
  const auto duration = duration_of("data", {"backup", folder_ / "whole"});
  EXPECT_EQ(count("whole"), loaded);
  for (int round = 0; round < 6; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kKillSeed) + ", round " + std::to_string(round));
    const std::string copy = "copy" + std::to_string(round);
    const bool was_killed = kill_within(duration, "data", {"backup", folder_ / copy});
    const bool is_there = std::filesystem::exists(folder_ / copy);
    EXPECT_TRUE(is_there || was_killed) << "it ended well without a copy";
    if (is_there) {
      expect_clean(copy);
      EXPECT_EQ(count(copy), loaded);
    }
  }
  expect_clean("data");
  EXPECT_EQ(count("data"), loaded);
}

}  // namespace
}  // namespace trialkeep::testing
