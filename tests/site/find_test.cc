// Search, suggestions, downloads and overview over loaded records, and over the real ones where they are there.

#include "site/find.h"

#include <regex>
#include <set>
#include <zip.h>

#include "base/strings.h"
#include "site/loaded_site.h"
#include "site/zero_hits.h"

namespace trialkeep::site::find_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kRecords =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"Asthmas <b>in</b> Berlin"},"statusModule":{"overallStatus":"RECRUITING","startDateStruct":{"date":"2020-05"},"lastUpdatePostDateStruct":{"date":"2024-01-01"}},"sponsorCollaboratorsModule":{"leadSponsor":{"name":"Acme & Sons","class":"INDUSTRY"}},"conditionsModule":{"conditions":["Asthma"]},"designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE2","PHASE3"],"enrollmentInfo":{"count":50}},"armsInterventionsModule":{"interventions":[{"type":"GENETIC","name":"AAV vector"}]},"eligibilityModule":{"sex":"ALL","stdAges":["CHILD","ADULT"]},"contactsLocationsModule":{"locations":[{"facility":"Charite","city":"Berlin","country":"Germany","geoPoint":{"lat":52.52437,"lon":13.41053}},{"city":"Boston","country":"United States","geoPoint":{"lat":42.35843,"lon":-71.05977}}]}},"hasResults":false}
{"protocolSection":{"identificationModule":{"nctId":"NCT00000002","briefTitle":"Asthma"},"statusModule":{"overallStatus":"COMPLETED","startDateStruct":{"date":"2021-01-01"},"lastUpdatePostDateStruct":{"date":"2024-02-01"}},"sponsorCollaboratorsModule":{"leadSponsor":{"name":"Other \"Lab\"","class":"NIH"}},"conditionsModule":{"conditions":["Asthma","Severe asthma"]},"designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE3"],"enrollmentInfo":{"count":500}},"contactsLocationsModule":{"locations":[{"city":"Boston","country":"United States","geoPoint":{"lat":42.35843,"lon":-71.05977}}]}},"resultsSection":{"adverseEventsModule":{"timeFrame":"1 year"}},"hasResults":true}
{"protocolSection":{"identificationModule":{"nctId":"NCT00000003","briefTitle":"Eczema"},"statusModule":{"overallStatus":"COMPLETED","lastUpdatePostDateStruct":{"date":"2023-02-01"}},"conditionsModule":{"conditions":["Eczema"]}},"hasResults":false}
)";

class FindTest : public ::testing::Test {
 protected:
  std::string text(std::string_view target) { return text_of(site_->get(target).body); }
  std::unique_ptr<LoadedSite> site_ = LoadedSite::of_records(kRecords);
};

std::uint64_t number_in(std::string text) {
  std::erase(text, ',');
  return std::stoull(text);
}

// The total that a results page tells; 0 when nothing was found.
std::uint64_t total_of(const std::string& html) {
  static const std::regex total("role=\"status\">([0-9,]+) stud");
  std::smatch match;
  return std::regex_search(html, match, total) ? number_in(match[1]) : 0;
}

// Each link of the counts, followed, leads to as many studies as stand beside it; counts of values in `html`.
std::size_t follow_counts(LoadedSite& site, const std::string& html, const char* pattern) {
  const std::regex link(pattern);
  std::size_t seen = 0;
  for (std::sregex_iterator at(html.begin(), html.end(), link), end; at != end; ++at, ++seen) {
    const std::string address = unescaped((*at)[1]);
    EXPECT_EQ(total_of(site.get(address).body), number_in((*at)[2])) << address;
  }
  return seen;
}
constexpr const char* kFacetLink =
    R"re(<li><a href="([^"]*)" rel="nofollow">[^<]*</a> <span class="count">([0-9,]+)</span>)re";
constexpr const char* kOverviewRow =
    R"re(<th scope="row"><a href="([^"]*)" rel="nofollow">[^<]*</a></th><td class="number">([0-9,]+)</td>)re";

TEST_F(FindTest, ShowsWhyAndWhereAStudyWasFound) {
  const std::string page = text("/?q=asthma&locn=Boston");
  EXPECT_THAT(page, HasSubstr("2 studies, 1 to 2."));
  EXPECT_THAT(page, HasSubstr("Nearest site Boston, United States"));
  EXPECT_THAT(page, HasSubstr("Found in"));
  EXPECT_THAT(page, HasSubstr("Start 2021-01-01"));
  EXPECT_THAT(site_->get("/?q=asthma").body, HasSubstr("<mark>Asthmas</mark> &lt;b&gt;in&lt;/b&gt; Berlin"));
  EXPECT_THAT(text("/?near=distance(52,13.41053,100km)"), HasSubstr("Charite, Berlin, Germany (58 km)"));
}

TEST_F(FindTest, ShowsAQueryOfSeveralLinesAsOneThatAsksTheSame) {
  const std::string page =
      site_->get("/?q=asthma%0AOR%0D%0Aeczema&cond=asthma%0AOR%09eczema&filter=eczema%0AOR%0Aasthma").body;
  EXPECT_EQ(total_of(page), 3u);
  EXPECT_THAT(page, AllOf(HasSubstr("value=\"asthma OR  eczema\""), HasSubstr("value=\"asthma OR eczema\""),
                          HasSubstr("value=\"eczema OR asthma\"")));
  EXPECT_THAT(site_->get("/overview?q=asthma%0AOR%0Aeczema").body, HasSubstr("value=\"asthma OR eczema\""));
  EXPECT_THAT(site_->get("/compare?ids=NCT00000001%0ANCT00000002&fields=Phase%0ACondition").body,
              AllOf(HasSubstr("value=\"NCT00000001 NCT00000002\""), HasSubstr("value=\"Phase Condition\"")));
}

TEST_F(FindTest, CountsWhatEachLinkLeadsTo) {
  EXPECT_GT(follow_counts(*site_, site_->get("/?q=asthma").body, kFacetLink), 15u);
  EXPECT_GT(follow_counts(*site_, site_->get("/overview").body, kOverviewRow), 12u);
}

TEST_F(FindTest, TakesAFilterAwayAgain) {
  const std::string page = site_->get("/?q=asthma&in=Phase:PHASE2&in=Sex:ALL&tag=possible+gene+therapy").body;
  EXPECT_EQ(total_of(page), 1u);
  EXPECT_THAT(page, HasSubstr("<a href=\"/?q=asthma&amp;in=Sex%3AALL&amp;tag=possible+gene+therapy\" "
                              "class=\"chosen\" rel=\"nofollow\">"));
  EXPECT_THAT(text_of(page), HasSubstr("Remove the filter: Study Phase: Phase 2 ✕"));
}

TEST_F(FindTest, CountsByTag) {
  const std::string page = text("/?q=asthma");
  EXPECT_THAT(page, HasSubstr("Tag has adverse events 1 possible gene therapy 1"));
  EXPECT_THAT(text("/?tag=nosuch"), HasSubstr("There is no tag “nosuch” here."));
}

TEST_F(FindTest, OrdersByWhatIsAskedFor) {
  const std::string page = text("/?q=asthma&sort=EnrollmentCount:desc");
  EXPECT_LT(page.find("NCT00000002"), page.find("NCT00000001"));
  EXPECT_THAT(page, HasSubstr("Order: Relevance Newest update"));
}

TEST_F(FindTest, SaysWhichPartFindsNothing) {
  const std::string page = text("/?q=asthma+xyzzy&in=Phase:PHASE3");
  EXPECT_THAT(page, AllOf(HasSubstr("No study matches “xyzzy”."), HasSubstr("asthma 2"), HasSubstr("xyzzy 0")));
  EXPECT_THAT(page, HasSubstr("Phase 3 2 0"));
  EXPECT_THAT(text("/?q=eczema&cond=asthma"), HasSubstr("Each part is met by some studies"));
  EXPECT_THAT(text("/?cond=xyzzy"), HasSubstr("No study matches “xyzzy”."));
}

TEST_F(FindTest, OffersAQueryInPlaceOfOneThatCannotBeRead) {
  static const std::regex remedy("class=\"remedy\">Search for <a href=\"([^\"]*)\">");
  for (const auto& [query, first] :
       {std::pair("AREA[Phas]PHASE3", "/?q=AREA%5BPhase%5DPHASE3"), std::pair("(asthma", "/?q=%28asthma%29"),
        std::pair("asthma ) eczema", "/?q=asthma+++eczema"), std::pair("asthma AND", "/?q=asthma"),
        std::pair("AREA[OverallStatus]NOSUCH", "/?q=overallstatus+nosuch")}) {
    const std::string page = site_->get(concat("/?q=", http::percent_encode(query))).body;
    std::smatch match;
    ASSERT_TRUE(std::regex_search(page, match, remedy)) << query;
    EXPECT_EQ(unescaped(match[1]), first) << query;
    for (std::sregex_iterator at(page.begin(), page.end(), remedy), end; at != end; ++at) {
      EXPECT_EQ(site_->get(unescaped((*at)[1])).status, 200) << (*at)[1];
    }
  }
}

TEST_F(FindTest, TakesAPastedLink) {
  const http::Response search = site_->get("/?q=https%3A%2F%2Fclinicaltrials.gov%2Fsearch%3Fcond%3Dasthma%26term%3Dx");
  EXPECT_EQ(search.status, 302);
  EXPECT_EQ(*search.find_header("Location"), "/?q=x&cond=asthma");
  EXPECT_EQ(*site_->get("/?q=clinicaltrials.gov/study/NCT00000002").find_header("Location"), "/study/NCT00000002");
}

TEST_F(FindTest, LeadsFromANumberToItsStudy) {
  for (const char* target : {"/?q=NCT00000002", "/?q=+nct2", "/?q=%EF%BB%BFNCT00000002%C2%A0"}) {
    const http::Response response = site_->get(target);
    EXPECT_EQ(response.status, 302) << target;
    const std::string* location = response.find_header("Location");
    EXPECT_EQ(location == nullptr ? "" : *location, "/study/NCT00000002") << target;
  }
  EXPECT_EQ(site_->get("/?q=NCT00000001%C2%A0NCT00000002").status, 200);
}

TEST_F(FindTest, NarrowsByTheFiltersOfAPastedLink) {
  const auto found = [&](std::string_view link) {
    const http::Response sent = site_->get(concat("/?q=", http::percent_encode(link)));
    EXPECT_EQ(sent.status, 302) << link;
    return total_of(site_->get(*sent.find_header("Location")).body);
  };
  EXPECT_EQ(found("https://clinicaltrials.gov/api/v2/studies?query.cond=asthma"), 2u);
  EXPECT_EQ(found("https://clinicaltrials.gov/api/v2/studies?query.cond=asthma&filter.overallStatus=RECRUITING"), 1u);
  EXPECT_EQ(found("https://clinicaltrials.gov/api/v2/studies?filter.overallStatus=RECRUITING,COMPLETED"), 3u);
  EXPECT_EQ(found("https://clinicaltrials.gov/api/v2/studies?filter.ids=NCT00000001,NCT00000003"), 2u);
  EXPECT_EQ(found("https://clinicaltrials.gov/api/v2/studies?postFilter.advanced=AREA[Phase]PHASE2"), 1u);
}

TEST_F(FindTest, GoesOnWithoutAPartOfAPastedLinkOnlyWhenItIsTold) {
  const std::string link = "https://clinicaltrials.gov/ct2/results?cond=asthma&cntry=FR&recrs=a";
  const http::Response answer = site_->get(concat("/?asOf=2099-01-01&q=", http::percent_encode(link)));
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(text_of(answer.body), HasSubstr("The link also has cntry=FR, recrs=a, which cannot be taken over."));
  EXPECT_THAT(answer.body, HasSubstr("<a href=\"/?cond=asthma&amp;asOf=2099-01-01\">Go on without it</a>"));
}

TEST_F(FindTest, TakesAPastedLinkThatIsLongerInOurOwnWordsThanAnAddressMayBe) {
  std::string link = "/?q=clinicaltrials.gov/api/v2/studies?filter.ids=NCT1";
  for (int i = 0; i < 5'000; ++i) {
    append_to(link, ",NCT", 10'000 + i);
  }
  const http::Response answer = site_->get(link);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(text_of(answer.body), HasSubstr("The query is longer than 65536 bytes."));
}

TEST_F(FindTest, RefusesACircleThatIsNone) {
  for (const char* circle :
       {"lat=abc&lng=1&distance=50", "lat=1", "lng=1", "lat=91&lng=1", "lat=1&lng=1&distance=far"}) {
    const http::Response answer = site_->get(concat("/?cond=asthma&", circle));
    EXPECT_EQ(answer.status, 400) << circle;
    EXPECT_THAT(text_of(answer.body), HasSubstr("is no circle: write latitude, longitude and a radius")) << circle;
    EXPECT_EQ(site_->get(concat("/download?format=csv&cond=asthma&", circle)).status, 400) << circle;
    for (const char* path : {"/overview", "/changes"}) {
      EXPECT_EQ(site_->get(concat(path, "?cond=asthma&", circle)).status, 302) << path << circle;
    }
  }
  EXPECT_EQ(site_->get("/?cond=asthma&ageRange=18q_").status, 400);
}

TEST_F(FindTest, AgreesWithTheApi) {
  static const std::regex link("<a href=\"(/api/v2/studies[^\"]*)\">");
  for (const char* target :
       {"/?q=asthma", "/?cond=asthma&in=Phase:PHASE2&in=LocationCountry:Germany&filter=ALL",
        "/?tag=has+adverse+events&aggFilters=results:with&sort=EnrollmentCount:desc&asOf=2099-01-01",
        "/?q=asthma&near=distance(52,13,200km)&in=Sex:ALL"}) {
    const std::string page = site_->get(target).body;
    std::smatch match;
    ASSERT_TRUE(std::regex_search(page, match, link)) << target;
    const http::Response answer = site_->get_api(unescaped(match[1]));
    EXPECT_EQ(answer.status, 200) << match[1];
    EXPECT_THAT(LoadedSite::body_of(site_->get_api(unescaped(match[1]))),
                HasSubstr(concat("\"totalCount\":", total_of(page))));
  }
}

TEST_F(FindTest, SuggestsInJson) {
  const http::Response answer = site_->get("/suggest?in=condition&q=asth");
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_EQ(
      answer.body,
      R"([{"value":"Asthma","kind":"Condition","studies":2},{"value":"Severe asthma","kind":"Condition","studies":1}])");
  EXPECT_EQ(site_->get("/suggest?q=other").body, R"([{"value":"Other \"Lab\"","kind":"Sponsor","studies":1}])");
  EXPECT_EQ(site_->get("/suggest").body, "[]");
}

std::vector<std::string> entries_of(const std::string& bytes) {
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  EXPECT_NE(archive, nullptr);
  std::vector<std::string> names;
  for (zip_int64_t i = 0; archive != nullptr && i < zip_get_num_entries(archive, 0); ++i) {
    names.emplace_back(zip_get_name(archive, static_cast<zip_uint64_t>(i), 0));
  }
  zip_discard(archive);
  return names;
}

TEST_F(FindTest, SendsTheWholeResultInEveryFormat) {
  const auto download = [&](std::string_view format) {
    http::Response answer = site_->get(concat("/download?q=asthma&format=", format));
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.stream, nullptr);
    return LoadedSite::body_of(std::move(answer));
  };
  EXPECT_EQ(testing::lines_of(download("ndjson")).size(), 2u);
  EXPECT_THAT(download("json"),
              AllOf(StartsWith("[\n{\"protocolSection\""), HasSubstr("},\n{"), ::testing::EndsWith("}\n]\n")));
  EXPECT_THAT(download("csv"),
              AllOf(StartsWith("NCT Number,"), HasSubstr("NCT00000002"), Not(HasSubstr("NCT00000003"))));
  EXPECT_THAT(download("ris"), AllOf(StartsWith("TY  - "), HasSubstr("NCT00000001")));
  EXPECT_THAT(entries_of(download("zip")), ::testing::ElementsAre("NCT00000001.json", "NCT00000002.json"));
  EXPECT_EQ(LoadedSite::body_of(site_->get("/download?q=xyzzy&format=json")), "[\n\n]\n");
  EXPECT_THAT(entries_of(LoadedSite::body_of(site_->get("/download?q=xyzzy&format=zip"))), ::testing::IsEmpty());
  EXPECT_EQ(site_->get("/download?q=asthma&format=exe").status, 400);
}

TEST_F(FindTest, ShowsWhatIsWrongWithAQuestionThatIsToBeDownloadedAsTheSearchPageDoes) {
  for (const char* question :
       {"q=%28", "q=asthma+AND", "q=AREA%5BPhas%5DPHASE3&cond=asthma", "in=Phas:PHASE3", "tag=nosuch"}) {
    const http::Response download = site_->get(concat("/download?format=csv&", question));
    EXPECT_EQ(download.status, 400) << question;
    EXPECT_EQ(download.body, site_->get(concat("/?", question)).body) << question;
  }
  EXPECT_THAT(site_->get("/download?format=csv&q=asthma+AND").body, AllOf(HasSubstr("<mark>"), HasSubstr("^")));
}

TEST_F(FindTest, GivesTheCountsOfTheOverviewAsCsv) {
  const http::Response csv = site_->get("/overview?q=asthma&by=LeadSponsorName");
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(csv.body, "Lead sponsor,Studies\r\nAcme & Sons,1\r\n\"Other \"\"Lab\"\"\",1\r\n");
  EXPECT_EQ(site_->get("/overview?by=StartDate").body, "Start year,Studies\r\n2020,1\r\n2021,1\r\nNot provided,1\r\n");
  EXPECT_EQ(*site_->get("/overview?q=%28").find_header("Location"), "/?q=%28");
  EXPECT_EQ(site_->get("/overview?q=xyzzy").status, 200);
}

TEST_F(FindTest, TellsWhatChangedAsAPageAndAsAFeed) {
  std::string newer = kRecords;
  newer.replace(newer.find("RECRUITING"), 10, "COMPLETED");
  site_->load(newer);
  const std::string page = text("/changes?q=asthma");
  EXPECT_THAT(page, HasSubstr("Asthmas <b>in</b> Berlin NCT00000001 New 20"));
  EXPECT_THAT(page, HasSubstr("Asthmas <b>in</b> Berlin Overall Recruitment Status"));
  EXPECT_THAT(page, Not(HasSubstr("NCT00000003")));
  EXPECT_THAT(site_->get("/changes?q=asthma").body, HasSubstr("href=\"/study/NCT00000001/diff?from=0&amp;to=1\""));
  const http::Response feed = site_->get("/changes?q=asthma&format=atom");
  EXPECT_EQ(feed.content_type, "application/atom+xml; charset=utf-8");
  EXPECT_LT(feed.body.find("Changed: Asthmas &lt;b&gt;"), feed.body.find("New: Asthma"));
  EXPECT_THAT(text("/changes?since=2199-01-01"), HasSubstr("Nothing is known to have changed since 2199-01-01"));
  EXPECT_EQ(site_->get("/changes?since=never").status, 400);
  EXPECT_EQ(site_->get("/changes?before=x").status, 400);
  EXPECT_EQ(site_->get("/changes?q=%28").status, 302);
  EXPECT_EQ(site_->get("/changes?q=%28&format=atom").status, 302);
}

TEST_F(FindTest, TellsTheNewestChangesFirstAndLeadsToOlderOnes) {
  std::string more;
  for (int number = 100; number < 220; ++number) {
    append_to(more, R"({"protocolSection":{"identificationModule":{"nctId":")",
              NctNumber::from_value(static_cast<std::uint32_t>(number)).text(), R"(","briefTitle":"Gout )", number,
              R"("},"conditionsModule":{"conditions":["Gout"]}}})", "\n");
  }
  site_->load(more);
  std::string html = site_->get("/changes").body;
  EXPECT_LT(text_of(html).find("Gout 219"), text_of(html).find("Gout 218"));
  static const std::regex older("href=\"(/changes[^\"]*before=[^\"]*)\" rel=\"next\"");
  static const std::regex title("Gout [0-9]{3}");
  std::set<std::string> seen;
  std::smatch link;
  int pages = 0;
  for (bool goes_on = true; goes_on && pages < 10; ++pages) {
    const std::string text = text_of(html);
    for (std::sregex_iterator at(text.begin(), text.end(), title), end; at != end; ++at) {
      EXPECT_TRUE(seen.insert((*at)[0]).second) << (*at)[0];
    }
    goes_on = std::regex_search(html, link, older);
    html = goes_on ? site_->get(unescaped(link[1])).body : std::string();
  }
  EXPECT_EQ(pages, 3) << "123 changes, 50 on a page";
  EXPECT_EQ(seen.size(), 120u);
  const std::string feed = site_->get("/changes?format=atom").body;
  EXPECT_THAT(feed, HasSubstr("Gout 219"));
  EXPECT_THAT(feed, Not(HasSubstr("Gout 119"))) << "the newest hundred";
  EXPECT_THAT(feed, Not(HasSubstr("<subtitle>")));
}

TEST_F(FindTest, TakesApartALongQuestionThatFindsNothingWithinBounds) {
  std::string target = "/?q=xyzzy+asthma&cond=gout";
  for (int i = 0; i < 40; ++i) {
    append_to(target, "&in=StartDate:", 1960 + i, "&filter=AREA%5BCondition%5Dword", i);
  }
  const std::string page = text(target);
  EXPECT_THAT(page, HasSubstr("Why nothing was found"));
  EXPECT_THAT(page, HasSubstr("Words, in it: xyzzy 0"));
  EXPECT_THAT(page, HasSubstr("Words, in it: asthma 2"));
  static const std::regex row("<tr><th scope=\"row\">");
  const std::string html = site_->get(target).body;
  EXPECT_EQ(std::distance(std::sregex_iterator(html.begin(), html.end(), row), std::sregex_iterator()),
            static_cast<std::ptrdiff_t>(kCountedPartsMax));
}

TEST_F(FindTest, RendersHostileQuestionsHarmless) {
  const std::string bad = http::percent_encode("\"><script>alert(1)</script>\xe2\x80\xae'");
  for (const char* name : {"q", "cond", "intr", "locn", "in", "filter", "tag", "aggFilters", "near", "sort", "asOf"}) {
    for (const char* path : {"/", "/overview", "/download", "/changes"}) {
      EXPECT_THAT(site_->get(concat(path, "?", name, "=", bad)).body, Not(HasSubstr("<script>alert"))) << name;
    }
  }
  const http::Response number = site_->get("/?q=1&page=18446744073709551615");
  EXPECT_LT(number.status, 500);
}

// The page of any question over the real records: whole, and each count right.
TEST(FindReal, CountsWhatEachLinkLeadsTo) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  LoadedSite site(path);
  for (const char* target : {"/?q=heart+attack", "/?cond=cancer&in=LocationCountry:Germany"}) {
    EXPECT_GT(follow_counts(site, site.get(target).body, kFacetLink), 20u) << target;
  }
  EXPECT_GT(follow_counts(site, site.get("/overview").body, kOverviewRow), 200u);
}

}  // namespace
}  // namespace trialkeep::site::find_test
