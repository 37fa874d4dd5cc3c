// Histories over HTTP: our own routes, and the registry's internal ones that clients read.

#include <chrono>
#include <simdjson.h>
#include <thread>

#include "api/loaded_registry.h"

namespace trialkeep::api::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string record(std::string_view title, std::string_view status, std::string_view updated) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000007","briefTitle":")", title,
                R"("},"statusModule":{"overallStatus":")", status, R"(","lastUpdateSubmitDate":")", updated,
                R"("},"descriptionModule":{"briefSummary":"* first\n* second"},"designModule":{"studyType":)",
                R"("INTERVENTIONAL","enrollmentInfo":{"count":12}}},"hasResults":false})");
}

class HistoryApi : public ::testing::Test {
 protected:
  HistoryApi() : registry_(record("Old title", "RECRUITING", "2025-01-01")) {
    load(record("New title", "COMPLETED", "2025-03-01"));
    load(
        concat(record("New title", "COMPLETED", "2025-03-01"), "\n", small_record("NCT00000008", "Another", "Asthma")));
  }
  void load(std::string_view ndjson) {
    // Loads that follow each other within a millisecond would bear one time.
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    registry_.load(ndjson);
    registry_.open();
  }
  http::Response get(std::string_view target) { return registry_.get(target); }
  // The answer as JSON; fails the test for another status.
  simdjson::dom::element json(std::string_view target) {
    const http::Response response = get(target);
    EXPECT_EQ(response.status, 200) << response.body;
    body_ = response.body;
    return parser_.parse(body_);
  }
  LoadedRegistry registry_;
  std::string body_;
  simdjson::dom::parser parser_;
};

TEST_F(HistoryApi, lists_versions_and_gives_each) {
  const auto versions = json("/api/v2/studies/nct7/versions");
  EXPECT_EQ(std::string_view(versions["nctId"]), "NCT00000007");
  ASSERT_EQ(versions["versions"].get_array().size(), 2u);
  EXPECT_EQ(std::string_view(versions["versions"].at(1)["overallStatus"]), "COMPLETED");
  EXPECT_EQ(std::string_view(versions["versions"].at(1)["recordDate"]), "2025-03-01");
  EXPECT_EQ(int64_t(versions["versions"].at(0)["enrollment"]), 12);
  EXPECT_THAT(std::string(simdjson::minify(versions["versions"].at(1)["modules"])),
              "[\"IdentificationModule\",\"StatusModule\"]");
  EXPECT_THAT(get("/api/v2/studies/NCT00000007/versions/0").body, HasSubstr("Old title"));
  EXPECT_THAT(get("/api/v2/studies/NCT00000007/versions/1").body, HasSubstr("New title"));
  const auto missing = get("/api/v2/studies/NCT00000007/versions/2");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, "NCT00000007 has no version 2; it has versions 0 to 1");
  EXPECT_EQ(get("/api/v2/studies/NCT00000007/versions/x").status, 400);
  EXPECT_EQ(get("/api/v2/studies/NCT00000099/versions").status, 404);
  EXPECT_EQ(get("/api/v2/studies/NCT00000007/versions?x=1").status, 400);
}

TEST_F(HistoryApi, is_reached_by_an_obsolete_number) {
  load(small_record("NCT00000008", "Another", "Asthma", R"(,"nctIdAliases":["NCT00000900"])"));
  EXPECT_EQ(get("/api/v2/studies/NCT00000900/versions").body, get("/api/v2/studies/NCT00000008/versions").body);
  EXPECT_EQ(get("/api/int/studies/NCT00000900/history").body, get("/api/int/studies/NCT00000008/history").body);
  // A record of its own gives way to the study, and stays among its versions.
  load(small_record("NCT00000901", "Obsolete", "Asthma"));
  load(small_record("NCT00000008", "Another", "Asthma", R"(,"nctIdAliases":["NCT00000900","NCT00000901"])"));
  const http::Response moved = get("/api/v2/studies/NCT00000901");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(header(moved, "Location"), "/api/v2/studies/NCT00000008");
  EXPECT_THAT(get("/api/v2/studies/NCT00000901/versions/0").body, HasSubstr("Obsolete"));
  EXPECT_THAT(get("/api/v2/studies/NCT00000901?asOf=2999-01-01").body, HasSubstr("Obsolete"));
}

TEST_F(HistoryApi, compares_two_versions) {
  const auto difference = json("/api/v2/studies/NCT00000007/diff?from=0&to=1");
  EXPECT_EQ(difference["changes"].get_array().size(), 3u);
  EXPECT_EQ(std::string_view(difference["changes"].at(0)["piece"]), "BriefTitle");
  EXPECT_EQ(get("/api/v2/studies/NCT00000007/diff").body, get("/api/v2/studies/NCT00000007/diff?from=0&to=1").body);
  EXPECT_EQ(get("/api/v2/studies/NCT00000007/diff?from=5").status, 404);
  EXPECT_EQ(get("/api/v2/studies/NCT00000007/diff?from=-1").status, 400);
}

TEST_F(HistoryApi, feeds_changes_in_pages) {
  const auto all = json("/api/v2/changes?since=2020-01-01");
  EXPECT_EQ(all["changes"].get_array().size(), 3u);
  EXPECT_EQ(std::string_view(all["changes"].at(1)["kind"]), "changed");
  std::string token;
  std::vector<std::string> kinds;
  for (int page = 0; page < 3; ++page) {
    const auto one = json(concat("/api/v2/changes?pageSize=1&pageToken=", token));
    ASSERT_EQ(one["changes"].get_array().size(), 1u);
    kinds.emplace_back(std::string_view(one["changes"].at(0)["kind"]));
    token = std::string_view(one["nextToken"]);
  }
  EXPECT_EQ(kinds, (std::vector<std::string>{"new", "changed", "new"}));
  EXPECT_EQ(json(concat("/api/v2/changes?pageToken=", token))["changes"].get_array().size(), 0u);
  EXPECT_EQ(json("/api/v2/changes?pieces=OverallStatus")["changes"].get_array().size(), 1u);
  EXPECT_EQ(json("/api/v2/changes?query.cond=asthma")["changes"].get_array().size(), 1u);
  EXPECT_EQ(get("/api/v2/changes?pieces=Nothing").status, 400);
  EXPECT_EQ(get("/api/v2/changes?since=yesterday").status, 400);
  EXPECT_EQ(get("/api/v2/changes?pageToken=x").status, 400);
  EXPECT_EQ(get(concat("/api/v2/changes?pageToken=", token, "0")).status, 400);
  const auto beyond = get("/api/v2/changes?pageToken=99.0.99");
  EXPECT_EQ(beyond.status, 400);
  EXPECT_THAT(beyond.body, StartsWith("the place \"99.0.99\" lies beyond the end of the changes: the data folder was "
                                      "restored from a backup since then, or is another one; begin anew"));
  token.back() = token.back() == '0' ? '1' : '0';
  EXPECT_THAT(get(concat("/api/v2/changes?pageToken=", token)).body, HasSubstr("is of other changes than these"));
  EXPECT_EQ(get("/api/v2/changes?pageSize=0").status, 400);
}

TEST_F(HistoryApi, answers_the_registrys_internal_routes_in_its_form) {
  const auto history = json("/api/int/studies/NCT00000007/history");
  ASSERT_EQ(history["changes"].get_array().size(), 2u);
  const auto second = history["changes"].at(1);
  EXPECT_EQ(int64_t(second["version"]), 1);
  EXPECT_EQ(std::string_view(second["date"]), "2025-03-01");
  EXPECT_EQ(std::string_view(second["status"]), "COMPLETED");
  EXPECT_EQ(std::string(simdjson::minify(second["moduleLabels"])), R"(["Study Identification","Study Status"])");
  const auto version = json("/api/int/studies/NCT00000007/history/0");
  EXPECT_EQ(int64_t(version["studyVersion"]), 0);
  EXPECT_THAT(std::string(simdjson::minify(version["study"])), HasSubstr("<li>"));
  EXPECT_THAT(std::string(simdjson::minify(version["study"])), HasSubstr("Old title"));
  const auto both = json("/api/int/studies/NCT00000007?history=true");
  EXPECT_EQ(both["history"]["changes"].get_array().size(), 2u);
  EXPECT_THAT(get("/api/int/studies/NCT00000007").body, Not(HasSubstr("\"history\"")));
  EXPECT_EQ(get("/api/int/studies/NCT00000007/history/9").status, 404);
  EXPECT_EQ(get("/api/int/studies/NCT00000099?history=true").status, 404);
}

TEST_F(HistoryApi, searches_and_gives_studies_as_of_a_moment) {
  const auto versions = json("/api/v2/studies/NCT00000007/versions");
  // The time that the history shows, which leaves out milliseconds, is one as of which the version is known.
  const std::string newest(std::string_view(versions["versions"].at(1)["firstObserved"]));
  EXPECT_EQ(json("/api/v2/studies?countTotal=true&asOf=2000-01-01")["totalCount"].get_int64().value(), 0);
  EXPECT_EQ(json("/api/v2/studies?countTotal=true&asOf=2100-01-01")["totalCount"].get_int64().value(), 2);
  EXPECT_EQ(json("/api/v2/studies?countTotal=true&removed=true")["totalCount"].get_int64().value(), 2);
  EXPECT_EQ(get("/api/v2/studies/NCT00000007?asOf=2000-01-01").status, 404);
  EXPECT_THAT(get("/api/v2/studies/NCT00000007?asOf=2100-01-01").body, HasSubstr("New title"));
  EXPECT_THAT(get(concat("/api/v2/studies/NCT00000007?asOf=", newest)).body, HasSubstr("New title"));
  EXPECT_EQ(get("/api/v2/studies?asOf=then").status, 400);
}

TEST_F(HistoryApi, refuses_what_of_ours_is_empty) {
  for (const std::string_view target :
       {"/api/v2/studies?asOf=", "/api/v2/studies?asOf=%20", "/api/v2/studies?asOf",
        "/api/v2/studies/NCT00000007?asOf=", "/api/v2/changes?since=", "/api/v2/changes?pieces=",
        "/api/v2/studies/NCT00000007/diff?from=&to=1", "/api/v2/studies/NCT00000007/diff?to="}) {
    EXPECT_EQ(get(std::string(target)).status, 400) << target;
  }
  for (const char* target : {"/api/v2/studies?asOf=", "/api/v2/changes?since="}) {
    const http::Response refused = get(target);
    EXPECT_THAT(*refused.find_header("X-Hint"), HasSubstr("2026-02-10")) << target;
  }
  // The registry takes its own for absent.
  EXPECT_EQ(get("/api/v2/studies?query.cond=&filter.ids=&pageToken=&sort=").status, 200);
  EXPECT_EQ(get("/api/v2/changes?query.cond=&pageToken=&pageSize=").status, 200);
}

}  // namespace
}  // namespace trialkeep::api::testing
