#include "api/presentation.h"

#include "api/loaded_registry.h"
#include "api/zip_entries.h"
#include "formats/ris.h"
#include "model/study.h"

namespace trialkeep::api {
namespace {

using testing::attached_entries;
using ::testing::ElementsAre;
using testing::entries_of;
using ::testing::HasSubstr;
using testing::header;
using testing::LoadedRegistry;
using ::testing::Not;
using testing::small_record;
using ::testing::StartsWith;

std::string with_summary(std::string_view nct, std::string_view title, std::string_view summary) {
  std::string record = small_record(nct, title, "Gout");
  const std::size_t at = record.find("\"conditionsModule\"");
  return record.insert(at, concat(R"("descriptionModule":{"briefSummary":")", summary, "\"},"));
}

class PresentationTest : public ::testing::Test {
 protected:
  http::Response get(std::string_view target) { return registry_.get(target); }

  std::string first_ = with_summary("NCT00000001", "Colchicine, again", R"(First.\n\n* one\n* two \\> three)");
  LoadedRegistry registry_{first_ + "\n" + small_record("NCT00000002", "Cherries", "Gout") + "\n" +
                           small_record("NCT00000003", "Water", "Gout") + "\n"};
};

TEST_F(PresentationTest, GivesCsvWithItsHeaderRowOnTheFirstPageOnly) {
  const std::string target = "/api/v2/studies?format=csv&fields=Study%20Title,NCT+Number&sort=NCTId&countTotal=true";
  EXPECT_EQ(get(target).status, 400) << "text is no order";
  const std::string query = "/api/v2/studies?format=csv&fields=Study%20Title,NCT+Number&countTotal=true&pageSize=2";
  const http::Response first = get(query);
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.content_type, StartsWith("text/csv"));
  EXPECT_EQ(header(first, "x-total-count"), "3");
  EXPECT_EQ(first.body, "NCT Number,Study Title\r\nNCT00000001,\"Colchicine, again\"\r\nNCT00000002,Cherries\r\n");
  const std::string token = header(first, "x-next-page-token");
  ASSERT_NE(token, "");
  const http::Response second = get(query + "&pageToken=" + token);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, "NCT00000003,Water\r\n");
  EXPECT_EQ(header(second, "x-total-count"), "");
  EXPECT_EQ(header(second, "x-next-page-token"), "");
  EXPECT_NE(header(first, "ETag"), header(second, "ETag"));
}

TEST_F(PresentationTest, CountsInCsvOnlyWhenAsked) {
  EXPECT_EQ(header(get("/api/v2/studies?format=csv"), "x-total-count"), "");
  EXPECT_EQ(get("/api/v2/studies?format=csv&query.term=nothingofthekind&fields=Acronym").body, "Acronym\r\n");
}

TEST_F(PresentationTest, GivesOneStudyAsCsv) {
  const http::Response response = get("/api/v2/studies/NCT2?format=csv&fields=NCT%20Number%7CPhases");
  EXPECT_THAT(response.content_type, StartsWith("text/csv"));
  EXPECT_EQ(response.body, "NCT Number,Phases\r\nNCT00000002,PHASE3\r\n");
  EXPECT_EQ(get("/api/v2/studies/NCT2?format=csv&fields=Phase").body,
            "Parameter 'fields' contains invalid CSV column name: 'Phase'");
}

TEST_F(PresentationTest, GivesClassicMarkupToJsonAlone) {
  const http::Response legacy = get("/api/v2/studies/NCT1?markupFormat=legacy&fields=BriefSummary");
  EXPECT_THAT(legacy.body, HasSubstr("two > three"));
  EXPECT_THAT(get("/api/v2/studies/NCT1?fields=BriefSummary").body, HasSubstr(R"(two \\> three)"));
  const http::Response page = get("/api/v2/studies?markupFormat=legacy&fields=BriefSummary&filter.ids=NCT1");
  EXPECT_EQ(page.body, "{\"studies\":[\n" + legacy.body + "\n]}");
  EXPECT_EQ(get("/api/v2/studies/NCT1?format=csv&markupFormat=legacy").body,
            get("/api/v2/studies/NCT1?format=csv").body);
}

TEST_F(PresentationTest, GivesOneStudyAsRis) {
  const http::Response response = get("/api/v2/studies/NCT1?format=ris");
  EXPECT_EQ(response.content_type, "application/x-research-info-systems");
  std::string expected;
  model::StudyParser parser;
  formats::RisReference().append(parser.parse(first_).value(), registry_.registry().now().date_text(), expected);
  EXPECT_EQ(response.body, expected);
  EXPECT_THAT(get("/api/v2/studies/NCT1?format=ris&fields=AN").body, Not(HasSubstr("First.")));
  EXPECT_EQ(get("/api/v2/studies/NCT1?format=ris&fields=AN,XX").body,
            "Parameter 'fields' contains invalid RIS tag name: 'XX'");
}

TEST_F(PresentationTest, GivesOneStudyAsFhir) {
  const http::Response r6 = get("/api/v2/studies/NCT1?format=fhir.json");
  EXPECT_EQ(r6.content_type, "application/fhir+json");
  EXPECT_THAT(r6.body, HasSubstr(R"("resourceType":"Bundle")"));
  const http::Response r4 = get("/api/v2/studies/NCT1?format=fhir.r4.json");
  EXPECT_THAT(r4.content_type, StartsWith("application/fhir+json"));
  EXPECT_THAT(r4.body, StartsWith(R"({"resourceType":"ResearchStudy")"));
  EXPECT_EQ(get("/api/v2/studies/NCT1?format=fhir.json&fields=NCTId").body,
            "`fields` cannot be used with `format=fhir.json`");
}

TEST_F(PresentationTest, GivesOneStudyInAZip) {
  const http::Response response = get("/api/v2/studies/nct1?format=json.zip&markupFormat=legacy");
  EXPECT_THAT(attached_entries(response, "NCT00000001.json.zip"), ElementsAre(std::pair("NCT00000001.json", first_)));
  EXPECT_THAT(entries_of(get("/api/v2/studies/NCT1?format=json.zip&fields=HasResults").body),
              ElementsAre(std::pair("NCT00000001.json", R"({"hasResults":false})")));
}

TEST_F(PresentationTest, GivesThePiecesThatTheQuerySearches) {
  EXPECT_EQ(get("/api/v2/studies?filter.ids=NCT2&fields=@query").body,
            get("/api/v2/studies?filter.ids=NCT2&fields=NCTId").body);
  const std::string asked = "/api/v2/studies?query.titles=cherries&query.lead=NOT+somebody&fields=";
  EXPECT_EQ(get(asked + "@query,Phase").body, get(asked + "NCTId,TitleSearch,LeadSponsorName,Phase").body);
  EXPECT_THAT(get(asked + "@query").body, HasSubstr(R"("briefTitle":"Cherries")"));
  EXPECT_THAT(get(asked + "@query").body, Not(HasSubstr("COMPLETED")));
  EXPECT_EQ(get("/api/v2/studies/NCT1?fields=@query").body, "Item 1 in parameter `fields` has incorrect format");
  // What a query names is searched in place of its parameter's area, or beside it.
  const std::string named = "/api/v2/studies?query.cond=AREA[OverallStatus]COMPLETED+NOT+AREA[Phase:size]3&fields=";
  EXPECT_EQ(get(named + "@query").body, get(named + "NCTId,OverallStatus,Phase").body);
  const std::string both = "/api/v2/studies?query.titles=cherries+OR+AREA[OverallStatus]COMPLETED&fields=";
  EXPECT_EQ(get(both + "@query").body, get(both + "NCTId,TitleSearch,OverallStatus").body);
  EXPECT_EQ(get("/api/v2/studies?query.cond=AREA[Nonsense]x&fields=@query").status, 400);
}

}  // namespace
}  // namespace trialkeep::api
