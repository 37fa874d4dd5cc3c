// The website's own search and its download.
#include "api/internal_search.h"

#include <simdjson.h>

#include "api/loaded_registry.h"
#include "api/zip_entries.h"

namespace trialkeep::api {
namespace {

using testing::attached_entries;
using ::testing::ElementsAre;
using testing::entries_of;
using ::testing::HasSubstr;
using testing::header;
using testing::LoadedRegistry;
using testing::small_record;
using ::testing::StartsWith;

constexpr std::string_view kSearch = "/api/int/studies?";
constexpr std::string_view kDownload = "/api/int/studies/download?";

const std::string kGoutRecord =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000104","briefTitle":"Diet"},"statusModule":)"
    R"({"overallStatus":"RECRUITING"},"conditionsModule":{"conditions":["Gout"]},"eligibilityModule":)"
    R"({"eligibilityCriteria":"* over 18","sex":"FEMALE"}},"hasResults":false})";

class InternalSearchTest : public ::testing::Test {
 protected:
  http::Response search(std::string_view parameters) { return registry_.get(concat(kSearch, parameters)); }
  http::Response download(std::string_view parameters) { return registry_.get(concat(kDownload, parameters)); }

  // The numbers of the hits.
  std::vector<std::string> numbers(std::string_view parameters) {
    const http::Response response = search(parameters);
    EXPECT_EQ(response.status, 200) << parameters << ": " << response.body;
    std::vector<std::string> out;
    simdjson::dom::parser parser;
    for (const simdjson::dom::element hit : parser.parse(response.body)["hits"]) {
      out.emplace_back(std::string_view(hit["id"]));
    }
    return out;
  }

  LoadedRegistry registry_{concat(small_record("NCT00000102", "First", "Asthma"), "\n",
                                  small_record("NCT00000103", "Second", "Asthma in children"), "\n", kGoutRecord,
                                  "\n")};
};

TEST_F(InternalSearchTest, AnswersInTheSitesForm) {
  const http::Response response = search("cond=gout&term=diet&fields=NCTId%2CBriefTitle");
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body,
            "{\"from\":0,\"limit\":10,\"total\":1,\"terms\":[\"gout\",\"diet\"],\"hits\":[\n"
            "{\"id\":\"NCT00000104\",\"study\":{\"protocolSection\":{\"identificationModule\":"
            "{\"nctId\":\"NCT00000104\",\"briefTitle\":\"Diet\"}}}}\n]}");
  EXPECT_EQ(search("cond=leprosy").body,
            "{\"from\":0,\"limit\":10,\"total\":0,\"terms\":[\"leprosy\"],\"hits\":[\n\n]}");
}

TEST_F(InternalSearchTest, TakesWhatTheSiteSends) {
  // As scripts have copied it from a browser.
  const std::string gout =
      "query.cond=gout&agg.synonyms=true&aggFilters=&checkSpell=true&from=0&limit=10000&fields=OverallStatus%2C"
      "HasResults%2CGender%2CNCTId%2CLocationContactEMail&columns=conditions%2Cinterventions%2Ccollaborators"
      "&highlight=true&sort=%40relevance";
  EXPECT_THAT(numbers(gout), ElementsAre("NCT00000104"));
  EXPECT_THAT(search(gout).body, HasSubstr("\"limit\":10000,"));
  EXPECT_THAT(search(gout).body, HasSubstr("{\"sex\":\"FEMALE\"}"));
  EXPECT_THAT(numbers("term=asthma&aggFilters=status:rec%20act"), ElementsAre());
  EXPECT_THAT(numbers("aggFilters=status:rec"), ElementsAre("NCT00000104"));
  EXPECT_THAT(numbers("filter.ids=NCT00000103"), ElementsAre("NCT00000103"));
  EXPECT_THAT(numbers("cond=asthma&query.titles=second"), ElementsAre("NCT00000103"));
  EXPECT_THAT(numbers("lat=1&lng=1&distance=50&locStr=Nowhere"), ElementsAre());
}

TEST_F(InternalSearchTest, GivesAnyPartOfWhatIsFound) {
  const std::vector<std::string> all = numbers("cond=asthma+OR+gout");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_THAT(numbers("cond=asthma+OR+gout&limit=2"), ElementsAre(all[0], all[1]));
  EXPECT_THAT(numbers("cond=asthma+OR+gout&from=2&limit=2"), ElementsAre(all[2]));
  EXPECT_THAT(numbers("cond=asthma+OR+gout&from=3"), ElementsAre());
  EXPECT_THAT(search("cond=asthma+OR+gout&from=3").body, HasSubstr("\"from\":3,\"limit\":10,\"total\":3,"));
  EXPECT_THAT(numbers("limit=99999999999999999999"), ::testing::SizeIs(3));
  EXPECT_THAT(numbers("from=99999999999999999999&limit=99999999999999999999"), ElementsAre());
  EXPECT_EQ(numbers("limit=0").size(), 3u);
}

TEST_F(InternalSearchTest, GivesMarkupAsHtml) {
  EXPECT_THAT(search("cond=gout").body, HasSubstr("<li>over 18</li>"));
  EXPECT_THAT(search("cond=gout&fields=EligibilityCriteria").body,
              HasSubstr("\"study\":{\"protocolSection\":{\"eligibilityModule\":{\"eligibilityCriteria\":\"<ul>"));
}

TEST_F(InternalSearchTest, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(search("cntry=France").body, "`cntry` is unknown parameter");
  EXPECT_EQ(search("format=csv").body, "`format` is unknown parameter");
  EXPECT_EQ(search("pageSize=3").body, "`pageSize` is unknown parameter");
  EXPECT_EQ(search("from=-1").body, "`from` has incorrect format");
  EXPECT_EQ(search("limit=ten").body, "`limit` has incorrect format");
  EXPECT_EQ(search("fields=Nonsense").body, "Parameter 'fields' contains invalid field name: 'Nonsense'");
  EXPECT_THAT(search("cond=(x").body, StartsWith("Error parsing query in Conditions or disease: "));
  EXPECT_EQ(download("from=1").body, "`from` is unknown parameter");
  EXPECT_EQ(download("format=fhir.json").body, "Invalid value in parameter `format`: `fhir.json`");
  EXPECT_EQ(download("format=csv&fields=NCTId").body, "Parameter 'fields' contains invalid CSV column name: 'NCTId'");
}

TEST_F(InternalSearchTest, TagsAnAnswerByTheDataAndTheQuestion) {
  const std::string tag = header(search("cond=gout"), "ETag");
  ASSERT_FALSE(tag.empty());
  EXPECT_EQ(header(search("cond=gout"), "ETag"), tag);
  EXPECT_NE(header(search("cond=asthma"), "ETag"), tag);
  EXPECT_NE(header(search("cond=gout&limit=3"), "ETag"), tag);
  EXPECT_NE(header(download("cond=gout"), "ETag"), tag);
  registry_.load(small_record("NCT00000102", "Another title", "Asthma") + "\n");
  ASSERT_OK(registry_.registry().refresh());
  EXPECT_NE(header(search("cond=gout"), "ETag"), tag);
}

TEST_F(InternalSearchTest, DownloadsAnArray) {
  const http::Response response = download("format=json&cond=asthma&limit=1&sort=@relevance");
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(header(response, "Content-Disposition"), "attachment; filename=ctg-studies.json");
  EXPECT_EQ(response.body, concat("[\n", small_record("NCT00000102", "First", "Asthma"), "\n]"));
  EXPECT_THAT(download("cond=gout").body, HasSubstr("\"* over 18\""));
  EXPECT_EQ(download("cond=leprosy").body, "[\n\n]");
  simdjson::dom::parser parser;
  EXPECT_EQ(parser.parse(download("").body).get_array().size(), 3u);
}

TEST_F(InternalSearchTest, DownloadsATable) {
  const http::Response response = download("format=csv&cond=gout&fields=NCT+Number%2CStudy+Title%2CSex");
  EXPECT_EQ(response.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(header(response, "Content-Disposition"), "attachment; filename=ctg-studies.csv");
  EXPECT_EQ(response.body, "NCT Number,Study Title,Sex\r\nNCT00000104,Diet,FEMALE\r\n");
}

TEST_F(InternalSearchTest, DownloadsReferences) {
  const http::Response response = download("format=ris&cond=asthma&fields=ID");
  EXPECT_EQ(response.content_type, "application/x-research-info-systems");
  EXPECT_EQ(header(response, "Content-Disposition"), "attachment; filename=ctg-studies.ris");
  EXPECT_EQ(response.body,
            "TY  - DBASE\r\nID  - NCT00000102\r\nER  - \r\nTY  - DBASE\r\nID  - NCT00000103\r\nER  - \r\n");
}

TEST_F(InternalSearchTest, DownloadsAnArchive) {
  const http::Response response = download("format=json.zip&cond=asthma&fields=NCTId");
  const std::string only_number = R"({"protocolSection":{"identificationModule":{"nctId":"NCT0000010)";
  EXPECT_THAT(attached_entries(response, "ctg-studies.json.zip"),
              ElementsAre(std::pair("02/NCT00000102.json", only_number + "2\"}}}"),
                          std::pair("03/NCT00000103.json", only_number + "3\"}}}")));
  EXPECT_THAT(entries_of(download("format=json.zip&cond=leprosy").body), ElementsAre());
}

TEST_F(InternalSearchTest, IsTheSameWhereItIsMadeWhileItIsSent) {
  std::string records;
  for (int i = 1; i <= 60; ++i) {
    const std::string nct = concat("NCT0000", 1000 + i);
    records += small_record(nct, std::string(40'000, 'x'), "Leprosy") + "\n";
  }
  registry_.load(records);
  ASSERT_OK(registry_.registry().refresh());
  const auto large = registry_.handle(concat(kSearch, "cond=leprosy&limit=60"));
  ASSERT_TRUE(large.has_value());
  EXPECT_NE(large->stream, nullptr);
  EXPECT_EQ(numbers("cond=leprosy&limit=60").size(), 60u);
  const auto file = registry_.handle(concat(kDownload, "cond=leprosy"));
  ASSERT_TRUE(file.has_value());
  EXPECT_NE(file->stream, nullptr);
  EXPECT_EQ(testing::studies_of(download("cond=leprosy").body).size(), 60u);
}

TEST_F(InternalSearchTest, PassesWhatWasSearchedForOverAtAStudy) {
  EXPECT_EQ(registry_.get("/api/int/studies/NCT00000104?query.cond=gout&history=true").body,
            registry_.get("/api/int/studies/NCT00000104?history=true").body);
  EXPECT_EQ(registry_.get("/api/int/studies/NCT00000104?cntry=France").status, 400);
}

}  // namespace
}  // namespace trialkeep::api
