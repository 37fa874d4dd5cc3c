// The real program asked about the past.

#include <filesystem>

#include "e2e/process.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string record(const std::string& number, const std::string& title, const std::string& status) {
  return R"({"protocolSection":{"identificationModule":{"nctId":")" + number + R"(","briefTitle":")" + title +
         R"("},"statusModule":{"overallStatus":")" + status +
         R"("},"designModule":{"enrollmentInfo":{"count":12}}},"hasResults":false})" + "\n";
}

class ProgramHistory : public ::testing::Test {
 protected:
  void SetUp() override {
    load("2026-02-01", record("NCT00000001", "Aspirin one", "RECRUITING") + record("NCT00000002", "Two", "RECRUITING"));
    load("2026-02-10", record("NCT00000001", "Aspirin one again", "COMPLETED"), {"--complete"});
  }
  void load(const std::string& day, const std::string& records, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"load", "--observed", day, "-"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto loaded = trialkeep(std::move(arguments), records);
    ASSERT_EQ(loaded.exit_code, 0) << loaded.err;
  }
  Finished trialkeep(std::vector<std::string> arguments, const std::string& input = "") {
    std::vector<std::string> all = {program_path(), "--data", folder_ / "data"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run(all, input);
  }
  TemporaryFolder folder_;
};

TEST_F(ProgramHistory, ShowsVersionsAndWhatChanged) {
  const auto history = trialkeep({"history", "nct1"});
  EXPECT_EQ(history.exit_code, 0) << history.err;
  EXPECT_THAT(history.out, HasSubstr("2026-02-01"));
  EXPECT_THAT(history.out, HasSubstr("Completed"));
  EXPECT_THAT(trialkeep({"history", "NCT1", "--json"}).out, StartsWith("{\"nctId\":\"NCT00000001\",\"versions\":[{"));
  const auto diff = trialkeep({"diff", "NCT00000001"});
  EXPECT_EQ(diff.exit_code, 0) << diff.err;
  EXPECT_THAT(diff.out, HasSubstr("was Recruiting, now"));
  EXPECT_THAT(trialkeep({"diff", "NCT00000001", "0", "1", "--json"}).out, HasSubstr("\"piece\":\"OverallStatus\""));
  const auto page = trialkeep({"diff", "NCT00000001", "0", "1", "--html"});
  EXPECT_THAT(page.out, StartsWith("<!doctype html>"));
  EXPECT_THAT(page.out, HasSubstr("<ins"));
  const auto missing = trialkeep({"diff", "NCT00000001", "0", "7"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("it has versions 0 to 1"));
  const auto only_one = trialkeep({"view", "NCT2", "--version", "1"});
  EXPECT_EQ(only_one.exit_code, 1);
  EXPECT_THAT(only_one.err, HasSubstr("NCT00000002 has no version 1; it has one, version 0"));
}

TEST_F(ProgramHistory, PrintsChangesAsOneDocumentHoweverManyThereAre) {
  std::string many;
  for (int i = 1000; i < 3100; ++i) many += record("NCT0000" + std::to_string(i), "Many", "RECRUITING");
  load("2026-02-11", many);
  const auto count_of = [](const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  };
  const auto all = trialkeep({"changes", "--json"});
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_THAT(all.out, StartsWith("{\"changes\":[{\"kind\":"));
  EXPECT_EQ(count_of(all.out, "\"changes\":"), 1u);
  EXPECT_EQ(count_of(all.out, "},{\"kind\":"), 2103u) << "4 of before, and no comma is missing";
  EXPECT_EQ(count_of(all.out, "],\"more\":false,\"nextToken\":\""), 1u);
  EXPECT_EQ(count_of(all.out, "\n"), 1u);
  EXPECT_THAT(all.out, EndsWith("\"}\n"));
  const auto some = trialkeep({"changes", "--json", "-n", "1500"});
  EXPECT_EQ(count_of(some.out, "{\"kind\":"), 1500u);
  EXPECT_EQ(count_of(some.out, "],\"more\":true,\"nextToken\":\""), 1u);
  const auto none = trialkeep({"changes", "--json", "--since", "2026-03-01"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.out, StartsWith("{\"changes\":[],\"more\":false,"));
}

TEST_F(ProgramHistory, SaysOfAPlaceBehindARestoredBackupThatItIsGone) {
  const auto place_in = [](const std::string& said) {
    return said.substr(said.rfind(' ') + 1, said.rfind('\n') - said.rfind(' ') - 1);
  };
  const std::string kept = place_in(trialkeep({"changes"}).err);
  ASSERT_EQ(trialkeep({"backup", folder_ / "backup"}).exit_code, 0);
  load("2026-02-11", record("NCT00000003", "Lost", "RECRUITING"));
  const std::string lost = place_in(trialkeep({"changes"}).err);
  EXPECT_EQ(trialkeep({"changes", "--after", lost}).exit_code, 1) << "nothing more, so far";
  std::filesystem::remove_all(folder_ / "data");
  std::filesystem::rename(folder_ / "backup", folder_ / "data");
  const auto beyond = trialkeep({"changes", "--json", "--after", lost});
  EXPECT_EQ(beyond.exit_code, 2);
  EXPECT_EQ(beyond.out, "");
  EXPECT_THAT(beyond.err, HasSubstr("lies beyond the end of the changes"));
  load("2026-02-11", record("NCT00000004", "New", "RECRUITING"));
  const auto other = trialkeep({"changes", "--after", lost});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("begin anew without a place"));
  const auto told = trialkeep({"changes", "--after", kept});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, StartsWith("NCT00000004"));
}

TEST_F(ProgramHistory, LeadsFromAnObsoleteNumberToTheStudyAndKeepsItsRecord) {
  std::string heir = record("NCT00000003", "The heir", "RECRUITING");
  heir.replace(heir.find(",\"briefTitle\""), 0, R"(,"nctIdAliases":["NCT00000001"])");
  load("2026-02-12", heir);
  const auto viewed = trialkeep({"view", "NCT1"});
  EXPECT_THAT(viewed.out, HasSubstr("The heir"));
  EXPECT_THAT(viewed.err, HasSubstr("NCT00000001 is an obsolete number of NCT00000003; what it held itself: "
                                    "`trialkeep history NCT00000001`"));
  EXPECT_THAT(trialkeep({"view", "NCT1", "--version", "1"}).out, HasSubstr("Aspirin one again"));
  EXPECT_THAT(trialkeep({"view", "NCT1", "--as-of", "2026-02-11"}).out, HasSubstr("Aspirin one again"));
  EXPECT_THAT(trialkeep({"history", "NCT1"}).out, HasSubstr("2026-02-01"));
}

TEST_F(ProgramHistory, DoesNotTakeOnePageForTheRegistryUnlessForced) {
  const std::string page = R"({"totalCount":2,"studies":[)" + record("NCT00000002", "Two", "COMPLETED") + "]}";
  const auto refused = trialkeep({"load", "--complete", "-"}, page);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              HasSubstr("standard input says that there are 2 studies (totalCount), and 1 record was read"));
  EXPECT_THAT(refused.out, HasSubstr("marked 0 as removed"));
  EXPECT_THAT(trialkeep({"load", "--complete", "--json", "-"}, page).out,
              HasSubstr("\"nothingMarkedBecause\":\"no study was marked as removed: the source is not complete"));
  const auto forced = trialkeep({"load", "--force-complete", "-"}, page);
  EXPECT_EQ(forced.exit_code, 0) << forced.err;
  EXPECT_THAT(forced.out, HasSubstr("marked 1 as removed"));
}

TEST_F(ProgramHistory, AnswersAsOfADay) {
  EXPECT_THAT(trialkeep({"view", "NCT1", "--as-of", "2026-02-05"}).out, Not(HasSubstr("again")));
  EXPECT_THAT(trialkeep({"view", "NCT1", "--version", "1"}).out, HasSubstr("again"));
  const auto before = trialkeep({"view", "NCT1", "--as-of", "2026-01-05"});
  EXPECT_EQ(before.exit_code, 1);
  EXPECT_THAT(before.err, HasSubstr("was first seen 2026-02-01"));
  EXPECT_EQ(trialkeep({"view", "NCT1", "--as-of", "then"}).exit_code, 2);
  EXPECT_EQ(trialkeep({"search", "-c"}).out, "1\n");
  EXPECT_EQ(trialkeep({"search", "-c", "--removed"}).out, "2\n");
  EXPECT_EQ(trialkeep({"search", "-c", "--as-of", "2026-02-09"}).out, "2\n");
  EXPECT_THAT(trialkeep({"view", "NCT2"}).err, HasSubstr("has not been in the registry since 2026-02-10"));
}

TEST_F(ProgramHistory, SaysOfAStudyThatIsSoughtByItsNumberThatItWasRemoved) {
  const std::string told =
      "NCT00000002 was removed from the registry on 2026-02-10; `trialkeep search --removed NCT00000002` finds it\n";
  const auto sought = trialkeep({"search", "nct2"});
  EXPECT_EQ(sought.exit_code, 1);
  EXPECT_EQ(sought.out, "");
  EXPECT_EQ(sought.err, "0 studies\n" + told);
  EXPECT_EQ(trialkeep({"search", "-c", "NCT00000002"}).err, told);
  EXPECT_EQ(trialkeep({"search", "--json", "--id", "NCT00000002"}).err, told);
  EXPECT_THAT(trialkeep({"search", "NCT00000002", "--as-of", "2026-02-11"}).err,
              HasSubstr("`trialkeep search --removed --as-of 2026-02-11 NCT00000002` finds it"));
  EXPECT_THAT(trialkeep({"search", "--removed", "NCT00000002"}).out, HasSubstr("NCT00000002"));
  for (const char* other : {"NCT00000001", "NCT00000003", "two"}) {
    EXPECT_THAT(trialkeep({"search", other}).err, Not(HasSubstr("removed"))) << other;
  }
  EXPECT_THAT(trialkeep({"search", "NCT00000002", "--as-of", "2026-02-09"}).err, Not(HasSubstr("removed")));
  EXPECT_THAT(trialkeep({"search", "NCT00000002", "--filter", "one"}).err, Not(HasSubstr("removed")));
}

TEST_F(ProgramHistory, ListsChangesLoadsAndValuesOverTime) {
  const auto changes = trialkeep({"changes", "--since", "2026-02-10"});
  EXPECT_EQ(changes.exit_code, 0) << changes.err;
  EXPECT_THAT(changes.out, HasSubstr("NCT00000001  2026-02-10  changed"));
  EXPECT_THAT(changes.out, HasSubstr("OverallStatus changed: RECRUITING -> COMPLETED"));
  EXPECT_THAT(changes.out, HasSubstr("NCT00000002  2026-02-10  removed"));
  EXPECT_EQ(trialkeep({"changes", "--since", "2027-01-01"}).exit_code, 1);
  EXPECT_EQ(trialkeep({"changes", "--piece", "Nothing"}).exit_code, 2);
  EXPECT_EQ(trialkeep({"track", "OverallStatus", "aspirin"}).out,
            "nctId,version,firstObserved,recordDate,value\n"
            "NCT00000001,0,2026-02-01T00:00:00.000Z,,RECRUITING\n"
            "NCT00000001,1,2026-02-10T00:00:00.000Z,,COMPLETED\n");
  EXPECT_THAT(trialkeep({"loads"}).out, HasSubstr("(observed 2026-02-10)"));
  EXPECT_THAT(trialkeep({"loads", "--json"}).out, HasSubstr("\"complete\":true"));
  EXPECT_EQ(trialkeep({"load", "--observed", "2099-01-01", "-"}).exit_code, 2);
}

TEST_F(ProgramHistory, CopiesItsFolder) {
  const std::string copy = folder_ / "copy";
  EXPECT_EQ(trialkeep({"backup", copy}).exit_code, 0);
  EXPECT_EQ(run({program_path(), "--data", copy, "verify", "-q"}).exit_code, 0);
  EXPECT_EQ(run({program_path(), "--data", copy, "search", "-c"}).out, "1\n");
  EXPECT_EQ(trialkeep({"backup", copy}).exit_code, 2);
  EXPECT_EQ(trialkeep({"backup", ""}).exit_code, 2);
}

}  // namespace
}  // namespace trialkeep::testing
