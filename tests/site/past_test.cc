// The pages of the past, of comparison and about the program, through the site over a folder of made-up studies.

#include "base/strings.h"
#include "corpus/corpus.h"
#include "engine/load.h"
#include "http/query_string.h"
#include "site/about_page.h"
#include "site/compare_page.h"
#include "site/dated_site.h"
#include "site/errors.h"
#include "site/help_page.h"
#include "site/loads_page.h"
#include "site/page_checks.h"
#include "site/site.h"
#include "support/support.h"

namespace trialkeep::site::past_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string record(std::string_view number, std::string_view date, std::string_view status, std::string_view outcome) {
  return concat(
      R"({"protocolSection":{"identificationModule":{"nctId":")", number,
      R"(","briefTitle":"A <b>title</b> & more"},"statusModule":{"overallStatus":")", status,
      R"(","lastUpdateSubmitDate":")", date,
      R"(","startDateStruct":{"date":"2019-05","type":"ACTUAL"}},"designModule":{"studyType":"INTERVENTIONAL",)",
      R"("enrollmentInfo":{"count":120,"type":"ESTIMATED"}},"outcomesModule":{"primaryOutcomes":[{"measure":")",
      outcome, R"(","timeFrame":"1 year"}]}}})", "\n");
}

// NCT00000001 in three versions; NCT00000002 and NCT00000012 in one.
class PastTest : public DatedSite {
 protected:
  void SetUp() override {
    load("2020-01-01", record("NCT00000001", "2020-01-01", "RECRUITING", "Pain") +
                           record("NCT00000002", "2020-01-01", "COMPLETED", "Pain"));
    load("2021-06-01", record("NCT00000001", "2021-06-01", "RECRUITING", "Pain <i>"));
    load("2022-03-01", record("NCT00000001", "2022-03-01", "COMPLETED", "Pain <i>") +
                           record("NCT00000012", "2022-03-01", "COMPLETED", "Sleep"));
    open();
  }
};

TEST_F(PastTest, ListsVersionsWithWhatTheyChanged) {
  const http::Response page = get("/study/NCT00000001/history");
  EXPECT_EQ(page.status, 200);
  const std::string words = text_of(page.body);
  EXPECT_THAT(words, HasSubstr("History: A <b>title</b> & more"));
  EXPECT_THAT(words, HasSubstr("3 versions are kept, dated 2020-01-01 to 2022-03-01."));
  EXPECT_THAT(page.body, HasSubstr("/study/NCT00000001/diff?from=0&amp;to=1#changed-outcomesmodule"));
  EXPECT_THAT(page.body, HasSubstr("href=\"/study/NCT00000001?asOf=2020-01-01T00%3A00%3A00.000Z\""));
  EXPECT_THAT(page.body, HasSubstr("href=\"/api/v2/studies/NCT00000001/versions\""));
}

// What one load reads of one day is of one moment.
TEST_F(PastTest, LinksEachOfSeveralVersionsOfOneMoment) {
  load("2020-01-01", record("NCT00000009", "2020-01-01", "RECRUITING", "First") +
                         record("NCT00000009", "2020-01-01", "RECRUITING", "Second") +
                         record("NCT00000009", "2020-01-01", "RECRUITING", "Third"));
  ASSERT_OK(registry_->refresh());
  const std::string_view moment = "asOf=2020-01-01T00%3A00%3A00.000Z";
  const std::string history = get("/study/NCT00000009/history").body;
  const std::string difference = get("/study/NCT00000009/diff?from=0&to=1").body;
  for (const std::string_view number : {"0", "1", "2"}) {
    const std::string version = number == "2" ? "" : concat("&amp;version=", number);
    EXPECT_THAT(history, HasSubstr(concat(moment, version, "\">Version ", number, "<")));
    EXPECT_EQ(difference.find(concat(moment, version, "\">version ", number, "<")) == std::string::npos, number == "2");
    EXPECT_THAT(text(concat("/study/NCT00000009?", moment, number == "2" ? "" : concat("&version=", number))),
                HasSubstr(concat("Version ", number)));
  }
  // A number that is not of that moment, or none, is passed over.
  EXPECT_THAT(text(concat("/study/NCT00000001?asOf=2021-06-01T00:00:00.000Z&version=0")), HasSubstr("Version 1;"));
  EXPECT_THAT(text(concat("/study/NCT00000001?asOf=2021-06-01T00:00:00.000Z&version=x")), HasSubstr("Version 1;"));
  EXPECT_THAT(text("/study/NCT00000001?version=0"), Not(HasSubstr("As it was known")));
}

TEST_F(PastTest, DrawsWhatChangedWhenAndSaysItInWords) {
  const std::string body = get("/study/NCT00000001/history").body;
  EXPECT_THAT(body, HasSubstr("role=\"img\" aria-labelledby=\"picture-title\" aria-describedby=\"picture-text\""));
  EXPECT_THAT(text_of(body),
              HasSubstr("Status changed 2 times, last 2022-03-01. Outcome Measure changed once, 2021-06-01."));
  std::size_t dots = 0;
  for (std::size_t at = 0; (at = body.find("<circle ", at)) != std::string::npos; ++at) ++dots;
  EXPECT_EQ(dots, 3u);
  EXPECT_THAT(get("/study/NCT00000002/history").body, Not(HasSubstr("<svg")));
}

TEST_F(PastTest, FollowsValuesAndOutcomesOverTime) {
  const std::string body = get("/study/NCT00000001/history").body;
  const std::string words = text_of(body);
  EXPECT_THAT(words, HasSubstr("Version 0 2020-01-01 Recruiting 120 (Estimated) 2019-05 (Actual) none none none "
                               "Version 2 2022-03-01 changed: Completed 120 (Estimated)"));
  EXPECT_THAT(words, HasSubstr("Primary outcomes: changed once"));
  EXPECT_THAT(words, HasSubstr("inserted: Pain <i> [1 year] (end of insertion)"));
  EXPECT_THAT(words, HasSubstr("deleted: Pain [1 year] (end of deletion)"));
  EXPECT_THAT(words, HasSubstr("Secondary outcomes: the same in every version"));
}

TEST_F(PastTest, LeadsFromOtherNumbersToTheStudysOwn) {
  const http::Response page = get("/study/nct1/diff?from=0&to=2");
  EXPECT_EQ(page.status, 301);
  EXPECT_EQ(*page.find_header("Location"), "/study/NCT00000001/diff?from=0&to=2");
  EXPECT_EQ(get("/study/NCT00000077/history").status, 404);
  EXPECT_EQ(get("/study/x/history").status, 404);
}

TEST_F(PastTest, ComparesAnyTwoVersionsInLineAndSideBySide) {
  const std::string line = get("/study/NCT00000001/diff?from=0&to=2").body;
  EXPECT_THAT(line, AllOf(HasSubstr("<option value=\"0\" selected=\"\">"), HasSubstr("<del>"), HasSubstr("<ins>")));
  const std::string sides = text("/study/NCT00000001/diff?from=0&to=2&view=sides");
  EXPECT_THAT(sides, HasSubstr("Older version Newer version"));
  EXPECT_THAT(sides, HasSubstr("deleted: Recruiting (end of deletion) inserted: Completed (end of insertion)"));
  const std::string step = text("/study/NCT00000001/diff?from=0&to=1");
  EXPECT_THAT(step, AllOf(HasSubstr("The change after"), Not(HasSubstr("The change before"))));
}

TEST_F(PastTest, SaysWhichVersionsThereAre) {
  const http::Response unknown = get("/study/NCT00000001/diff?from=0&to=9");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(text_of(unknown.body), HasSubstr("NCT00000001 has the versions 0 to 2."));
  const http::Response wrong = get("/study/NCT00000001/diff?from=x");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(text_of(wrong.body), HasSubstr("“x” is no number of a version"));
}

TEST_F(PastTest, SaysThatOneVersionHasNothingToBeComparedWith) {
  const std::string words = text("/study/NCT00000012/diff");
  EXPECT_THAT(words, HasSubstr("The study has one version; there is nothing to compare it with."));
  EXPECT_THAT(words, Not(HasSubstr("say the same")));
}

TEST_F(PastTest, ShowsTheStudyAsItWasKnownOnADay) {
  const std::string then = text("/study/NCT00000001?asOf=2021-12-24");
  EXPECT_THAT(then, HasSubstr("As it was known on 2021-12-24 23:59 UTC. Version 1; versions are 0 to 2."));
  EXPECT_THAT(then, AllOf(HasSubstr("What has changed since"), HasSubstr("Recruiting"), Not(HasSubstr("Completed"))));
  EXPECT_THAT(text("/study/NCT00000001?asOf=2020-01-01T00:00:00Z"), HasSubstr("Version 0;"));
  EXPECT_THAT(text("/study/NCT00000001?asOf=2030-01-01"), HasSubstr("Version 2, still the newest;"));
  EXPECT_THAT(text("/study/NCT00000001"), Not(HasSubstr("As it was known")));
}

TEST_F(PastTest, SaysWhenAStudyWasNotKnownThenAndWhenADayIsNone) {
  const http::Response early = get("/study/NCT00000001?asOf=2019-12-31");
  EXPECT_EQ(early.status, 404);
  EXPECT_THAT(text_of(early.body), HasSubstr("was not known here on 2019-12-31 23:59 UTC: its first version was seen "
                                             "on 2020-01-01 00:00 UTC."));
  EXPECT_EQ(get("/study/NCT00000077?asOf=2021-01-01").status, 404);
  const http::Response wrong = get("/study/NCT00000001?asOf=yesterday");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(text_of(wrong.body), HasSubstr("\"yesterday\" is no date"));
  EXPECT_EQ(*get("/study/nct1?asOf=2021-01-01").find_header("Location"), "/study/NCT00000001?asOf=2021-01-01");
}

TEST_F(PastTest, ComparesStudiesAndMarksWhatDiffers) {
  const http::Response page = get("/compare?ids=NCT00000001,nct2%7CNCT00000012,nct1");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<tr class=\"same\"><th scope=\"row\">"));
  EXPECT_THAT(text_of(page.body), HasSubstr("Pain <i> differs: Pain differs: Sleep"));
}

TEST_F(PastTest, ComparesChosenFieldsAndLeavesOutWhatIsTheSame) {
  const std::string all = text("/compare?ids=NCT00000001,NCT00000012&fields=OutcomesModule,EnrollmentCount");
  EXPECT_THAT(all, AllOf(HasSubstr("1 year"), HasSubstr("differs: Sleep"), HasSubstr("120")));
  const std::string some =
      text("/compare?ids=NCT00000001,NCT00000012&fields=OutcomesModule,EnrollmentCount&only=differences");
  EXPECT_THAT(some, AllOf(HasSubstr("differs: Sleep"), Not(HasSubstr("1 year")), Not(HasSubstr("120"))));
  const http::Response file = get("/compare?ids=NCT00000001,NCT00000012&fields=PrimaryOutcomeMeasure&format=csv");
  EXPECT_EQ(file.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(file.body, "Field,NCT00000001,NCT00000012\r\nPrimaryOutcomeMeasure,Pain <i>,Sleep\r\n");
}

TEST_F(PastTest, HeadsTheRowsOfDifferentFieldsDifferently) {
  EXPECT_THAT(text("/compare?ids=NCT00000001"),
              AllOf(HasSubstr("Primary Outcome Title Pain <i>"), HasSubstr("Primary Outcome Measure Time Frame 1 year"),
                    HasSubstr(" Status Completed"), HasSubstr(" Enrollment 120")));
  EXPECT_THAT(get("/compare?ids=NCT00000001&fields=EnrollmentCount,OverallStatus,SecondaryOutcomeMeasure").body,
              AllOf(HasSubstr("<th scope=\"row\">Enrollment</th>"), Not(HasSubstr("<wbr>"))));
}

TEST_F(PastTest, SaysWhatCannotBeCompared) {
  const http::Response wrong = get("/compare?ids=NCT00000001,x%3Cb%3E&fields=NoSuchField,LocationCount");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(text_of(wrong.body), AllOf(HasSubstr("“x<b>” is no NCT number"), HasSubstr("no field “NoSuchField”")));
  EXPECT_THAT(text("/compare?ids=1,2,3,4,5,6,7"), HasSubstr("is no NCT number"));
  const http::Response many = get("/compare?ids=nct1,nct2,nct3,nct4,nct5,nct6,nct7");
  EXPECT_EQ(many.status, 400);
  EXPECT_THAT(text_of(many.body), HasSubstr("These are 7 studies; a page compares up to 6."));
  EXPECT_EQ(get("/compare?ids=NCT00000001&fields=ResultsSection,ProtocolSection").status, 400);
  const http::Response missing = get("/compare?ids=NCT00000001,NCT00000077");
  EXPECT_EQ(missing.status, 200);
  EXPECT_THAT(text_of(missing.body), HasSubstr("Not among the records kept here: NCT00000077."));
  EXPECT_EQ(get("/compare?ids=NCT00000077").status, 404);
  EXPECT_EQ(get("/compare").status, 200);
}

TEST_F(PastTest, NamesStudiesWhoseNumbersAreTypedAlike) {
  const http::Response page = get("/study/NCT00000021");
  EXPECT_EQ(page.status, 404);
  const std::string words = text_of(page.body);
  EXPECT_THAT(words, HasSubstr("Numbers that are typed almost alike NCT00000001 A <b>title</b> & more NCT00000012"));
  EXPECT_THAT(page.body, Not(HasSubstr("NCT00000002")));
  const auto alike = numbers_typed_alike(*registry_, NctNumber::from_value(21), 1);
  ASSERT_OK(alike);
  EXPECT_THAT(*alike, ElementsAre(NctNumber::from_value(1)));
  EXPECT_THAT(text("/study/NCT77777777"), Not(HasSubstr("typed almost alike")));
}

TEST_F(PastTest, TellsItsLoadsNewestFirstWithoutFolders) {
  const http::Response page = get("/loads");
  const std::string words = text_of(page.body);
  EXPECT_THAT(words, HasSubstr("3 runs have brought records in"));
  EXPECT_LT(words.find("2022-03-01.ndjson"), words.find("2021-06-01.ndjson"));
  EXPECT_THAT(page.body, Not(HasSubstr(folder_.path())));
  EXPECT_EQ(get("/loads?page=99").status, 200);
}

TEST_F(PastTest, TellsWhatIsHere) {
  const std::string words = text("/about");
  EXPECT_THAT(words, AllOf(HasSubstr("Studies 3 "), HasSubstr("Versions of them 5 "), HasSubstr("Loads 3 ")));
}

TEST(LoadsPage, FoldsManyLoadsIntoPages) {
  std::vector<store::LoadInfo> loads(kLoadsOnPage + 1);
  for (std::size_t i = 0; i < loads.size(); ++i) loads[i].id = static_cast<store::LoadId>(i + 1);
  const std::string first = loads_page(loads, 1).body;
  EXPECT_THAT(first, AllOf(HasSubstr("<th scope=\"row\">101</th>"), HasSubstr("/loads?page=2"),
                           Not(HasSubstr("<th scope=\"row\">1</th>"))));
  EXPECT_THAT(loads_page(loads, 2).body, HasSubstr("<th scope=\"row\">1</th>"));
}

TEST(AboutPage, NamesEveryLibraryThatTheProgramIsBuiltWith) {
  const std::string list = testing::read_text_file(testing::source_path("packaging/debian-packages.txt"));
  const std::size_t begin = list.find("# Libraries");
  ASSERT_NE(begin, std::string::npos);
  std::vector<std::string> wanted;
  for (const std::string& line : testing::lines_of(std::string_view(list).substr(list.find('\n', begin) + 1))) {
    if (line.starts_with("#")) break;
    if (!line.empty()) wanted.push_back(line);
  }
  std::vector<std::string> named;
  for (const Library& library : linked_libraries()) named.emplace_back(library.package);
  EXPECT_THAT(named, ::testing::UnorderedElementsAreArray(wanted));
}

TEST(HelpPage, EveryExampleFindsStudiesOfTheDemonstration) {
  testing::TemporaryFolder folder;
  corpus::CorpusOptions made_up;
  made_up.seed_study = true;
  const auto corpus = corpus::Corpus::make(made_up);
  ASSERT_OK(corpus);
  std::string records;
  for (std::size_t i = 0; i < corpus->size(); ++i) {
    append_to(records, corpus->record(i), "\n");
  }
  testing::write_text_file(folder / "demo.ndjson", records);
  ASSERT_OK(engine::load(folder / "data", {folder / "demo.ndjson"}, {}));
  const auto registry = engine::Registry::open(folder / "data");
  ASSERT_OK(registry);
  std::size_t count = 0;
  for (const HelpTopic& topic : help_topics()) {
    for (const HelpExample& example : topic.examples) {
      engine::SearchRequest request;
      request.parts.push_back({"term", std::string(example.query)});
      const auto result = (*registry)->search(request);
      ASSERT_OK(result) << example.query;
      EXPECT_THAT(result->complaints, IsEmpty()) << example.query;
      EXPECT_GT(result->total, 0u) << example.query;
      ++count;
    }
  }
  EXPECT_GT(count, 20u);
  EXPECT_THAT(faults_of(help_page("", "2026-01-31").body), IsEmpty());
  const std::string kept = help_page("NCT00000123", "2026-01-31").body;
  EXPECT_THAT(kept, HasSubstr("/?q=NCT00000123"));
  EXPECT_THAT(kept, HasSubstr("/study/NCT00000123/history"));
  EXPECT_THAT(kept, HasSubstr("/study/NCT00000123?asOf=2026-01-31"));
  EXPECT_THAT(kept, Not(HasSubstr(std::string(kHelpStudy))));
}

TEST(HelpPage, TheExampleOfAnAgeLooksAtBothLimitsAndAtStudiesWithoutThem) {
  const auto with_limits = [](std::string_view number, std::string_view limits) {
    return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", number,
                  R"(","briefTitle":"Ages"},"eligibilityModule":{"sex":"ALL")", limits, "}}}\n");
  };
  testing::TemporaryFolder folder;
  testing::write_text_file(
      folder / "ages.ndjson",
      concat(with_limits("NCT00000001", R"(,"minimumAge":"6 Years","maximumAge":"17 Years")"),
             with_limits("NCT00000002", R"(,"minimumAge":"6 Years","maximumAge":"11 Years")"),
             with_limits("NCT00000003", R"(,"minimumAge":"18 Years")"),
             with_limits("NCT00000004", R"(,"maximumAge":"12 Years")"), with_limits("NCT00000005", ""),
             with_limits("NCT00000006", R"(,"minimumAge":"12 Years")")));
  ASSERT_OK(engine::load(folder / "data", {folder / "ages.ndjson"}, {}));
  const auto registry = engine::Registry::open(folder / "data");
  ASSERT_OK(registry);
  std::vector<std::string> found;
  for (const HelpTopic& topic : help_topics()) {
    for (const HelpExample& example : topic.examples) {
      if (example.query.find("MinimumAge") == std::string_view::npos) continue;
      engine::SearchRequest request;
      request.parts.push_back({"term", std::string(example.query)});
      const auto result = (*registry)->search(request);
      ASSERT_OK(result);
      for (const auto& hit : result->hits) found.push_back(hit.nct.text());
    }
  }
  EXPECT_THAT(found, ::testing::UnorderedElementsAre("NCT00000001", "NCT00000004", "NCT00000005", "NCT00000006"));
}

TEST(PastPages, AreWellFormedForRealHistories) {
  SHARED_OR_SKIP(latest, "data/studies/v2.ndjson.zst");
  SHARED_OR_SKIP(earlier, "data/studies/versions.ndjson.zst");
  testing::TemporaryFolder folder;
  engine::LoadOptions options;
  ASSERT_OK(engine::load(folder / "data", {earlier}, options));
  ASSERT_OK(engine::load(folder / "data", {latest}, options));
  const auto registry = engine::Registry::open(folder / "data");
  ASSERT_OK(registry);
  Site site(**registry);
  engine::SearchRequest everything;
  const auto all = (*registry)->search_all(everything);
  ASSERT_OK(all);
  std::size_t seen = 0;
  for (std::size_t i = 0; i < all->hits.size(); i += 8) {
    const std::string nct = all->hits[i].nct.text();
    for (const std::string& target : {concat("/study/", nct, "/history"), concat("/study/", nct, "/diff?view=sides"),
                                      concat("/compare?ids=", nct)}) {
      const auto request = http::make_request(http::Method::kGet, target);
      ASSERT_OK(request);
      const auto page = site.handle(*request);
      ASSERT_TRUE(page);
      ASSERT_EQ(page->status, 200) << target;
      ASSERT_THAT(faults_of(page->body), IsEmpty()) << target;
      ++seen;
    }
  }
  EXPECT_GT(seen, 300u);
}

}  // namespace
}  // namespace trialkeep::site::past_test
