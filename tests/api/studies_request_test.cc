#include "api/studies_request.h"

#include "api/parameters.h"
#include "api/refusal.h"
#include "http/query_string.h"
#include "support/support.h"

namespace trialkeep::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

StatusOr<StudiesRequest> read(std::string_view query) {
  const auto parameters = http::parse_parameters(query);
  return parameters.ok() ? read_studies_request(*parameters) : parameters.status();
}

// The body of the refusal, or "ok".
std::string refusal(std::string_view query) {
  const auto request = read(query);
  return request.ok() ? "ok" : std::string(request.status().message());
}

std::string hint(std::string_view query) {
  const auto request = read(query);
  if (request.ok()) {
    return "ok";
  }
  const http::Response response = answer_of(request.status());
  const std::string* text = response.find_header(kHintHeader);
  return text == nullptr ? "" : *text;
}

std::vector<std::string> parts_of(std::string_view query) {
  std::vector<std::string> out;
  const StudiesRequest request = read(query).value();
  for (const engine::QueryPart& part : request.search.parts) {
    out.push_back(part.parameter + "=" + part.text);
  }
  return out;
}

std::vector<std::string> ids_of(std::string_view query) {
  std::vector<std::string> out;
  const StudiesRequest request = read(query).value();
  for (const NctNumber number : request.search.only_numbers) {
    out.push_back(number.text());
  }
  return out;
}

TEST(StudiesRequest, TakesAllStudiesInTensByDefault) {
  const auto request = read("");
  ASSERT_OK(request);
  EXPECT_THAT(request->search.parts, IsEmpty());
  EXPECT_THAT(request->search.only_numbers, IsEmpty());
  EXPECT_EQ(request->search.size, 10u);
  EXPECT_FALSE(request->count_total);
  EXPECT_FALSE(request->presentation.projection.has_value());
  EXPECT_EQ(request->page_token, "");
}

TEST(StudiesRequest, ReadsEveryQueryParameter) {
  for (const std::string name : {"cond", "term", "locn", "titles", "intr", "outc", "spons", "lead", "id", "patient"}) {
    EXPECT_THAT(parts_of("query." + name + "=heart+attack"), ElementsAre(name + "=heart attack"));
  }
  EXPECT_THAT(parts_of("query.term=b&query.cond=a"), ElementsAre("cond=a", "term=b"));
}

TEST(StudiesRequest, PassesOverEmptyParameters) {
  EXPECT_EQ(refusal("&&query.cond=&sort=&filter.geo=&pageToken=&pageSize=&countTotal=&fields=+&format=&=&"), "ok");
  EXPECT_EQ(refusal("filter.phase="), "`filter.phase` is unknown parameter");
}

TEST(StudiesRequest, ReadsPageSizes) {
  const std::pair<std::string, std::size_t> cases[] = {
      {"0", 10},      {"1", 1},        {"999", 999}, {"1000", 1000},
      {"1001", 1000}, {"99999", 1000}, {"00005", 5}, {"99999999999999999999999", 1000}};
  for (const auto& [text, size] : cases) {
    EXPECT_EQ(read("pageSize=" + text).value().search.size, size) << text;
  }
  for (const std::string text : {"-1", "x", "1.5", "0x10", "%2B5"}) {
    EXPECT_EQ(refusal("pageSize=" + text), "`pageSize` has incorrect format") << text;
  }
}

TEST(StudiesRequest, ReadsBooleansAsPythonWritesThemToo) {
  EXPECT_TRUE(read("countTotal=true").value().count_total);
  EXPECT_TRUE(read("countTotal=True").value().count_total);
  EXPECT_FALSE(read("countTotal=false").value().count_total);
  EXPECT_EQ(refusal("countTotal=1"), "`countTotal` has incorrect format");
}

TEST(StudiesRequest, ReadsListsOfNumbers) {
  EXPECT_THAT(ids_of("filter.ids=NCT02513394,nct102|%20NCT000000000000103,"),
              ElementsAre("NCT02513394", "NCT00000102", "NCT00000103"));
  EXPECT_EQ(refusal("filter.ids=NCT1,NCT0"), "Item 2 in parameter `ids` has incorrect format");
  EXPECT_EQ(refusal("filter.ids=NCT1+NCT2"), "Item 1 in parameter `ids` has incorrect format");
  EXPECT_EQ(refusal("filter.ids=,"), "Item 1 in parameter `ids` has incorrect format");
  EXPECT_THAT(hint("filter.ids=NCT123456789"), HasSubstr("\"NCT123456789\" is no NCT number"));
}

TEST(StudiesRequest, RefusesABadFilterThoughNumbersAloneIgnoreIt) {
  EXPECT_EQ(refusal("query.term=NCT00000102&filter.ids=bad"), "Item 1 in parameter `ids` has incorrect format");
}

TEST(StudiesRequest, ReadsFiltersWithEitherPrefix) {
  for (const std::string prefix : {"filter.", "postFilter."}) {
    EXPECT_THAT(parts_of(prefix + "overallStatus=RECRUITING,COMPLETED|UNKNOWN"),
                ElementsAre("advanced=AREA[OverallStatus](RECRUITING OR COMPLETED OR UNKNOWN)"));
    EXPECT_THAT(parts_of(prefix + "advanced=AREA[Phase]PHASE3"), ElementsAre("advanced=AREA[Phase]PHASE3"));
    EXPECT_EQ(refusal(prefix + "overallStatus=BOGUS"), "Invalid value in parameter `overallStatus`: `BOGUS`");
    EXPECT_EQ(refusal(prefix + "geo=distance[1,2,3mi]"), "`geo` has incorrect format");
  }
  EXPECT_TRUE(read("filter.advanced=x").value().search.parts.front().is_filter);
}

// Of the same filter with both prefixes, studies have to pass both.
TEST(StudiesRequest, KeepsListsAndCirclesOfTheTwoPrefixesApart) {
  const auto request = read(
      "filter.ids=NCT1,NCT2&postFilter.ids=NCT2&filter.geo=distance(42.36,-71.06,50mi)"
      "&postFilter.geo=distance(1,2,4km)");
  ASSERT_OK(request);
  EXPECT_THAT(request->search.only_numbers, ElementsAre(NctNumber::from_value(1), NctNumber::from_value(2)));
  EXPECT_THAT(request->search.also_numbers, ElementsAre(NctNumber::from_value(2)));
  ASSERT_TRUE(request->search.near.has_value());
  EXPECT_DOUBLE_EQ(request->search.near->latitude, 42.36);
  EXPECT_DOUBLE_EQ(request->search.near->radius_m, 50 * 1609.344);
  ASSERT_EQ(request->search.also_near.size(), 1u);
  EXPECT_DOUBLE_EQ(request->search.also_near.front().radius_m, 4'000);
  EXPECT_FALSE(read("postFilter.geo=distance(1,2,4km)").value().search.near) << "it does not rank";
}

TEST(StudiesRequest, ReadsAggFilters) {
  EXPECT_EQ(refusal("aggFilters=results:with,status:not rec"), "ok");
  EXPECT_NE(refusal("aggFilters=nonsense:x"), "ok");
  const StudiesRequest request = read("aggFilters=phase:2,phase:3").value();
  ASSERT_EQ(request.search.parts.size(), 1u);
  EXPECT_THAT(request.search.parts.front().text, HasSubstr("PHASE3"));
  EXPECT_THAT(request.search.parts.front().text, ::testing::Not(HasSubstr("PHASE2")));
}

TEST(StudiesRequest, ReadsTheOrder) {
  const StudiesRequest request = read("sort=EnrollmentCount,@relevance").value();
  ASSERT_EQ(request.search.sort.size(), 2u);
  EXPECT_FALSE(request.search.sort[0].is_descending);
  EXPECT_FALSE(request.search.sort[1].field.has_value());
  EXPECT_TRUE(read("sort=LastUpdatePostDate").value().search.sort[0].is_descending);
  EXPECT_FALSE(read("sort=LastUpdatePostDate:asc").value().search.sort[0].is_descending);
  EXPECT_EQ(refusal("sort=NumArmGroups:desc|StartDate"), "ok");
  EXPECT_EQ(refusal("sort=BriefTitle"), "Unsupported sort field type: text");
  EXPECT_EQ(refusal("sort=StartDate:up"), "Item 1 in parameter `sort` has incorrect format");
  EXPECT_EQ(refusal("sort=StartDate,1x"), "Item 2 in parameter `sort` has incorrect format");
  EXPECT_EQ(refusal("sort=StartDate,EnrollmentCount,@relevance"), "`sort` has incorrect format");
  EXPECT_EQ(refusal("geoDecay=func:exp"), "`geoDecay` has incorrect format");
  EXPECT_EQ(refusal("geoDecay=func:gauss,scale:100mi,offset:0mi,decay:0.5"), "ok");
}

TEST(StudiesRequest, ReadsCountsByValue) {
  EXPECT_EQ(read("facets=Phase,LocationCountry").value().search.facets.size(), 2u);
  EXPECT_EQ(refusal("facets=Phase,BriefSummary"), "Item 2 in parameter `facets` has incorrect format");
  EXPECT_TRUE(read("explain=true").value().explain);
}

TEST(StudiesRequest, CountsOnlyWhatANumberCanTell) {
  EXPECT_FALSE(read("")->count_only);
  EXPECT_TRUE(read("countOnly=true&facets=Phase&sort=StartDate")->count_only);
  EXPECT_EQ(refusal("countOnly=yes"), "`countOnly` has incorrect format");
  EXPECT_EQ(refusal("countOnly=true&format=csv"), "`countOnly` cannot be used with `format=csv`");
  EXPECT_EQ(refusal("countOnly=true&explain=true"), "`countOnly` cannot be used with `explain`");
  EXPECT_EQ(refusal("countOnly=true&pageToken=x"), "`countOnly` cannot be used with `pageToken`");
  EXPECT_EQ(refusal("countOnly=false&format=csv&pageToken=x"), "ok");
}

TEST(StudiesRequest, RefusesUnknownParametersInTheRegistrysWords) {
  EXPECT_EQ(refusal("filter.phase=PHASE3"), "`filter.phase` is unknown parameter");
  EXPECT_EQ(refusal("query.recrs=a"), "`query.recrs` is unknown parameter");
  EXPECT_EQ(refusal("pagesize=3"), "`pagesize` is unknown parameter");
  EXPECT_EQ(refusal("search.term=x"), "Invalid prefix in parameter name: search.term");
}

TEST(StudiesRequest, HintsAtTheRightFormOfAnInventedParameter) {
  EXPECT_THAT(hint("filter.phase=PHASE3"), HasSubstr("filter.advanced=AREA[Phase]PHASE3"));
  EXPECT_THAT(hint("query.recrs=a"), HasSubstr("filter.overallStatus=RECRUITING"));
  EXPECT_THAT(hint("filter.studyType=int"), HasSubstr("AREA[StudyType]INTERVENTIONAL"));
  EXPECT_THAT(hint("filter.intervention=x"), HasSubstr("query.intr"));
  EXPECT_THAT(hint("filter.country=x"), HasSubstr("AREA[LocationCountry]"));
  EXPECT_THAT(hint("query.terms=x"), HasSubstr("query.term"));
  EXPECT_THAT(hint("pagesize=3"), HasSubstr("pageSize"));
  EXPECT_THAT(hint("page_token=3"), HasSubstr("pageToken"));
  EXPECT_THAT(hint("zzz=3"), HasSubstr("Parameters here: format, markupFormat, query.cond"));
}

TEST(StudiesRequest, ReadsSynonymsByTheirWords) {
  for (const std::string name : {"filter.synonyms", "postFilter.synonyms"}) {
    const auto request = read(name + "=ConditionSearch:myocardial%20infarction|BasicSearch:%20MI");
    ASSERT_OK(request);
    ASSERT_EQ(request->search.parts.size(), 1u);
    EXPECT_EQ(request->search.parts[0].text,
              "AREA[ConditionSearch]EXPANSION[Term]\"myocardial infarction\" OR "
              "AREA[BasicSearch]EXPANSION[Term]\"MI\"");
    EXPECT_TRUE(request->search.parts[0].is_filter);
    for (const std::string wrong : {"x", "ConditionSearch", "ConditionSearch:", ":x", "ConditionSearch:a%22b"}) {
      EXPECT_NE(refusal(name + "=" + wrong), "ok") << wrong;
    }
    EXPECT_EQ(refusal(name + "=ConditionSearch:a,b"), "Item 2 in parameter `synonyms` has incorrect format");
    EXPECT_EQ(refusal(name + "=NoSearch:a"), "Invalid value in parameter `synonyms`: `NoSearch:a`");
    EXPECT_EQ(refusal(name + "=ConditionSearch:1651367"),
              "Invalid value in parameter `synonyms`: `ConditionSearch:1651367`");
    EXPECT_THAT(hint(name + "=ConditionSearch:1651367"), HasSubstr("name the synonym"));
  }
}

TEST(StudiesRequest, ReadsHowStudiesAreWritten) {
  EXPECT_EQ(read("format=csv").value().presentation.format, Format::kCsv);
  EXPECT_TRUE(read("markupFormat=legacy").value().presentation.legacy_markup);
  EXPECT_EQ(refusal("format=xml"), "Invalid value in parameter `format`: `xml`");
  EXPECT_EQ(hint("format=ris"), "Use one of format=json, format=csv.");
  EXPECT_EQ(refusal("markupFormat=html"), "Invalid value in parameter `markupFormat`: `html`");
  EXPECT_EQ(refusal("format=json&markupFormat=markdown"), "ok");
  EXPECT_EQ(refusal("format=csv&facets=Phase"), "`facets` cannot be used with `format=csv`");
  EXPECT_EQ(refusal("format=csv&explain=true"), "`explain` cannot be used with `format=csv`");
  EXPECT_EQ(refusal("format=csv&fields=NCT%20Number%7CConditions"), "ok");
  EXPECT_EQ(refusal("format=csv&fields=NCT%20Number,NCTId,Condition"),
            "Parameter 'fields' contains invalid CSV column name: 'NCTId'");
  EXPECT_THAT(hint("format=csv&fields=Condition"), HasSubstr("\"Condition\" (perhaps Conditions)"));
  EXPECT_EQ(refusal("format=csv&fields=@query"), "Item 1 in parameter `fields` has incorrect format");
}

TEST(StudiesRequest, RefusesAParameterGivenTwiceWithDifferentValues) {
  EXPECT_EQ(refusal("fields=NCTId&fields=BriefTitle"), "`fields` is given more than once, with different values");
  EXPECT_EQ(refusal("query.cond=a&query.cond=a&query.cond="), "ok");
}

TEST(StudiesRequest, RefusesUnknownFieldsInTheRegistrysWords) {
  EXPECT_EQ(refusal("fields=NCTId,StudyDesign,ConditionList"),
            "Parameter 'fields' contains invalid field name: 'StudyDesign'");
  EXPECT_THAT(hint("fields=NCTId,StudyDesign,ConditionList"), HasSubstr("\"ConditionList\" (perhaps Condition"));
  EXPECT_EQ(refusal("fields=NCTId,1x"), "Item 2 in parameter `fields` has incorrect format");
  EXPECT_EQ(refusal("fields=,"), "Item 1 in parameter `fields` has incorrect format");
  EXPECT_EQ(refusal("fields=NCT%20Number%7CConditions"),
            "Parameter 'fields' contains invalid field name: 'NCT Number'");
  EXPECT_EQ(refusal("fields=NCTId%2CBriefTitle|OverallStatus,%20HasResults,"), "ok");
}

TEST(StudiesRequest, HashesWhatLaterPagesMustRepeat) {
  const auto hash = [](std::string_view query) { return read(query).value().query_hash; };
  const std::uint64_t first = hash("query.cond=a&fields=NCTId");
  EXPECT_EQ(hash("fields=NCTId&query.cond=a&format=json&markupFormat=markdown&query.term="), first);
  EXPECT_EQ(hash("query.cond=a&fields=NCTId&countTotal=true&pageSize=3&pageToken=x"), first);
  EXPECT_NE(hash("query.cond=b&fields=NCTId"), first);
  EXPECT_NE(hash("query.term=a&fields=NCTId"), first);
  EXPECT_NE(hash("query.cond=a&sort=StartDate"), first);
  EXPECT_NE(hash("query.cond=a&postFilter.ids=NCT1"), first);
  EXPECT_NE(hash("query.cond=a&removed=true"), first);
}

TEST(StudiesRequest, LetsLaterPagesShowTheirStudiesInAnotherWay) {
  const auto hash = [](std::string_view query) { return read(query).value().query_hash; };
  const std::uint64_t first = hash("query.cond=a&fields=NCTId,BriefTitle");
  for (const std::string other :
       {"", "&fields=NCTId|BriefTitle", "&fields=BriefTitle,NCTId,Phase", "&format=csv", "&markupFormat=legacy",
        "&explain=true", "&sort=@relevance", "&geoDecay=func:exp,scale:300mi,offset:0mi,decay:0.5"}) {
    EXPECT_EQ(hash("query.cond=a" + other), first) << other;
  }
}

}  // namespace
}  // namespace trialkeep::api
