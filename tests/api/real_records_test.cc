#include <set>

#include "api/loaded_registry.h"
#include "formats/csv.h"
#include "model/canonical.h"
#include "model/study.h"

namespace trialkeep::api {
namespace {

using testing::LoadedRegistry;
using testing::next_page_token;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::studies_of;

std::string compact(const std::string& json) {
  auto record = model::Canonicalizer().read(json);
  CHECK(record.ok());
  return record->json;
}

// One load for all tests: it takes some seconds. REQUIRES: the file is there.
LoadedRegistry& real_registry(const std::string& path) {
  static LoadedRegistry registry(::trialkeep::testing::read_zst_file(path));
  return registry;
}

TEST(ApiRealRecords, PagesThroughAllStudiesAndMeetsEachOnce) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  LoadedRegistry& registry = real_registry(path);
  std::set<std::string> whole;
  for (const std::string& line : ::trialkeep::testing::lines_of(::trialkeep::testing::read_zst_file(path))) {
    whole.insert(compact(line));
  }
  ASSERT_THAT(whole, SizeIs(1'918));
  std::set<std::string> seen;
  std::size_t count = 0;
  std::string token;
  std::size_t pages = 0;
  do {
    const http::Response page = registry.get(concat("/api/v2/studies?pageSize=100&countTotal=true&pageToken=", token));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.body.starts_with("{\"totalCount\":1918,"), pages == 0);
    for (std::string& study : studies_of(page.body)) {
      seen.insert(std::move(study));
      ++count;
    }
    token = next_page_token(page.body);
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(count, 1'918u);
  EXPECT_EQ(pages, 20u);
  EXPECT_EQ(seen, whole);
}

TEST(ApiRealRecords, AnswersTheRequestsThatRealClientsSend) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  LoadedRegistry& registry = real_registry(path);
  // spec/CLIENTS.md, "Request shapes that real clients send", as far as this program answers them.
  for (const std::string target :
       {"/api/v2/version", "/api/v2/studies?filter.ids=NCT02513394,NCT00000102&pageSize=100",
        "/api/v2/studies?query.cond=lung+cancer&fields=NCTId%2CBriefTitle&countTotal=true&pageSize=3",
        "/api/v2/studies?pageSize=50&query.cond=breast%20cancer&countTotal=true",
        "/api/v2/studies?format=json&markupFormat=markdown&query.term=Coronavirus+COVID&pageSize=100",
        "/api/v2/studies?format=json&countTotal=true&pageSize=1&&query.cond=breast%20cancer",
        "/api/v2/studies?query.cond=cancer&fields=protocolSection.identificationModule.nctId,hasResults,"
        "resultsSection.adverseEventsModule",
        "/api/v2/studies?query.term=AREA[Phase](PHASE3+OR+PHASE4)",
        "/api/v2/studies?query.term=AREA%5BEligibilityCriteria%5D(%22drug%22+AND+(prior+OR+previous+OR+received))",
        "/api/v2/studies?format=json&query.cond=breast+cancer&filter.advanced=AREA%5BEnrollmentCount%5DRANGE%5B0%2C+"
        "99999998%5D&countTotal=true&pageSize=3",
        "/api/v2/"
        "studies?format=json&countTotal=true&pageSize=1&&aggFilters=phase:3,studyType:int&query.cond=breast%20cancer",
        "/api/v2/studies?query.cond=x&filter.geo=distance(42.36,-71.06,100mi)",
        "/api/v2/studies?format=json&markupFormat=legacy&query.term=Coronavirus+COVID&pageSize=100",
        "/api/v2/studies?query.term=AREA[Sex]%22ALL%22", "/api/v2/studies?query.term=AREA[HasResults]true"}) {
    const http::Response response = registry.get(target);
    EXPECT_EQ(response.status, 200) << target << "\n" << response.body;
    EXPECT_EQ(response.content_type, "application/json");
  }
}

// All lines of a CSV of several pages, as a client joins them.
std::string joined_csv(LoadedRegistry& registry, std::string_view target) {
  std::string all;
  std::string token;
  do {
    const http::Response page = registry.get(concat(target, "&pageToken=", token));
    EXPECT_EQ(page.status, 200) << page.body;
    all += page.body;
    token = testing::header(page, "x-next-page-token");
  } while (!token.empty());
  return all;
}

TEST(ApiRealRecords, GivesAllStudiesAsCsvOverPages) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  LoadedRegistry& registry = real_registry(path);
  const std::string paged = joined_csv(registry, "/api/v2/studies?format=csv&sort=EnrollmentCount&pageSize=500");
  std::string expected;
  const formats::CsvTable table;
  table.append_header(expected);
  model::StudyParser parser;
  std::string token;
  do {
    const http::Response page =
        registry.get(concat("/api/v2/studies?sort=EnrollmentCount&pageSize=700&pageToken=", token));
    for (const std::string& json : studies_of(page.body)) {
      table.append_row(parser.parse(json).value(), expected);
    }
    token = next_page_token(page.body);
  } while (!token.empty());
  EXPECT_EQ(paged, expected);
  const http::Response few = registry.get(
      "/api/v2/studies?format=csv&query.term=Coronavirus+COVID&markupFormat=legacy&fields=NCT%20Number%7CConditions%7C"
      "Study%20Title&pageSize=50");
  EXPECT_THAT(few.body, StartsWith("NCT Number,Study Title,Conditions\r\n"));
}

TEST(ApiRealRecords, FollowsItsOwnHints) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  LoadedRegistry& registry = real_registry(path);
  for (const std::string query :
       {"query.term=AREA[Phase]PHASE3", "query.term=AREA[Phase](PHASE2 OR PHASE3)",
        "query.term=AREA[StudyType]INTERVENTIONAL", "query.term=AREA[OverallStatus]RECRUITING",
        "query.term=AREA[OverallStatus](RECRUITING OR COMPLETED)", "query.locn=AREA[LocationCountry]France",
        "query.locn=AREA[LocationState]Ohio", "query.locn=AREA[LocationCity]Berlin", "query.term=AREA[Sex]FEMALE",
        "query.term=AREA[StdAge]CHILD", "query.term=AREA[HasResults]true",
        "query.term=AREA[Phase]PHASE3 AND AREA[StudyType]INTERVENTIONAL"}) {
    const std::size_t equals = query.find('=');
    const http::Response response = registry.get(concat("/api/v2/studies?fields=NCTId&", query.substr(0, equals), "=",
                                                        http::percent_encode(query.substr(equals + 1))));
    EXPECT_EQ(response.status, 200) << query << "\n" << response.body;
    EXPECT_THAT(studies_of(response.body), ::testing::Not(::testing::IsEmpty())) << query;
  }
}

TEST(ApiRealRecords, GivesARecordedStudyAsItsCanonicalBytes) {
  SHARED_OR_SKIP(path, "spec/samples/study_full.json");
  const std::string canonical = compact(::trialkeep::testing::read_text_file(path));
  LoadedRegistry registry(canonical + "\n");
  EXPECT_EQ(registry.get("/api/v2/studies/NCT03516279").body, canonical);
  EXPECT_EQ(registry.get("/api/v2/studies").body, "{\"studies\":[\n" + canonical + "\n]}");
  const http::Response part = registry.get("/api/v2/studies/NCT03516279?fields=ProtocolSection.IdentificationModule");
  EXPECT_THAT(part.body, StartsWith("{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT03516279\","));
  EXPECT_EQ(part.body.find("statusModule"), std::string::npos);
}

}  // namespace
}  // namespace trialkeep::api
