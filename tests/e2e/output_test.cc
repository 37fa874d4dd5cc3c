// The real program when what it prints cannot be written: a full disk behind a redirection, a reader that has gone, a
// descriptor that is closed. Messages are then lost and nothing else; results that are lost end it with 3.

#include <chrono>
#include <signal.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/strings.h"
#include "e2e/program_fixture.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kLostMessages[] = {"2>/dev/full", "2>&-"};

class OutputTest : public ProgramFixture {
 protected:
  // The program as a shell runs it with `redirections`; `exec` leaves no shell that would hide how it ends.
  std::vector<std::string> redirected(const std::string& redirections, std::vector<std::string> arguments) const {
    return shell("exec \"$@\" " + redirections, std::move(arguments));
  }
  // Standard output is a pipe whose reader has gone, 3 what the test reads.
  std::vector<std::string> into_broken_pipe(const std::string& redirections, std::vector<std::string> arguments) const {
    return shell("{ { (trap '' PIPE; while echo; do :; done) 2>/dev/null; \"$@\" " + redirections +
                     "; echo \"ended with $?\" >&3; } | true; } 3>&1",
                 std::move(arguments));
  }
  std::vector<std::string> shell(const std::string& script, std::vector<std::string> arguments) const {
    std::vector<std::string> all = {"/bin/sh", "-c", script, "sh"};
    for (std::string& word : command(std::move(arguments))) all.push_back(std::move(word));
    return all;
  }
  void load_one() { ASSERT_EQ(trialkeep({"load", "-"}, kRecord).exit_code, 0); }
};

TEST_F(OutputTest, LosesOnlyTheMessagesThatCannotBeWritten) {
  load_one();
  for (const std::string lost : kLostMessages) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"search", "aspirin", "--explain"},
                                                                       {"search", "aspirin", "--facet", "Phase"},
                                                                       {"changes"},
                                                                       {"changes", "-n", "1"},
                                                                       {"track", "OverallStatus"},
                                                                       {"thesaurus", "explain", "aspirin"}}) {
      SCOPED_TRACE(arguments[0] + " " + arguments[1 % arguments.size()] + " " + lost);
      const auto heard = trialkeep(arguments);
      ASSERT_THAT(heard.err, Not("")) << "it has nothing to say, so this shows nothing";
      const auto unheard = run(redirected(lost, arguments));
      EXPECT_EQ(unheard.exit_code, 0);
      EXPECT_EQ(unheard.out, heard.out);
    }
    EXPECT_EQ(run(redirected(lost, {"search", "heart AND ("})).exit_code, 2);
    EXPECT_EQ(run(redirected(lost, {"fly"})).exit_code, 2);
  }
}

// Names of files are any bytes, JSON is not.
TEST_F(OutputTest, PrintsJsonAlsoOfNamesThatAreNotUtf8) {
  const std::string path = folder_ / "\xe9t\xe9.json";
  write_text_file(path, kRecord + "\n{}\n");
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"load", "--json", path}, {"loads", "--json"}}) {
    const auto printed = trialkeep(arguments);
    EXPECT_THAT(printed.out, HasSubstr("\ufffdt\ufffd.json")) << arguments[0];
    EXPECT_THAT(printed.out, Not(HasSubstr("\xe9t"))) << arguments[0];
  }
}

TEST_F(OutputTest, LoadsAlthoughNobodyHearsWhatIsRefused) {
  for (const std::string lost : kLostMessages) {
    const auto loaded = run(redirected(lost, {"load", "-"}), kRecord + "\n{}\n");
    EXPECT_EQ(loaded.exit_code, 1) << "one is refused";
    EXPECT_THAT(loaded.out, StartsWith("read 2, new ")) << lost;
    EXPECT_THAT(loaded.out, HasSubstr("refused 1")) << lost;
  }
  // SIGPIPE is ignored while loading.
  const auto piped = run(into_broken_pipe("2>&1 >&3", {"load", "-"}), "{}\n");
  EXPECT_THAT(piped.out, StartsWith("read 1, new 0"));
  EXPECT_THAT(piped.out, HasSubstr("ended with 1"));
  EXPECT_EQ(trialkeep({"verify"}).exit_code, 0);
}

TEST_F(OutputTest, ServesAndEndsWellAlthoughItsMessagesAreLost) {
  load_one();
  for (const std::string lost : kLostMessages) {
    // The sync finds no server there and says so, in a thread of its own.
    Process server(redirected(
        lost, {"serve", "--listen", "127.0.0.1:0", "--sync-every", "1m", "--sync-from", "http://127.0.0.1:1"}));
    const int port = port_of(server);
    ASSERT_NE(port, 0) << lost;
    EXPECT_THAT(fetch(port, "/healthz"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(fetch(port, "/api/v2/studies/NCT00000001"), HasSubstr("Aspirin for heart attack"));
    server.signal(SIGINT);
    EXPECT_EQ(server.wait().exit_code, 0) << lost;
  }
}

TEST_F(OutputTest, EndsWithThreeWhenResultsAreLost) {
  load_one();
  for (const std::string lost : {">/dev/full", ">&-"}) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"search", "aspirin"}, {"search", "aspirin", "--explain"}, {"changes"}, {"version"}, {"help"}}) {
      const auto finished = run(redirected(lost, arguments));
      EXPECT_EQ(finished.exit_code, 3) << arguments[0] << " " << lost;
      EXPECT_THAT(finished.err, HasSubstr("cannot write to standard output")) << arguments[0] << " " << lost;
    }
    EXPECT_EQ(run(redirected(lost + " 2>&-", {"changes"})).exit_code, 3) << lost;
  }
}

TEST_F(OutputTest, AReaderThatHasGoneEndsASearchQuietly) {
  load_one();
  const auto piped = run(into_broken_pipe("2>/dev/null", {"search", "ALL"}));
  EXPECT_EQ(piped.out, "ended with " + std::to_string(128 + SIGPIPE) + "\n");
}

TEST_F(OutputTest, AClosedStandardInputIsNoOtherFile) {
  const auto loaded = run(redirected("<&-", {"load", "-"}));
  EXPECT_EQ(loaded.exit_code, 1);
  EXPECT_THAT(loaded.err, HasSubstr("cannot read standard input"));
}

TEST_F(OutputTest, SaysOfALimitOfFileSizesWhatItSaysOfAFullDisk) {
  load_one();
  std::string records;
  for (int i = 0; i < 100; ++i) {
    append_to(records, "{\"no\":\"", std::string(100'000, 'x'), "\"}\n");
  }
  // 4 or 8 MB: shells count in blocks of 512 or of 1,024 bytes.
  const auto loaded = run(shell("ulimit -f 8000; exec \"$@\"", {"load", "-q", "-"}), records);
  EXPECT_EQ(loaded.exit_code, 3) << loaded.out;
  EXPECT_THAT(loaded.err, HasSubstr("ulimit -f"));
  const auto verified = trialkeep({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  const auto printed = run(shell(concat("ulimit -f 0; exec \"$@\" >'", folder_ / "out", "'"), {"version"}));
  EXPECT_EQ(printed.exit_code, 3);
}

TEST_F(OutputTest, NamesWhatNobodyKnowsBeforeWhatIsMissing) {
  EXPECT_THAT(trialkeep({"fly"}).err, HasSubstr("no command `fly`"));
  EXPECT_THAT(trialkeep({"tag", "fly"}).err, HasSubstr("no command `fly`"));
  EXPECT_THAT(trialkeep({"load", "--fly"}).err, HasSubstr("no option `--fly`"));
  EXPECT_THAT(trialkeep({"load"}).err, HasSubstr("PATH is required"));
  EXPECT_THAT(trialkeep({}).err, HasSubstr("subcommand is required"));
}

// An unset variable of a shell must not mean today, or everything.
TEST_F(OutputTest, RefusesEmptyValuesThatWouldMeanAnotherDayOrMore) {
  load_one();
  const std::string input = folder_ / "one.json";
  write_text_file(input, kRecord);
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"load", "--observed", "", input},
                                                                     {"load", "--observed=", input},
                                                                     {"view", "--as-of", "", "NCT00000001"},
                                                                     {"view", "--version", "", "NCT00000001"},
                                                                     {"search", "--as-of", "", "aspirin"},
                                                                     {"search", ""},
                                                                     {"search", " "},
                                                                     {"search", "--cond", ""},
                                                                     {"search", "aspirin", "--filter", ""},
                                                                     {"search", "--agg-filters", ","},
                                                                     {"search", "--near", ""},
                                                                     {"search", "--sort", ""},
                                                                     {"search", "--facet", ""},
                                                                     {"track", "Phase", "--as-of", ""},
                                                                     {"changes", "--since", ""},
                                                                     {"changes", "--after", ""},
                                                                     {"changes", "--piece", ""},
                                                                     {"changes", "--piece", ","},
                                                                     {"diff", "NCT00000001", "", ""},
                                                                     {"sync", "--query", ""},
                                                                     {"sync", "--from", ""},
                                                                     {"sync", "--history", ""},
                                                                     {"serve", "--sync-every", ""},
                                                                     {"serve", "--read-token-file", ""}}) {
    const auto refused = trialkeep(arguments);
    EXPECT_EQ(refused.exit_code, 2) << ::testing::PrintToString(arguments) << refused.out << refused.err;
    EXPECT_EQ(refused.out, "") << ::testing::PrintToString(arguments);
  }
  EXPECT_THAT(trialkeep({"load", "--observed", "", input}).err, HasSubstr("a day in the past, like 2026-02-10"));
  EXPECT_EQ(run({program_path(), "--data", "", "stats"}).exit_code, 2);
  EXPECT_THAT(trialkeep({"search", ""}).err, HasSubstr("ALL for every study"));
  EXPECT_EQ(trialkeep({"search", "--count"}).out, "1\n") << "what is left out still means all";
}

TEST_F(OutputTest, NamesOfFilesDoNotMoveTheCursor) {
  const std::string path = folder_ / "a\033[2Jb.json";
  write_text_file(path, kRecord);
  ASSERT_EQ(trialkeep({"load", path}).exit_code, 0);
  for (const char* name : {"stats", "loads"}) {
    const auto told = trialkeep({name});
    EXPECT_THAT(told.out, HasSubstr("[2Jb.json")) << name;
    EXPECT_THAT(told.out, Not(HasSubstr("\033"))) << name;
  }
}

TEST_F(OutputTest, ALoadThatWasKilledIsInterruptedAndHasTheCountsOfItsBatches) {
  const std::string pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  // It does not end, so that the load cannot end either.
  Process loading(redirected("0<>" + pipe, {"load", "-"}));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const auto wait_for = [&](const std::string& words) {
    std::string told;
    while (told.find(words) == std::string::npos && std::chrono::steady_clock::now() < deadline) {
      told = trialkeep({"loads", "--json"}).out;
    }
    return told;
  };
  ASSERT_THAT(wait_for("running"), HasSubstr("running")) << loading.err();
  std::string records;
  for (std::size_t i = 0; i < limits::kBatchRecords + 10; ++i) append_to(records, kRecord, "\n");
  write_text_file(pipe, records);
  const std::string stored = concat(R"("read":)", limits::kBatchRecords);
  ASSERT_THAT(wait_for(stored), HasSubstr(stored)) << loading.err();
  loading.signal(SIGKILL);
  loading.wait();
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"stats"}, {"loads"}, {"stats", "--json"}, {"loads", "--json"}}) {
    const auto told = trialkeep(arguments);
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_THAT(told.out, HasSubstr("interrupted")) << arguments[0];
    EXPECT_THAT(told.out, Not(HasSubstr("running"))) << arguments[0];
    const bool is_json = arguments.size() > 1;
    EXPECT_THAT(told.out, HasSubstr(is_json ? stored : concat("read ", grouped(limits::kBatchRecords))))
        << arguments[0];
  }
}

}  // namespace
}  // namespace trialkeep::testing
