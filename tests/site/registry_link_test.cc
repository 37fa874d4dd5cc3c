#include "site/registry_link.h"

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
            "/?q=a%20b&cond=Heart%20Attack&intr=x&locn=Clinic&titles=t&outc=o&spons=s&lead=l&id=i&"
            "aggFilters=status%3Arec%20act%2Cphase%3A2");
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
