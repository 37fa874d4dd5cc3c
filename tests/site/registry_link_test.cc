#include "site/registry_link.h"

#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::site::registry_link_test {
namespace {

std::string understood(std::string_view text) {
  const auto link = read_registry_link(text);
  if (!link) return "no link";
  return link->study ? link->study->text() : address_of(link->question);
}

TEST(RegistryLink, LeadsToAStudy) {
  for (const char* text :
       {"https://clinicaltrials.gov/study/NCT06416709", "clinicaltrials.gov/study/nct06416709?tab=table",
        " http://www.ClinicalTrials.gov/study/NCT06416709#locations ",
        "https://classic.clinicaltrials.gov/ct2/show/NCT06416709?cond=x",
        "https://clinicaltrials.gov/ct2/show/study/NCT06416709",
        "https://clinicaltrials.gov/api/v2/studies/NCT06416709?format=json"}) {
    EXPECT_EQ(understood(text), "NCT06416709") << text;
  }
}

TEST(RegistryLink, TakesTheTextsAndFiltersOfASearch) {
  EXPECT_EQ(understood("https://clinicaltrials.gov/search?cond=Heart%20Attack&term=a+b&intr=x&titles=t&outc=o&spons=s&"
                       "lead=l&id=i&locn=Clinic&aggFilters=status:rec%20act,phase:2&viewType=Table&rank=3&tab=results"),
            "/?q=a+b&cond=Heart+Attack&intr=x&locn=Clinic&titles=t&outc=o&spons=s&lead=l&id=i&"
            "aggFilters=status%3Arec+act%2Cphase%3A2");
}

TEST(RegistryLink, TakesTheDatesAsRanges) {
  for (const auto& [name, piece] :
       {std::pair("start", "StartDate"), std::pair("primComp", "PrimaryCompletionDate"),
        std::pair("studyComp", "CompletionDate"), std::pair("firstPost", "StudyFirstPostDate"),
        std::pair("resFirstPost", "ResultsFirstPostDate"), std::pair("lastUpdPost", "LastUpdatePostDate")}) {
    const auto link =
        read_registry_link(std::string("https://clinicaltrials.gov/search?") + name + "=2020-01-01_&sort=" + name);
    ASSERT_TRUE(link) << name;
    EXPECT_THAT(link->question.filters,
                ::testing::ElementsAre(std::string("AREA[") + piece + "]RANGE[2020-01-01,MAX]"));
    EXPECT_EQ(link->question.sort, "");
  }
  const auto both = read_registry_link("clinicaltrials.gov/search?start=2020-01-01_2021-12-31");
  ASSERT_TRUE(both);
  EXPECT_THAT(both->question.filters, ::testing::ElementsAre("AREA[StartDate]RANGE[2020-01-01,2021-12-31]"));
}

TEST(RegistryLink, TakesAges) {
  const auto filters = [](std::string_view range) {
    return read_registry_link(std::string("clinicaltrials.gov/search?ageRange=").append(range))->question.filters;
  };
  EXPECT_THAT(filters("18y_64y"),
              ::testing::ElementsAre("AREA[MinimumAge]RANGE[18 Years, MAX] AND AREA[MaximumAge]RANGE[MIN, 64 Years]"));
  EXPECT_THAT(filters("6m_"), ::testing::ElementsAre("AREA[MinimumAge]RANGE[6 Months, MAX]"));
  EXPECT_THAT(filters("_"), ::testing::IsEmpty());
}

TEST(RegistryLink, TakesTheWordsOfAPlaceWhereNothingElseSaysIt) {
  EXPECT_EQ(read_registry_link("clinicaltrials.gov/search?locStr=Boston")->question.text("locn"), "Boston");
  EXPECT_EQ(read_registry_link("clinicaltrials.gov/search?locStr=Boston&city=Paris")->question.text("locn"), "");
  EXPECT_EQ(read_registry_link("clinicaltrials.gov/search?locStr=Boston&locn=Clinic")->question.text("locn"), "Clinic");
}

TEST(RegistryLink, TakesAPlaceAsACircleElseByItsNames) {
  EXPECT_EQ(read_registry_link("clinicaltrials.gov/search?locStr=Boston,%20MA&country=United%20States&state=MA&city="
                               "Boston&lat=42.36&lng=-71.06&distance=50")
                ->question.near,
            "distance(42.36,-71.06,50)");
  const auto named = read_registry_link("clinicaltrials.gov/search?country=United%20States&city=Boston&distance=50");
  ASSERT_TRUE(named);
  EXPECT_THAT(named->question.filters,
              ::testing::ElementsAre("AREA[LocationCountry](United States)", "AREA[LocationCity](Boston)"));
  EXPECT_EQ(named->question.near, "");
}

std::string not_taken(std::string_view text) { return read_registry_link(text).value().not_taken; }

TEST(RegistryLink, TakesTheFiltersOfTheApi) {
  const auto read = [](std::string_view query) {
    return read_registry_link(concat("https://clinicaltrials.gov/api/v2/studies?", query)).value();
  };
  const RegistryLink one = read("query.cond=gout&filter.overallStatus=RECRUITING");
  EXPECT_THAT(one.question.in, ::testing::ElementsAre("OverallStatus:RECRUITING"));
  EXPECT_EQ(one.question.text("cond"), "gout");
  for (const char* name : {"filter", "postFilter"}) {
    EXPECT_THAT(read(concat(name, ".overallStatus=RECRUITING,%20COMPLETED|UNKNOWN")).question.filters,
                ::testing::ElementsAre("AREA[OverallStatus](RECRUITING OR COMPLETED OR UNKNOWN)"));
    EXPECT_THAT(read(concat(name, ".ids=NCT00000105,nct104")).question.filters,
                ::testing::ElementsAre("AREA[NCTIdSearch](NCT00000105 OR NCT00000104)"));
    EXPECT_THAT(read(concat(name, ".advanced=AREA[Phase]PHASE3")).question.filters,
                ::testing::ElementsAre("AREA[Phase]PHASE3"));
    EXPECT_EQ(read(concat(name, ".geo=distance(1,2,3km)")).question.near, "distance(1,2,3km)");
  }
  const RegistryLink both = read("filter.ids=NCT1&postFilter.ids=NCT2&filter.advanced=a&postFilter.advanced=b");
  EXPECT_THAT(both.question.filters,
              ::testing::ElementsAre("AREA[NCTIdSearch](NCT00000001)", "AREA[NCTIdSearch](NCT00000002)", "a", "b"));
  EXPECT_EQ(concat(one.not_taken, both.not_taken), "");
}

TEST(RegistryLink, SaysWhatItDoesNotTake) {
  EXPECT_EQ(
      not_taken("https://clinicaltrials.gov/ct2/results?cond=gout&cntry=FR&recrs=a&type=&Search=Search"),
      "The link also has cntry=FR, recrs=a, which cannot be taken over. Without them, other studies may be found.");
  EXPECT_EQ(not_taken("clinicaltrials.gov/search?cond=gout&start=2020-01-01"),
            "The link also has start=2020-01-01, which cannot be taken over. Without it, other studies may be found. "
            "“2020-01-01” is no range. Write two ends with _ between, as in start=2020-01-01_2021-12-31.");
  for (const char* left :
       {"start=foo", "ageRange=child", "state=NA:US:MA", "asOf=2020-01-01", "removed=true", "q=x", "colour=red",
        "filter.ids=NCT1,x", "filter.overallStatus=OPEN", "filter.synonyms=ConditionSearch:1651367", "cond=gout",
        "query.cond=gout", "postFilter.geo=distance(1,2,3km)", "lat=1"}) {
    const auto link = read_registry_link(
        concat("clinicaltrials.gov/search?cond=asthma&filter.geo=distance(5,6,7km)&", left, "&sort=nonsense"));
    ASSERT_TRUE(link) << left;
    EXPECT_THAT(link->not_taken, ::testing::StartsWith(concat("The link also has ", left, ","))) << left;
    EXPECT_EQ(
        address_of(link->question),
        address_of(read_registry_link("clinicaltrials.gov/search?cond=asthma&filter.geo=distance(5,6,7km)")->question))
        << left;
  }
}

TEST(RegistryLink, LeavesOutWithoutAWordWhatNoStudyIsFoundBy) {
  for (const char* view :
       {"viewType=Table&rank=3&tab=results&page=2&limit=50", "format=csv&fields=NCTId&pageSize=5&pageToken=x",
        "countTotal=true&markupFormat=legacy&geoDecay=func:exp,scale:1mi,offset:0mi,decay:0.5", "sort=nonsense",
        "utm_source=x&fbclid=y", "columns=conditions&highlight=true&checkSpell=true&from=0",
        "colour=&start=&cond=asthma", "query.cond=asthma", "&&"}) {
    EXPECT_EQ(not_taken(concat("clinicaltrials.gov/search?cond=asthma&", view)), "") << view;
    EXPECT_EQ(understood(concat("clinicaltrials.gov/search?cond=asthma&", view)), "/?cond=asthma") << view;
  }
}

TEST(RegistryLink, KeepsACircleOrAnAgeThatIsNoneForThePageToRefuse) {
  EXPECT_EQ(read_registry_link("clinicaltrials.gov/search?lat=abc&lng=1&distance=50")->question.near,
            "distance(abc,1,50)");
  EXPECT_EQ(read_registry_link("clinicaltrials.gov/search?lng=1&city=Boston")->question.near, "distance(,1,50mi)");
  EXPECT_THAT(read_registry_link("clinicaltrials.gov/search?ageRange=18q_")->question.filters,
              ::testing::ElementsAre("AREA[MinimumAge]RANGE[18q, MAX]"));
  EXPECT_THAT(read_registry_link("clinicaltrials.gov/search?start=&start=2020-01-01_")->question.filters,
              ::testing::ElementsAre("AREA[StartDate]RANGE[2020-01-01,MAX]"));
}

TEST(RegistryLink, KeepsAnOrderThatThereIs) {
  EXPECT_EQ(understood("https://clinicaltrials.gov/search?sort=StudyFirstPostDate:desc"),
            "/?sort=StudyFirstPostDate%3Adesc");
  EXPECT_EQ(understood("https://clinicaltrials.gov/"), "/");
}

TEST(RegistryLink, LeavesOtherTextsAlone) {
  for (const char* text : {"", "asthma", "https://example.org/study/NCT06416709", "clinicaltrials.gov.example/search",
                           "https://clinicaltrials.gov/search?cond=%zz", "clinicaltrials.gov /study/NCT06416709",
                           "the clinicaltrials.gov study"}) {
    EXPECT_EQ(understood(text), "no link") << text;
  }
}

}  // namespace
}  // namespace trialkeep::site::registry_link_test
