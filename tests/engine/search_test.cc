// The registry's face of a search: filters, numbers alone, order, counts by value, nearness, reasons.

#include "engine/search.h"

#include "engine/load.h"
#include "engine/registry.h"
#include "engine/search_words.h"
#include "support/support.h"

namespace trialkeep::testing::search_test {
namespace {

using engine::SearchRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Three made-up studies: asthma in Berlin and Boston, asthma in Boston, eczema without sites.
constexpr const char* kRecords =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"Asthma and asthma again"},"statusModule":{"overallStatus":"RECRUITING","startDateStruct":{"date":"2020-05"},"lastUpdatePostDateStruct":{"date":"2024-01-01"}},"designModule":{"phases":["PHASE2","PHASE3"],"enrollmentInfo":{"count":50}},"eligibilityModule":{"minimumAge":"6 Months"},"contactsLocationsModule":{"locations":[{"city":"Berlin","country":"Germany","geoPoint":{"lat":52.52437,"lon":13.41053}},{"city":"Boston","country":"United States","geoPoint":{"lat":42.35843,"lon":-71.05977}}]}},"hasResults":false}
{"protocolSection":{"identificationModule":{"nctId":"NCT00000002","nctIdAliases":["NCT00000009"],"briefTitle":"Asthma"},"statusModule":{"overallStatus":"COMPLETED","startDateStruct":{"date":"2021-01-01"},"lastUpdatePostDateStruct":{"date":"2024-02-01"}},"designModule":{"phases":["PHASE3"],"enrollmentInfo":{"count":500}},"contactsLocationsModule":{"locations":[{"city":"Boston","country":"United States","geoPoint":{"lat":42.35843,"lon":-71.05977}}]}},"hasResults":true}
{"protocolSection":{"identificationModule":{"nctId":"NCT00000003","briefTitle":"Eczema"},"statusModule":{"overallStatus":"COMPLETED","lastUpdatePostDateStruct":{"date":"2023-02-01"}}},"hasResults":false}
)";

class Search : public ::testing::Test {
 protected:
  void SetUp() override {
    write_text_file(folder_ / "records.ndjson", kRecords);
    ASSERT_OK(engine::load(folder_ / "data", {folder_ / "records.ndjson"}, {}));
    auto registry = engine::Registry::open(folder_ / "data");
    ASSERT_OK(registry);
    registry_ = *std::move(registry);
  }

  engine::SearchResult result(const SearchRequest& request) {
    auto result = registry_->search(request);
    EXPECT_OK(result);
    return *std::move(result);
  }
  std::vector<std::uint32_t> found(const SearchRequest& request) {
    std::vector<std::uint32_t> numbers;
    for (const engine::SearchHit& hit : result(request).hits) numbers.push_back(hit.nct.value());
    return numbers;
  }
  static SearchRequest term(std::string text) {
    SearchRequest request;
    request.parts = {{"term", std::move(text)}};
    return request;
  }

  TemporaryFolder folder_;
  std::unique_ptr<engine::Registry> registry_;
};

TEST_F(Search, FilterNarrowsAndAddsNothingToScores) {
  SearchRequest request = term("asthma");
  const auto plain = result(request);
  request.parts.push_back({"advanced", "AREA[OverallStatus]COMPLETED", true});
  const auto filtered = result(request);
  ASSERT_EQ(filtered.total, 1u);
  EXPECT_EQ(filtered.hits[0].nct.value(), 2u);
  for (const auto& hit : plain.hits) {
    if (hit.nct.value() == 2u) {
      EXPECT_EQ(hit.score, filtered.hits[0].score);
    }
  }
}

TEST_F(Search, TwoListsOfNumbersMeetInAStudyThatCarriesOneOfEach) {
  SearchRequest request;
  request.only_numbers = {NctNumber::from_value(9), NctNumber::from_value(1)};
  request.also_numbers = {NctNumber::from_value(2), NctNumber::from_value(3)};
  EXPECT_THAT(found(request), ElementsAre(2u)) << "9 is its obsolete number";
}

TEST_F(Search, AnotherCircleNarrowsToStudiesWithSitesInBoth) {
  const query::GeoFilter boston = {42.36, -71.06, 50'000};
  const query::GeoFilter berlin = {52.52, 13.41, 50'000};
  SearchRequest request = term("asthma");
  request.near = boston;
  EXPECT_THAT(found(request), UnorderedElementsAre(1u, 2u));
  request.also_near = {berlin};
  EXPECT_THAT(found(request), ElementsAre(1u));
}

TEST_F(Search, NumbersAloneFindEachOfThemAndIgnoreFilters) {
  SearchRequest request = term("NCT00000001, nct3");
  request.parts.push_back({"advanced", "AREA[OverallStatus]WITHDRAWN", true});
  request.only_numbers = {NctNumber::from_value(2)};
  EXPECT_THAT(found(request), UnorderedElementsAre(1u, 3u));
  EXPECT_THAT(found(term("NCT1")), ElementsAre(1u));
  EXPECT_THAT(found(term("NCT00000009")), ElementsAre(2u));
  SearchRequest with_word = term("NCT00000001 asthma");
  with_word.only_numbers = {NctNumber::from_value(2)};
  EXPECT_THAT(found(with_word), IsEmpty());
}

TEST(OnlyNctNumbers, AreNumbersWithCommasAndBlanksBetween) {
  EXPECT_EQ(engine::only_nct_numbers("NCT1").size(), 1u);
  EXPECT_EQ(engine::only_nct_numbers(" NCT1 ,, nct000000000002\tNCT3 ").size(), 3u);
  EXPECT_EQ(engine::only_nct_numbers("\ufeffNCT1\u00a0NCT2,\u202fNCT3\u200b").size(), 3u) << "pasted blanks";
  for (const char* other : {"", " , ", "\u00a0", "NCT1 OR NCT2", "NCT1\u00a0OR\u00a0NCT2", "\"NCT1\"", "NCT1 asthma"}) {
    EXPECT_THAT(engine::only_nct_numbers(other), IsEmpty()) << other;
  }
}

TEST_F(Search, SortsByTwoKeysWithMissingLastInEitherDirection) {
  SearchRequest request;
  request.sort = {*engine::parse_sort_key("EnrollmentCount")};
  EXPECT_THAT(found(request), ElementsAre(1u, 2u, 3u));
  request.sort = {*engine::parse_sort_key("EnrollmentCount:desc")};
  EXPECT_THAT(found(request), ElementsAre(2u, 1u, 3u));
  request.sort = {*engine::parse_sort_key("NumLocations:desc"), *engine::parse_sort_key("StartDate")};
  EXPECT_THAT(found(request), ElementsAre(1u, 2u, 3u));
  request = term("asthma");
  request.sort = {*engine::parse_sort_key("@relevance:asc")};
  EXPECT_THAT(found(request), ElementsAre(2u, 1u));
  EXPECT_THAT(std::string(engine::parse_sort_key("BriefTitle").status().message()), HasSubstr("neither a date nor"));
  EXPECT_FALSE(engine::parse_sort_key("Nonsense").ok());
  EXPECT_FALSE(engine::parse_sort_key("StartDate:up").ok());
}

TEST_F(Search, CountsByValueOverTheWholeResult) {
  SearchRequest request = term("asthma OR eczema");
  request.size = 1;
  for (const char* piece : {"Phase", "LocationCountry", "StartDate", "HasResults", "EnrollmentCount"}) {
    request.facets.push_back(*engine::parse_facet(piece));
  }
  const auto facets = result(request).facets;
  const auto shown = [&](std::size_t i) {
    std::vector<std::string> out;
    for (const auto& value : facets[i].values) out.push_back(value.value + " " + std::to_string(value.count));
    out.push_back("missing " + std::to_string(facets[i].missing));
    return out;
  };
  ASSERT_EQ(facets.size(), 5u);
  EXPECT_THAT(shown(0), ElementsAre("PHASE3 2", "PHASE2 1", "missing 1"));
  EXPECT_THAT(shown(1), ElementsAre("United States 2", "Germany 1", "missing 1"));
  EXPECT_THAT(shown(2), ElementsAre("2020 1", "2021 1", "missing 1"));
  EXPECT_THAT(shown(3), ElementsAre("false 2", "true 1", "missing 0"));
  EXPECT_THAT(shown(4), ElementsAre("50 1", "500 1", "missing 1"));
  EXPECT_FALSE(engine::parse_facet("BriefSummary").ok());
}

TEST_F(Search, CountsWhatOtherPartsFindOfTheResultAsAskedOneByOne) {
  SearchRequest request = term("asthma OR eczema");
  request.facets = {*engine::parse_facet("Phase"), *engine::parse_facet("StartDate")};
  request.counted = {{"advanced", "AREA[OverallStatus]COMPLETED", true},
                     {"advanced", "AREA[Nonsense]1", true},
                     {"advanced", "TILT[StartDate](asthma OR berlin)", true},
                     {"term", "boston"},
                     {"term", "nowhere"}};
  const auto same = [](const engine::SearchResult& a, const engine::SearchResult& b) {
    EXPECT_EQ(a.counts, b.counts);
    EXPECT_EQ(a.total, b.total);
    for (std::size_t i = 0; i < a.facets.size(); ++i) {
      EXPECT_EQ(a.facets[i].values, b.facets[i].values);
      EXPECT_EQ(a.facets[i].missing, b.facets[i].missing);
    }
  };
  const auto first = result(request);
  EXPECT_THAT(first.counts, ElementsAre(2u, std::nullopt, 2u, 2u, 0u));
  same(result(request), first);  // from what was kept
  registry_->forget_found();
  same(result(request), first);

  // Studies change: what was kept is of the segments, not of what is live in them.
  write_text_file(
      folder_ / "more.ndjson",
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000002","briefTitle":"Asthma"},"statusModule":{"overallStatus":"RECRUITING","lastUpdatePostDateStruct":{"date":"2024-03-01"}}},"hasResults":false}
)");
  ASSERT_OK(engine::load(folder_ / "data", {folder_ / "more.ndjson"}, {}));
  ASSERT_OK(registry_->refresh());
  const auto later = result(request);
  EXPECT_THAT(later.counts, ElementsAre(1u, std::nullopt, 2u, 1u, 0u));
  registry_->forget_found();
  same(result(request), later);

  request.parts = {{"term", "NCT00000003"}};
  EXPECT_THAT(result(request).counts, ElementsAre(1u, std::nullopt, 1u, 0u, 0u)) << "numbers alone ignore filters";
}

TEST_F(Search, CountsAsManyAsAreFoundWithThePartBeside) {
  for (const char* text :
       {"NCT00000001 NCT00000003", "NCT00000001, NCT00000002", "NCT00000009", "NCT00000001", "asthma"}) {
    for (const char* words : {"asthma OR eczema", "NCT00000003", "NCT00000001 NCT00000002"}) {
      SearchRequest counting = term(words);
      counting.counted = {{"advanced", text, true}};
      SearchRequest narrowed = term(words);
      narrowed.parts.push_back(counting.counted.front());
      EXPECT_THAT(result(counting).counts, ElementsAre(result(narrowed).total)) << text << " among " << words;
    }
  }
}

TEST_F(Search, KeepsStudiesWithASiteInTheCircleAndRanksTheNearerHigher) {
  SearchRequest request = term("asthma");
  request.near = query::parse_geo_filter("distance(52.5,13.4,100km)");
  EXPECT_THAT(found(request), ElementsAre(1u));
  request.near = query::parse_geo_filter("distance(52.5,13.4,10000km)");
  request.geo_decay = query::parse_geo_decay(query::kGeoDecayDefault);
  const auto near = result(request);
  ASSERT_EQ(near.total, 2u);
  EXPECT_EQ(near.hits[0].nct.value(), 1u);
  EXPECT_LT(near.hits[1].score, result(term("asthma")).hits[1].score / 10) << "Boston is far from Berlin";
}

TEST_F(Search, ExplainsWhatAScoreIsMadeOf) {
  const auto why = registry_->explain(term("asthma AND AREA[Phase]PHASE3"), NctNumber::from_value(1));
  ASSERT_OK(why);
  ASSERT_TRUE(why->parts.has_value());
  std::vector<std::string> parts;
  for (const auto& part : *why->parts) {
    parts.push_back(std::string(model::field(part.field).piece) + " " + part.found + " " + std::to_string(part.count));
  }
  EXPECT_THAT(parts, UnorderedElementsAre("BriefTitle asthma 2", "Phase PHASE3 1"));
  EXPECT_NEAR(why->score, result(term("asthma AND AREA[Phase]PHASE3")).hits[0].score, 1e-12);
  for (const char* weighed :
       {"asthma OR eczema", "(asthma OR eczema) AND AREA[Phase]PHASE3", "TILT[StartDate](asthma OR trial)"}) {
    const auto found = result(term(weighed));
    ASSERT_FALSE(found.hits.empty()) << weighed;
    EXPECT_NEAR(registry_->explain(term(weighed), found.hits[0].nct)->score, found.hits[0].score, 1e-12) << weighed;
  }
  EXPECT_FALSE(registry_->explain(term("eczema"), NctNumber::from_value(1))->parts.has_value());
  EXPECT_FALSE(registry_->explain(term("asthma"), NctNumber::from_value(77))->parts.has_value());
}

TEST_F(Search, ExplainsRangesAsTheyAreAskedFor) {
  const struct {
    const char* query;
    const char* found;
  } cases[] = {
      {"AREA[StartDate]RANGE[01/2020, MAX]", "2020-01-01 to MAX"}, {"AREA[StartDate]2020", "2020-01-01 to 2020-12-31"},
      {"AREA[MinimumAge]RANGE[MIN, 18 years]", "MIN to 18 years"}, {"AREA[MinimumAge]RANGE[6m, 6m]", "6 months"},
      {"AREA[EnrollmentCount]RANGE[50, 99.5]", "50 to 99"},        {"AREA[EnrollmentCount]50", "50"},
      {"AREA[Phase:size]RANGE[2, MAX]", "size 2 to MAX"},          {"AREA[Location:size]2", "size 2"},
  };
  for (const auto& one : cases) {
    const auto why = registry_->explain(term(one.query), NctNumber::from_value(1));
    ASSERT_OK(why);
    ASSERT_TRUE(why->parts.has_value()) << one.query;
    ASSERT_EQ(why->parts->size(), 1u) << one.query;
    EXPECT_EQ(why->parts->front().found, one.found) << one.query;
  }
}

// What nobody in earnest asks ends with an answer or a complaint: no stuck thread, no deep stack.
TEST_F(Search, AnswersOrRefusesPathologicalQueries) {
  const auto any_of = [](int words) {
    std::string text = "asthma";
    for (int i = 0; i < words; ++i) text += " OR w" + std::to_string(i);
    return text;
  };
  EXPECT_THAT(found(term(any_of(6'000))), UnorderedElementsAre(1u, 2u));
  const auto too_many = result(term(any_of(10'000)));
  ASSERT_FALSE(too_many.complaints.empty());
  EXPECT_THAT(too_many.complaints.front().complaint.message, HasSubstr("longer than 65536 bytes"));
  EXPECT_FALSE(result(term(std::string(1'000, '(') + "asthma" + std::string(1'000, ')'))).complaints.empty());
  EXPECT_FALSE(result(term(std::string(64 << 10, ')'))).complaints.empty());
  EXPECT_THAT(found(term("NOT (NOT (NOT asthma))")), ElementsAre(3u));
  std::string words;
  while (words.size() < (60 << 10)) words += "asthma eczema ";
  const auto run = result(term(words));
  EXPECT_EQ(run.total, 0u) << "no study has both words, nor is half of a query asked";
  EXPECT_FALSE(result(term(std::string(70 << 10, 'a'))).complaints.empty());
  std::string nested = "asthma";
  for (int i = 0; i < 90; ++i) nested = "NOT (" + nested + " AND AREA[BriefTitle]asthma)";
  EXPECT_OK(registry_->search(term(nested)));
}

TEST_F(Search, StopsWhenItIsCancelled) {
  const std::atomic<bool> cancelled = true;
  EXPECT_TRUE(absl::IsDeadlineExceeded(registry_->search(term("asthma"), &cancelled).status()));
}

}  // namespace
}  // namespace trialkeep::testing::search_test
