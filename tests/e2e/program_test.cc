// The real program: its command line, its exit codes, its server, and how it bears being killed.

#include <chrono>
#include <signal.h>
#include <sys/mount.h>
#include <thread>
#include <unistd.h>

#include "base/random.h"
#include "e2e/program_fixture.h"
#include "support/json_equality.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class ProgramTest : public ProgramFixture {};

TEST_F(ProgramTest, LoadsFromStandardInputFindsViewsAndCounts) {
  const auto loaded = trialkeep({"load", "-"}, kRecord);
  EXPECT_EQ(loaded.exit_code, 0) << loaded.err;
  EXPECT_THAT(loaded.out, StartsWith("read 1, new 1, changed 0, unchanged 0, refused 0"));
  const auto found = trialkeep({"search", "heart attack"});
  EXPECT_EQ(found.exit_code, 0);
  EXPECT_THAT(found.out, HasSubstr("NCT00000001  Recruiting"));
  EXPECT_EQ(trialkeep({"search", "AREA[Phase]PHASE3", "--count"}).out, "1\n");
  const auto viewed = trialkeep({"view", "nct1"});
  EXPECT_EQ(viewed.exit_code, 0);
  EXPECT_THAT(viewed.out, HasSubstr("Aspirin for heart attack"));
  EXPECT_THAT(viewed.out, HasSubstr("First seen here"));
  EXPECT_THAT(viewed.out, Not(HasSubstr("\033")));
  EXPECT_EQ(json_difference(trialkeep({"view", "NCT00000001", "--json"}).out, kRecord), "");
}

TEST_F(ProgramTest, CountsOneOfAKindInTheSingular) {
  EXPECT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  EXPECT_EQ(trialkeep({"verify"}).out, "all is well: 1 study, 1 version, 1 load, 1 index segment checked\n");
  EXPECT_THAT(trialkeep({"stats"}).out, AllOf(HasSubstr("1 in 1 version\n"), HasSubstr("1 study in 1 segment, ")));
  EXPECT_THAT(trialkeep({"changes"}).err, StartsWith("1 change; "));
  EXPECT_THAT(trialkeep({"track", "OverallStatus"}).err, HasSubstr("1 row of 1 study\n"));
  EXPECT_THAT(
      trialkeep({"load", "-"}, R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000002","x":1}}})").out,
      HasSubstr("kept 1 member that the catalogue does not know"));
  EXPECT_THAT(trialkeep({"verify"}).out, HasSubstr("2 studies, 2 versions, 2 loads, 2 index segments checked"));
}

TEST_F(ProgramTest, TakesTheQueryBeforeAndBehindOptions) {
  EXPECT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  for (const auto& option : std::vector<std::vector<std::string>>{{"--sort", "StartDate:desc,EnrollmentCount"},
                                                                  {"--facet", "Phase,OverallStatus"},
                                                                  {"--filter", "AREA[Phase]PHASE3"}}) {
    EXPECT_EQ(trialkeep({"search", "--count", option[0], option[1], "heart attack"}).out, "1\n") << option[0];
    EXPECT_EQ(trialkeep({"search", "--count", "heart attack", option[0], option[1]}).out, "1\n") << option[0];
  }
  const auto three = trialkeep({"search", "--sort", "StartDate,EnrollmentCount,NumLocations", "heart"});
  EXPECT_EQ(three.exit_code, 2);
  EXPECT_THAT(three.err, HasSubstr("two keys at most"));
}

TEST_F(ProgramTest, EndsWithOneWhenNothingIsFoundOrSomeAreRefused) {
  EXPECT_EQ(trialkeep({"load", "-"}, kRecord + "\n{}\n").exit_code, 1);
  EXPECT_EQ(trialkeep({"search", "nowhere"}).exit_code, 1);
  const auto missing = trialkeep({"view", "NCT09999999"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("NCT09999999"));
}

TEST_F(ProgramTest, SaysOfAStrictLoadThatTheSameAgainStopsThereAgain) {
  const auto stopped = trialkeep({"load", "--strict", "-"}, "{}\n" + kRecord);
  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("as --strict asks"), HasSubstr("load without --strict"),
                                 Not(HasSubstr("again to go on"))));
}

TEST_F(ProgramTest, EndsWithTwoForWrongUsageAndSaysWhere) {
  EXPECT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  EXPECT_EQ(trialkeep({"fly"}).exit_code, 2);
  EXPECT_EQ(trialkeep({"load"}).exit_code, 2);
  EXPECT_EQ(trialkeep({"sync", "--force-complete", "--query", "aspirin"}).exit_code, 2);
  EXPECT_EQ(trialkeep({"view", "NCT"}).exit_code, 2);
  const auto query = trialkeep({"search", "heart AND AREA[Phase]PHASE9"});
  EXPECT_EQ(query.exit_code, 2);
  EXPECT_THAT(query.err, HasSubstr("^^^^^^"));
  EXPECT_THAT(query.err, HasSubstr("`PHASE3`"));
}

TEST_F(ProgramTest, EndsWithThreeForDamage) {
  ASSERT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  std::string bytes = read_text_file(data() + "/store.db");
  const std::size_t at = bytes.rfind("\x28\xb5\x2f\xfd");  // a packed body
  ASSERT_NE(at, std::string::npos);
  bytes[at + 40] = static_cast<char>(bytes[at + 40] ^ 0x10);
  write_text_file(data() + "/store.db", bytes);
  const auto verified = trialkeep({"verify"});
  EXPECT_EQ(verified.exit_code, 3);
  EXPECT_THAT(verified.out, HasSubstr("NCT00000001 version 0"));
}

// What loads, reads the past or looks after the folder goes on; what runs a query says what to do.
TEST_F(ProgramTest, EndsQueriesWithThreeForADamagedThesaurus) {
  ASSERT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  write_text_file(data() + "/thesaurus/mine.tsv", "nonsense");
  for (const auto& arguments : {std::vector<std::string>{"search", "heart"},
                                {"changes", "heart"},
                                {"tag", "list"},
                                {"serve", "--listen", "127.0.0.1:0"}}) {
    const auto refused = trialkeep(arguments);
    EXPECT_EQ(refused.exit_code, 3) << arguments[0];
    EXPECT_THAT(refused.err, HasSubstr("trialkeep thesaurus import")) << arguments[0];
  }
  for (const auto& arguments : {std::vector<std::string>{"view", "NCT00000001"},
                                {"history", "NCT00000001"},
                                {"changes"},
                                {"loads"},
                                {"stats"},
                                {"load", "-"}}) {
    const auto done = trialkeep(arguments, kRecord);
    EXPECT_EQ(done.exit_code, 0) << arguments[0] << done.err;
  }
  const auto verified = trialkeep({"verify", "--json"});
  EXPECT_EQ(verified.exit_code, 3);
  EXPECT_THAT(verified.out, MatchesRegex("\\{\"whole\":false,\"studies\":1,.*thesaurus/mine.tsv.*\\}\n"));
  const auto copied = trialkeep({"backup", folder_ / "copy"});
  EXPECT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(copied.err, HasSubstr("was copied as it is"));
  EXPECT_EQ(read_text_file(folder_ / "copy/thesaurus/mine.tsv"), "nonsense");
}

TEST_F(ProgramTest, EndsWithThreeForAStoreThatIsLostBesideItsIndex) {
  ASSERT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  write_text_file(data() + "/store.db", "");
  for (const auto& arguments : {std::vector<std::string>{"search", "heart"}, {"verify"}, {"stats"}, {"rebuild"}}) {
    const auto refused = trialkeep(arguments);
    EXPECT_EQ(refused.exit_code, 3) << arguments[0];
    EXPECT_THAT(refused.err, HasSubstr("restore store.db from a backup")) << arguments[0];
  }
  const auto loaded = trialkeep({"load", "-"}, kRecord);
  EXPECT_EQ(loaded.exit_code, 0) << loaded.err;
  EXPECT_THAT(loaded.err, HasSubstr("the index was of another store"));
  EXPECT_EQ(trialkeep({"verify"}).exit_code, 0);
}

TEST_F(ProgramTest, PrintsJsonForPrograms) {
  for (const auto& arguments : {std::vector<std::string>{"load", "-", "--json"},
                                {"search", "heart", "--json"},
                                {"stats", "--json"},
                                {"verify", "--json"},
                                {"version", "--json"},
                                {"view", "NCT00000001", "--json"}}) {
    const auto finished = trialkeep(arguments, kRecord);
    EXPECT_EQ(finished.exit_code, 0) << arguments[0] << finished.err;
    EXPECT_THAT(finished.out, MatchesRegex("\\{.*\\}\n")) << arguments[0];
    EXPECT_EQ(json_difference(finished.out, finished.out), "");
  }
}

TEST_F(ProgramTest, HelpsWithEveryCommand) {
  const auto help = trialkeep({"help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* name : {"load", "view", "search", "serve", "stats", "verify", "rebuild", "version"}) {
    EXPECT_THAT(help.out, HasSubstr(name));
    const auto topic = trialkeep({"help", name});
    EXPECT_EQ(topic.exit_code, 0) << name;
    EXPECT_EQ(trialkeep({name, "--help"}).out, topic.out) << name;
  }
}

TEST_F(ProgramTest, SaysWhatToDoWithoutData) {
  for (const char* name : {"stats", "verify", "search"}) {
    const auto finished = trialkeep({name});
    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.err, HasSubstr("trialkeep load PATH")) << name;
  }
}

TEST_F(ProgramTest, ServesAnEmptyFolderThatTheFirstSyncFills) {
  ASSERT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  const Process origin(command({"serve", "--listen", "127.0.0.1:0"}));
  const int from = port_of(origin);
  ASSERT_NE(from, 0);
  const Process mirror({program_path(), "--data", folder_ / "mirror", "serve", "--listen", "127.0.0.1:0",
                        "--sync-every", "1h", "--sync-from", "http://127.0.0.1:" + std::to_string(from)});
  const int port = port_of(mirror);
  ASSERT_NE(port, 0);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (fetch(port, "/api/v2/studies/NCT00000001").find("Aspirin") == std::string::npos) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "the sync does not show";
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(run({program_path(), "--data", folder_ / "mirror", "verify"}).exit_code, 0);
}

TEST_F(ProgramTest, ServesFollowsLoadsAndStopsCleanly) {
  ASSERT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0);
  Process server(command({"serve", "--listen", "127.0.0.1:0"}));
  const int port = port_of(server);
  ASSERT_NE(port, 0) << "no address was printed";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  EXPECT_THAT(fetch(port, "/healthz"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(fetch(port, "/study/NCT00000001"), HasSubstr("Aspirin for heart attack"));
  EXPECT_THAT(fetch(port, "/?q=heart+attack"), HasSubstr("/study/NCT00000001"));
  EXPECT_THAT(fetch(port, "/api/v2/studies/NCT00000001"), HasSubstr(kRecord));
  EXPECT_THAT(fetch(port, "/api/v2/version"), HasSubstr("2.0.5"));
  EXPECT_THAT(fetch(port, "/api/v2/studies?query.term=heart&countTotal=true"), HasSubstr("\"totalCount\":1"));
  EXPECT_THAT(fetch(port, "/nothing"), StartsWith("HTTP/1.1 404"));

  std::string other = kRecord;
  other.replace(other.find("NCT00000001"), 11, "NCT00000002");
  ASSERT_EQ(trialkeep({"load", "-"}, other).exit_code, 0);
  while (fetch(port, "/api/v2/studies?query.term=heart&countTotal=true").find("\"totalCount\":2") ==
         std::string::npos) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline + std::chrono::seconds(20)) << "the load does not show";
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  server.signal(SIGINT);
  EXPECT_EQ(server.wait().exit_code, 0);
}

TEST_F(ProgramTest, BearsBeingKilledAtAnyPointOfALoad) {
  constexpr int kStudies = 4000;
  const std::string corpus = make_corpus(kStudies);
  constexpr std::uint64_t kSeed = 11;
  Random random(kSeed);
  for (int round = 0; round < 6; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", round " + std::to_string(round));
    {
      Process loading(command({"load", corpus, "--quiet"}));
      std::this_thread::sleep_for(std::chrono::milliseconds(random.between(10, 1500)));
      loading.signal(SIGKILL);
      loading.wait();
    }
    const auto verified = trialkeep({"verify"});
    if (verified.err.find("there is no data") == std::string::npos) {
      ASSERT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    }
  }
  const auto finished = trialkeep({"load", corpus});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(trialkeep({"search", "--count"}).out, std::to_string(kStudies) + "\n");
  EXPECT_EQ(trialkeep({"verify"}).exit_code, 0);
  EXPECT_THAT(trialkeep({"load", corpus}).out, HasSubstr("new 0, changed 0, unchanged 4,000"));
}

TEST_F(ProgramTest, StopsCleanlyOnASignalAndGoesOnLater) {
  const std::string corpus = make_corpus(6000);
  Process loading(command({"load", corpus, "--quiet"}));
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  loading.signal(SIGTERM);
  const auto stopped = loading.wait();
  EXPECT_TRUE(stopped.exit_code == 1 || stopped.exit_code == 0 || stopped.exit_code == -SIGTERM) << stopped.exit_code;
  EXPECT_EQ(trialkeep({"load", corpus}).exit_code, 0);
  EXPECT_EQ(trialkeep({"search", "--count"}).out, "6000\n");
  EXPECT_EQ(trialkeep({"verify"}).exit_code, 0);
}

TEST_F(ProgramTest, KeepsWhatIsCommittedWhenTheDiskIsFull) {
  const std::string corpus = make_corpus(6000);
  const std::string small = folder_ / "small";
  ASSERT_EQ(::mkdir(small.c_str(), 0700), 0);
  if (::mount("trialkeep", small.c_str(), "tmpfs", 0, "size=24m") != 0) {
    GTEST_SKIP() << "SKIPPED: making a small disk needs the right to mount";
  }
  const auto on_small = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {program_path(), "--data", small + "/data"});
    return run(arguments);
  };
  const auto full = on_small({"load", corpus, "--quiet"});
  EXPECT_EQ(full.exit_code, 3) << full.out;
  EXPECT_THAT(full.err, HasSubstr("space"));
  const auto verified = on_small({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  const auto counted = on_small({"search", "--count"});
  EXPECT_EQ(counted.exit_code, 0) << counted.err;
  const auto stats = on_small({"stats", "--json"});
  EXPECT_THAT(stats.out, HasSubstr("\"studies\":" + counted.out.substr(0, counted.out.size() - 1)));
  ::umount(small.c_str());
}

}  // namespace
}  // namespace trialkeep::testing
