#include <simdjson.h>
#include <thread>

#include "api/loaded_registry.h"
#include "api/statistics_json.h"

namespace trialkeep::api {
namespace {

using ::testing::HasSubstr;
using testing::header;
using testing::LoadedRegistry;
using ::testing::SizeIs;
using testing::small_record;
using ::testing::StartsWith;

std::string record(std::string_view nct, std::string_view conditions, int enrollment, std::string_view start) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", nct,
                R"(","briefTitle":"Ökonomie"},"statusModule":{"overallStatus":"COMPLETED","startDateStruct":{"date":")",
                start, R"("}},"conditionsModule":{"conditions":)", conditions,
                R"(},"designModule":{"studyType":"INTERVENTIONAL","enrollmentInfo":{"count":)", enrollment,
                R"(}},"eligibilityModule":{"healthyVolunteers":)", enrollment > 100 ? "true" : "false",
                R"(}},"hasResults":false})", "\n");
}

class StatisticsTest : public ::testing::Test {
 protected:
  std::string body(std::string_view target) {
    const http::Response response = registry_.get(concat("/api/v2/stats", target));
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.content_type, "application/json");
    return response.body;
  }

  LoadedRegistry registry_{record("NCT00000001", R"(["Gout","Gout","Asthma"])", 20, "2001-02") +
                           record("NCT00000002", R"(["Gout"])", 201, "2001-02-03") +
                           small_record("NCT00000003", "Shorter", "Angina") + "\n"};
};

TEST_F(StatisticsTest, CountsEachTextOnceAStudy) {
  EXPECT_EQ(body("/field/values?fields=Condition"),
            R"([{"type":"STRING","piece":"Condition","field":"protocolSection.conditionsModule.conditions",)"
            R"("missingStudiesCount":0,"uniqueValuesCount":3,"topValues":[{"value":"Gout","studiesCount":2},)"
            R"({"value":"Angina","studiesCount":1},{"value":"Asthma","studiesCount":1}],)"
            R"("longest":{"value":"Asthma","length":6,"nctId":"NCT00000001"}}])");
  EXPECT_THAT(body("/field/values?fields=BriefTitle"), HasSubstr(R"("value":"Ökonomie","length":8)"));
}

TEST_F(StatisticsTest, TellsEachKindOfFieldInItsForm) {
  EXPECT_EQ(body("/field/values?fields=protocolSection.designModule.phases"),
            R"([{"type":"ENUM","piece":"Phase","field":"protocolSection.designModule.phases",)"
            R"("missingStudiesCount":2,"uniqueValuesCount":1,"topValues":[{"value":"PHASE3","studiesCount":1}]}])");
  EXPECT_EQ(
      body("/field/values?fields=EnrollmentCount"),
      R"([{"type":"INTEGER","piece":"EnrollmentCount","field":"protocolSection.designModule.enrollmentInfo.count",)"
      R"("missingStudiesCount":1,"min":20,"max":201,"avg":110.5}])");
  EXPECT_EQ(body("/field/values?fields=StartDate"),
            R"([{"type":"DATE","piece":"StartDate","field":"protocolSection.statusModule.startDateStruct.date",)"
            R"("missingStudiesCount":1,"min":"2001-02","max":"2001-02-03","formats":["yyyy-MM","yyyy-MM-dd"]}])");
  EXPECT_EQ(body("/field/values?fields=HealthyVolunteers"),
            R"([{"type":"BOOLEAN","piece":"HealthyVolunteers","field":)"
            R"("protocolSection.eligibilityModule.healthyVolunteers","missingStudiesCount":1,)"
            R"("trueCount":1,"falseCount":1}])");
  EXPECT_THAT(body("/field/values?fields=NumConditions"), HasSubstr(R"("min":1,"max":3,)"));
}

TEST_F(StatisticsTest, CountsLengthsOfLists) {
  EXPECT_EQ(body("/field/sizes?fields=Condition"),
            R"([{"piece":"Condition","field":"protocolSection.conditionsModule.conditions","uniqueSizesCount":2,)"
            R"("minSize":1,"maxSize":3,"topSizes":[{"size":1,"studiesCount":2},{"size":3,"studiesCount":1}]}])");
  EXPECT_EQ(body("/field/sizes?fields=Intervention"),
            R"([{"piece":"Intervention","field":"protocolSection.armsInterventionsModule.interventions",)"
            R"("uniqueSizesCount":0}])");
}

TEST_F(StatisticsTest, TellsSizes) {
  const std::string small = small_record("NCT00000003", "Shorter", "Angina");
  EXPECT_THAT(body("/size"), HasSubstr(concat("{\"id\":\"NCT00000003\",\"sizeBytes\":", small.size(), "}")));
  EXPECT_THAT(body("/size"), StartsWith("{\"averageSizeBytes\":"));
  EXPECT_THAT(body("/size"), HasSubstr(R"("ranges":[{"sizeRange":"0-1 KB","studiesCount":3}],"totalStudies":3})"));
}

TEST_F(StatisticsTest, NarrowsByTypeAndField) {
  simdjson::dom::parser parser;
  const simdjson::padded_string booleans(body("/field/values?types=BOOLEAN"));
  EXPECT_THAT(parser.parse(booleans).get_array().value(), SizeIs(28));
  EXPECT_EQ(body("/field/values?types=BOOLEAN&fields=Phase"), "[]");
  EXPECT_EQ(body("/fieldValues?fields=Phase|Condition"), body("/field/values?fields=Condition,Phase"));
  EXPECT_EQ("[" + body("/fieldValues/Phase") + "]", body("/field/values?fields=Phase"));
  EXPECT_EQ(body("/fieldSizes?fields=Phase"), body("/field/sizes?fields=Phase"));
  EXPECT_EQ(body("/listSizes"), body("/field/sizes"));
}

// The numbers of spec/API.md section 7.2; one that it counts as INTEGER has the type number.
TEST_F(StatisticsTest, CountTheFieldsThatTheRegistryCounts) {
  simdjson::dom::parser parser;
  const std::pair<std::string_view, std::size_t> kinds[] = {
      {"INTEGER,NUMBER", 92}, {"DATE", 29}, {"BOOLEAN", 28}, {"STRING", 214}, {"ENUM", 55}};
  for (const auto& [type, fields] : kinds) {
    const simdjson::padded_string of_type(body(concat("/field/values?types=", type)));
    EXPECT_THAT(parser.parse(of_type).get_array().value(), SizeIs(fields)) << type;
  }
  const simdjson::padded_string all(body("/field/values"));
  EXPECT_THAT(parser.parse(all).get_array().value(), SizeIs(418));
}

TEST_F(StatisticsTest, RefusesInTheRegistrysWords) {
  const http::Response unknown = registry_.get("/api/v2/stats/field/values?fields=Phase,BadField,Worse");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body, "Unknown piece name of field path: BadField");
  EXPECT_EQ(registry_.get("/api/v2/stats/field/values?fields=DesignModule").status, 404);
  for (const char* stats : {"values", "sizes"}) {
    const http::Response query = registry_.get(concat("/api/v2/stats/field/", stats, "?fields=Phase,@query"));
    EXPECT_EQ(query.status, 400) << stats;
    EXPECT_EQ(query.body, "Item 2 in parameter `fields` has incorrect format") << stats;
  }
  const http::Response point = registry_.get("/api/v2/stats/field/values?fields=LocationGeoPoint");
  EXPECT_EQ(point.status, 404);
  EXPECT_EQ(point.body, "Unknown piece name of field path: LocationGeoPoint");
  EXPECT_EQ(registry_.get("/api/v2/stats/field/sizes?fields=BriefTitle").status, 404);
  EXPECT_EQ(registry_.get("/api/v2/stats/fieldValues/Nonsense").status, 404);
  EXPECT_EQ(registry_.get("/api/v2/stats/field/values?types=TEXT").body, "Invalid value in parameter `types`: `TEXT`");
  EXPECT_EQ(registry_.get("/api/v2/stats/size?fields=x").body, "`fields` is unknown parameter");
  EXPECT_EQ(registry_.get("/api/v2/stats/field/sizes?types=ENUM").body, "`types` is unknown parameter");
  EXPECT_EQ(registry_.get("/api/v2/stats/field").status, 404);
  EXPECT_EQ(registry_.get("/api/v2/stats").status, 404);
}

TEST_F(StatisticsTest, FollowsTheData) {
  EXPECT_THAT(body("/size"), HasSubstr("\"totalStudies\":3}"));
  registry_.load(small_record("NCT00000004", "Another", "Angina") + "\n");
  EXPECT_TRUE(registry_.registry().refresh().ok());
  EXPECT_THAT(body("/size"), HasSubstr("\"totalStudies\":4}"));
}

TEST_F(StatisticsTest, AreComputedOnceForAllWhoAsk) {
  StatisticsKeeper keeper;
  std::vector<std::shared_ptr<const engine::RegistryStatistics>> got(4);
  std::vector<std::thread> threads;
  for (auto& one : got) {
    threads.emplace_back([&] { one = keeper.get(registry_.registry()).value(); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const auto& one : got) {
    EXPECT_EQ(one, got.front());
  }
}

}  // namespace
}  // namespace trialkeep::api
