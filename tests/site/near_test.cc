#include "site/near.h"

#include "base/strings.h"
#include "engine/load.h"
#include "support/support.h"

namespace trialkeep::site::near_test {
namespace {

TEST(Near, ReadsCoordinates) {
  const auto point = parse_point(" 52.52, -13.41 ");
  ASSERT_TRUE(point);
  EXPECT_EQ(point->latitude, 52.52);
  EXPECT_EQ(point->longitude, -13.41);
  for (const char* text : {"", "52", "52,", "52,x", "91,0", "0,181", "nan,0", "inf,0", "1,2,3", "Paris, France"}) {
    EXPECT_FALSE(parse_point(text)) << text;
  }
}

std::string record(unsigned number, std::string_view locations) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", NctNumber::from_value(number).text(),
                R"(","briefTitle":"T"},"contactsLocationsModule":{"locations":[)", locations, "]}}}\n");
}

class FindPlaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string texas =
        R"({"city":"Paris","state":"Texas","country":"United States","geoPoint":{"lat":33.66,"lon":-95.56}})";
    const std::string france = R"({"city":"Paris","country":"France","geoPoint":{"lat":48.85,"lon":2.35}})";
    const std::string lost = R"({"city":"Nowhere","country":"France"})";
    testing::write_text_file(folder_ / "records.ndjson", record(1, concat(france, ",", france)) + record(2, texas) +
                                                             record(3, lost) + record(4, france));
    engine::LoadOptions options;
    options.threads = 1;
    ASSERT_OK(engine::load(folder_ / "data", {folder_ / "records.ndjson"}, options));
    auto registry = engine::Registry::open(folder_ / "data");
    ASSERT_OK(registry);
    registry_ = *std::move(registry);
  }
  NearPlace find(std::string_view typed) { return find_place(*registry_, typed, nullptr); }

  testing::TemporaryFolder folder_;
  std::unique_ptr<engine::Registry> registry_;
};

TEST_F(FindPlaceTest, KnowsTheCitiesOfTheRecords) {
  const NearPlace place = find("paris");
  EXPECT_EQ(place.name, "Paris, France");
  ASSERT_TRUE(place.point);
  EXPECT_EQ(place.point->latitude, 48.85);
  EXPECT_EQ(find("Paris, Texas").name, "Paris, Texas, United States");
  EXPECT_EQ(find("PARIS, united states").name, "Paris, Texas, United States");
  EXPECT_EQ(find("1,2").point->longitude, 2);
}

TEST_F(FindPlaceTest, SaysSoWhenItKnowsNothing) {
  for (const std::string& typed :
       {std::string("Nowhere"), std::string("Paris, Japan"), std::string("\" OR \""), std::string("AREA[x]("),
        std::string(","), std::string("<b>"), std::string(100'000, 'x')}) {
    const NearPlace place = find(typed);
    EXPECT_FALSE(place.point) << typed.substr(0, 80);
    EXPECT_EQ(place.typed, typed);
  }
}

}  // namespace
}  // namespace trialkeep::site::near_test
