#include "api/lenient.h"

#include "api/loaded_registry.h"

namespace trialkeep::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::header;
using testing::LoadedRegistry;
using ::testing::SizeIs;
using testing::small_record;
using testing::studies_of;

// The parameters after the replacement, as name=value.
std::vector<std::string> taken(std::string_view query) {
  std::string note;
  std::vector<std::string> out;
  for (const http::Parameter& parameter : with_invented_replaced(http::parse_parameters(query).value(), note)) {
    out.push_back(concat(parameter.name, "=", parameter.value));
  }
  return out;
}

TEST(Lenient, TakesInventedParametersAsTheRealOnes) {
  EXPECT_THAT(taken("filter.phase=PHASE3"), ElementsAre("filter.advanced=AREA[Phase](\"PHASE3\")"));
  EXPECT_THAT(taken("phase=2|Phase 3"), ElementsAre("filter.advanced=AREA[Phase](\"PHASE2\" OR \"PHASE3\")"));
  EXPECT_THAT(taken("filter.studyType=Interventional"),
              ElementsAre("filter.advanced=AREA[StudyType](\"INTERVENTIONAL\")"));
  EXPECT_THAT(taken("query.recrs=Recruiting,completed"), ElementsAre("filter.overallStatus=RECRUITING,COMPLETED"));
  EXPECT_THAT(taken("filter.country=France"), ElementsAre("query.locn=AREA[LocationCountry](\"France\")"));
  EXPECT_THAT(taken("filter.intervention=aspirin&limit=3"), ElementsAre("query.intr=aspirin", "pageSize=3"));
}

TEST(Lenient, KeepsTheRealOnes) {
  EXPECT_THAT(taken("condition=gout&query.cond=asthma OR angina"),
              ElementsAre("query.cond=(asthma OR angina) AND (gout)"));
  EXPECT_THAT(taken("status=completed&filter.overallStatus=RECRUITING"),
              ElementsAre("filter.overallStatus=RECRUITING", "status=completed"));
}

TEST(Lenient, DoesNotGuess) {
  EXPECT_THAT(taken("filter.phase=late"), ElementsAre("filter.phase=late"));
  EXPECT_THAT(taken("filter.nonsense=1"), ElementsAre("filter.nonsense=1"));
  EXPECT_THAT(taken("city=a\"b"), ElementsAre("query.locn=AREA[LocationCity](\"a\\\"b\")"));
}

TEST(Lenient, IsAskedForByTheRequestOrByTheServer) {
  const std::string records = small_record("NCT00000001", "One", "Gout") + "\n";
  LoadedRegistry strict(records);
  EXPECT_EQ(strict.get("/api/v2/studies?filter.phase=3").body, "`filter.phase` is unknown parameter");
  const http::Response asked = strict.get("/api/v2/studies?filter.phase=3&lenient=true");
  EXPECT_EQ(asked.status, 200) << asked.body;
  EXPECT_THAT(studies_of(asked.body), SizeIs(1));
  EXPECT_EQ(header(asked, "X-Hint"), "filter.phase was taken as filter.advanced=AREA[Phase](\"PHASE3\").");
  EXPECT_THAT(studies_of(strict.get("/api/v2/studies?filter.phase=2&lenient=true").body), SizeIs(0));
  EXPECT_EQ(strict.get("/api/v2/studies?filter.phase=late&lenient=true").body, "`filter.phase` is unknown parameter");
  EXPECT_EQ(header(strict.get("/api/v2/studies?lenient=true"), "X-Hint"), "");
  LoadedRegistry lenient(records, {.page_token_key = "", .lenient = true});
  EXPECT_THAT(studies_of(lenient.get("/api/v2/studies?filter.phase=3").body), SizeIs(1));
}

}  // namespace
}  // namespace trialkeep::api
