#include "api/api.h"

#include "api/loaded_registry.h"
#include "base/strings.h"
#include "base/version.h"

namespace trialkeep::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::header;
using ::testing::IsEmpty;
using testing::LoadedRegistry;
using ::testing::MatchesRegex;
using testing::next_page_token;
using ::testing::SizeIs;
using testing::small_record;
using ::testing::StartsWith;
using testing::studies_of;

std::string three_records() {
  return small_record("NCT00000001", "Aspirin in one", "Asthma") + "\n" +
         small_record("NCT00000002", "Statin in two", "Angina", R"(,"nctIdAliases":["NCT00000900"])") + "\n" +
         small_record("NCT00000003", "Aspirin in three", "Angina") + "\n";
}

class ApiTest : public ::testing::Test {
 protected:
  http::Response get(std::string_view target) { return registry_.get(target); }

  LoadedRegistry registry_{three_records()};
};

TEST_F(ApiTest, LeavesOtherPathsToOthers) {
  for (const std::string path : {"/", "/study/NCT00000001", "/apis", "/healthz/more", "/v2/studies"}) {
    EXPECT_FALSE(registry_.handle(path).has_value()) << path;
  }
}

TEST_F(ApiTest, AnswersUnknownPathsBelowItWith404) {
  for (const std::string path :
       {"/api", "/api/v2", "/api/v3/studies", "/api/v2/nothing", "/api/v2/studies/NCT00000001/history"}) {
    const http::Response response = get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(response.content_type, StartsWith("text/plain"));
    EXPECT_EQ(response.body, "There is no " + path + " here");
  }
}

TEST_F(ApiTest, TellsItsVersionAndThatOfTheData) {
  const http::Response response = get("/api/v2/version");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  const std::string finished = registry_.registry().stats().value().data_time.text();
  EXPECT_EQ(response.body,
            R"({"apiVersion":"2.0.5","dataTimestamp":")" + finished.substr(0, finished.size() - 1) + "\"}");
  EXPECT_EQ(header(response, "X-Trialkeep-Version"), program_version());
  EXPECT_EQ(get("/api/v2/version?query.cond=x").body, "Invalid prefix in parameter name: query.cond");
}

TEST_F(ApiTest, IsHealthy) {
  const http::Response response = get("/healthz");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok\n");
  EXPECT_EQ(header(response, "X-Trialkeep-Generation"), concat(registry_.registry().generation()));
}

TEST_F(ApiTest, GivesOneStudyByANumberInAnySpelling) {
  const std::string record = small_record("NCT00000001", "Aspirin in one", "Asthma");
  for (const std::string typed : {"NCT00000001", "nct00000001", "NCT1", "nCt0000000000000001"}) {
    const http::Response response = get("/api/v2/studies/" + typed);
    EXPECT_EQ(response.status, 200) << typed;
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, record);
  }
}

TEST_F(ApiTest, ReducesOneStudyToItsFields) {
  EXPECT_EQ(
      get("/api/v2/studies/NCT00000001?fields=NCTId|Phase").body,
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"},"designModule":{"phases":["PHASE3"]}}})");
  const http::Response refused = get("/api/v2/studies/NCT00000001?fields=Nonsense");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, "Parameter 'fields' contains invalid field name: 'Nonsense'");
}

TEST_F(ApiTest, RefusesWrongNumbersFormatsAndParametersOfOneStudy) {
  EXPECT_EQ(get("/api/v2/studies/NCT0").status, 400);
  EXPECT_EQ(get("/api/v2/studies/NCT123456789").body, "`nctId` has incorrect format");
  for (const char* typed : {"%20NCT00000900", "NCT00000900%20", "%20NCT00000900/versions"}) {
    EXPECT_EQ(get(concat("/api/v2/studies/", typed)).body, "`nctId` has incorrect format") << typed;
  }
  EXPECT_EQ(get("/api/v2/studies/NCT1?format=pdf").body, "Invalid value in parameter `format`: `pdf`");
  EXPECT_EQ(get("/api/v2/studies/NCT1?markupFormat=html").status, 400);
  EXPECT_EQ(get("/api/v2/studies/NCT1?pageSize=3").body, "`pageSize` is unknown parameter");
  EXPECT_EQ(get("/api/v2/studies/NCT1?query.cond=a").body, "Invalid prefix in parameter name: query.cond");
}

TEST_F(ApiTest, SaysWhenThereIsNoSuchStudy) {
  const http::Response response = get("/api/v2/studies/nct99999999");
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.content_type, StartsWith("text/plain"));
  EXPECT_EQ(response.body, "NCT number NCT99999999 not found");
}

TEST_F(ApiTest, RedirectsAnObsoleteNumberAndKeepsTheParameters) {
  const http::Response response = get("/api/v2/studies/nct900?fields=NCTId%7CBriefTitle&format=json");
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(header(response, "Location"), "/api/v2/studies/NCT00000002?fields=NCTId%7CBriefTitle&format=json");
  EXPECT_EQ(get(header(response, "Location")).status, 200);
  EXPECT_EQ(header(get("/api/v2/studies/NCT00000900?format=csv&fields=NCT%20Number"), "Location"),
            "/api/v2/studies/NCT00000002?format=csv&fields=NCT+Number");
  EXPECT_EQ(header(get("/api/v2/studies/NCT00000900"), "Location"), "/api/v2/studies/NCT00000002");
}

TEST_F(ApiTest, WritesAPageToTheByte) {
  const http::Response response = get("/api/v2/studies?query.cond=angina&countTotal=true");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  const auto studies = studies_of(response.body);
  ASSERT_THAT(studies, SizeIs(2));
  EXPECT_EQ(response.body, "{\"totalCount\":2,\"studies\":[\n" + studies[0] + ",\n" + studies[1] + "\n]}");
  EXPECT_EQ(get("/api/v2/studies?query.cond=angina").body,
            "{\"studies\":[\n" + studies[0] + ",\n" + studies[1] + "\n]}");
}

TEST_F(ApiTest, WritesAnEmptyPageAsRecorded) {
  EXPECT_EQ(get("/api/v2/studies?query.cond=nosuchthing&countTotal=true").body,
            "{\"totalCount\":0,\"studies\":[\n\n]}");
  SHARED_OR_SKIP(recorded, "spec/samples/fullmatch_coverage_bare_token.json");
  EXPECT_EQ(::trialkeep::testing::read_text_file(recorded), "{\"totalCount\":0,\"studies\":[\n\n]}");
}

TEST_F(ApiTest, WritesAPageLikeARecordedOne) {
  const std::string body = get("/api/v2/studies?fields=NCTId&pageSize=1&countTotal=true&query.term=statin").body;
  const std::string token = next_page_token(body);
  EXPECT_EQ(body,
            "{\"totalCount\":1,\"studies\":[\n"
            "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT00000002\"}}}\n"
            "],\"nextPageToken\":\"" +
                token + "\"}");
  SHARED_OR_SKIP(recorded, "spec/samples/fullmatch_coverage_full_name.json");
  const std::string theirs = ::trialkeep::testing::read_text_file(recorded);
  EXPECT_EQ(theirs,
            "{\"totalCount\":1841,\"studies\":[\n"
            "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT03881111\"}}}\n"
            "],\"nextPageToken\":\"" +
                next_page_token(theirs) + "\"}");
}

TEST_F(ApiTest, CountsWithoutAPage) {
  for (const std::string query : {"query.term=heart", "query.cond=nothing", "", "sort=StartDate", "pageSize=1"}) {
    const std::string page = get("/api/v2/studies?countTotal=true&" + query).body;
    const std::string count = page.substr(0, page.find(','));  // {"totalCount":3
    EXPECT_EQ(get("/api/v2/studies?countOnly=true&" + query).body, count + "}") << query;
  }
  EXPECT_THAT(get("/api/v2/studies?countOnly=true&query.cond=nothing&facets=Phase").body,
              StartsWith(R"({"totalCount":0,"facets":[{"piece":"Phase","values":[],)"));
  EXPECT_EQ(get("/api/v2/studies?countOnly=true&query.cond=(").status, 400);
}

TEST_F(ApiTest, GivesATokenWheneverAPageIsFull) {
  const std::string query = "/api/v2/studies?query.cond=angina&fields=NCTId&pageSize=1";
  const std::string first = get(query + "&countTotal=true").body;
  EXPECT_THAT(first, StartsWith("{\"totalCount\":2,"));
  const std::string second = get(query + "&countTotal=true&pageToken=" + next_page_token(first)).body;
  EXPECT_THAT(second, StartsWith("{\"studies\":["));
  EXPECT_NE(studies_of(first), studies_of(second));
  const std::string token = next_page_token(second);
  ASSERT_NE(token, "");
  EXPECT_EQ(get(query + "&pageToken=" + token).body, "{\"studies\":[\n\n]}");
}

TEST_F(ApiTest, PagesOnWithAnotherPageSizeAndAfterARestart) {
  const std::string query = "/api/v2/studies?fields=NCTId";
  const std::string first = get(query + "&pageSize=1").body;
  registry_.open();
  const std::string rest = get(query + "&pageSize=5&pageToken=" + next_page_token(first)).body;
  auto all = studies_of(first);
  for (const std::string& study : studies_of(rest)) {
    all.push_back(study);
  }
  EXPECT_EQ(all, studies_of(get(query).body));
  EXPECT_THAT(all, SizeIs(3));
}

TEST_F(ApiTest, RefusesATokenThatIsDamagedOrOfAnotherQuery) {
  const std::string token = next_page_token(get("/api/v2/studies?query.cond=angina&pageSize=1").body);
  for (const std::string target :
       {"/api/v2/studies?query.cond=angina&pageToken=nonsense",
        "/api/v2/studies?query.cond=angina&pageToken=ZVt07cGHkvI2wRk2CJf6_LLqy5DbMtMod7KrgP4flDqe"}) {
    EXPECT_EQ(get(target).status, 400);
    EXPECT_EQ(get(target).body, "`pageToken` has incorrect format");
  }
  const http::Response other = get("/api/v2/studies?query.cond=asthma&pageToken=" + token);
  EXPECT_EQ(other.status, 400);
  EXPECT_THAT(header(other, "X-Hint"), HasSubstr("another query"));
  EXPECT_EQ(get("/api/v2/studies?query.cond=angina&pageToken=+").status, 200);
}

TEST_F(ApiTest, SaysThatTheDataHaveChangedBetweenPagesWhenTheServerWasStartedAnew) {
  const std::string query = "/api/v2/studies?pageSize=2";
  const std::string token = next_page_token(get(query).body);
  registry_.load(small_record("NCT00000004", "Four", "Asthma") + "\n");
  registry_.open();
  const http::Response response = get(query + "&pageToken=" + token);
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.content_type, StartsWith("text/plain"));
  EXPECT_EQ(response.body,
            "The data have probably changed while you were paginating. Please, start over from the first page.");
}

TEST_F(ApiTest, ServesPagesOfSeveralServersThatShareAKey) {
  LoadedRegistry one(three_records(), {.page_token_key = "shared"});
  LoadedRegistry two(three_records(), {.page_token_key = "shared"});
  const std::string token = next_page_token(one.get("/api/v2/studies?pageSize=2").body);
  EXPECT_EQ(two.get("/api/v2/studies?pageSize=2&pageToken=" + token).status, 200);
  EXPECT_EQ(registry_.get("/api/v2/studies?pageSize=2&pageToken=" + token).status, 400);
}

TEST_F(ApiTest, FindsStudiesByNumberAndByObsoleteNumber) {
  const auto count = [&](std::string_view query) {
    return studies_of(get(concat("/api/v2/studies?fields=NCTId&", query)).body).size();
  };
  EXPECT_EQ(count("filter.ids=NCT00000001,nct3"), 2u);
  EXPECT_EQ(get("/api/v2/studies?fields=NCTId&filter.ids=NCT00000900").body,
            "{\"studies\":[\n{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT00000002\"}}}\n]}");
  EXPECT_EQ(count("filter.ids=NCT00000001&query.cond=angina"), 0u);
  EXPECT_EQ(count("filter.ids=NCT00000003&query.term=NCT00000001"), 1u);
  EXPECT_EQ(studies_of(get("/api/v2/studies?filter.ids=NCT00000003&query.term=NCT00000001").body).at(0),
            small_record("NCT00000001", "Aspirin in one", "Asthma"));
}

TEST_F(ApiTest, JoinsQueriesByAnd) {
  EXPECT_THAT(studies_of(get("/api/v2/studies?query.term=aspirin&query.cond=angina").body),
              ElementsAre(small_record("NCT00000003", "Aspirin in three", "Angina")));
}

TEST_F(ApiTest, ReportsAWrongQueryInTheRegistrysWordsWithAHint) {
  const http::Response response = get("/api/v2/studies?query.term=AREA%5BNonsense%5Dx");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.content_type, StartsWith("text/plain"));
  EXPECT_EQ(response.body, "Error parsing query in Other terms: Unknown area name: `Nonsense`");
  EXPECT_NE(header(response, "X-Hint"), "");
  EXPECT_THAT(get("/api/v2/studies?query.cond=(heart").body,
              StartsWith("Error parsing query in Conditions or disease: "));
  EXPECT_THAT(get("/api/v2/studies?query.patient=(heart").body, StartsWith("Error parsing query in query.patient: "));
  EXPECT_THAT(get("/api/v2/studies?query.cond=heart&query.intr=AREA%5BX%5Dy").body,
              StartsWith("Error parsing query in Intervention / treatment: "));
}

TEST_F(ApiTest, TagsBodiesByTheirBytes) {
  const std::string all = header(get("/api/v2/studies"), "ETag");
  EXPECT_THAT(all, MatchesRegex("\"[0-9a-f]{32}\""));
  EXPECT_EQ(header(get("/api/v2/studies"), "ETag"), all);
  EXPECT_NE(header(get("/api/v2/studies?fields=NCTId"), "ETag"), all);
  EXPECT_NE(header(get("/api/v2/studies/NCT00000001"), "ETag"), header(get("/api/v2/studies/NCT00000002"), "ETag"));
  EXPECT_EQ(get("/api/v2/studies/NCT99999999").find_header("ETag"), nullptr);
}

TEST_F(ApiTest, TagsAndShowsANewerReleaseStampOfTheSameContent) {
  const auto stamped = [](std::string_view date) {
    return concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000009","briefTitle":"Nine"}},)",
                  R"("derivedSection":{"miscInfoModule":{"versionHolder":")", date, R"("}},"hasResults":false})");
  };
  registry_.load(stamped("2026-08-14") + "\n");
  ASSERT_OK(registry_.registry().refresh());
  const http::Response before = get("/api/v2/studies?filter.ids=NCT9");
  registry_.load(stamped("2026-08-17") + "\n");
  ASSERT_OK(registry_.registry().refresh());
  const http::Response after = get("/api/v2/studies?filter.ids=NCT9");
  EXPECT_EQ(after.body, "{\"studies\":[\n" + stamped("2026-08-17") + "\n]}");
  EXPECT_NE(header(after, "ETag"), header(before, "ETag"));
  EXPECT_EQ(get("/api/v2/studies/NCT9").body, stamped("2026-08-17"));
}

TEST_F(ApiTest, IsOnlyRead) {
  EXPECT_EQ(registry_.handle("/api/v2/studies", http::Method::kHead)->status, 200);
  EXPECT_EQ(registry_.handle("/api/v2/studies", http::Method::kPost)->status, 405);
}

TEST_F(ApiTest, NeverPutsALineBreakIntoAHeader) {
  for (const std::string target :
       {"/api/v2/studies?fil%0D%0Ater=1", "/api/v2/studies?fields=a%0Ab", "/api/v2/studies/NCT900?fields=%0D%0AX:%20y",
        "/api/v2/studies?query.term=%0D%0A(", "/api/v2/studies?filter.ids=%0D%0A%C3%A9"}) {
    for (const auto& [name, value] : get(target).headers) {
      EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos) << target;
    }
  }
}

}  // namespace
}  // namespace trialkeep::api
