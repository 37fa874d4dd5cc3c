#include "site/page_parameters.h"

#include "base/strings.h"
#include "site/loaded_site.h"
#include "site/search_question.h"

namespace trialkeep::site::page_parameters_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRecords =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"Asthma in Berlin"},"statusModule":{"startDateStruct":{"date":"2020-05"}},"conditionsModule":{"conditions":["Asthma"]},"designModule":{"phases":["PHASE3"]},"eligibilityModule":{"minimumAge":"20 Years","maximumAge":"60 Years"},"contactsLocationsModule":{"locations":[{"city":"Berlin","country":"Germany","geoPoint":{"lat":52.52437,"lon":13.41053}}]}}}
{"protocolSection":{"identificationModule":{"nctId":"NCT00000002","briefTitle":"Asthma"},"conditionsModule":{"conditions":["Asthma"]}}}
)";

class PageParameters : public ::testing::Test {
 protected:
  int status(std::string_view target) { return site_->get(target).status; }
  std::string text(std::string_view target) { return text_of(site_->get(target).body); }
  std::string html(std::string_view target) { return site_->get(target).body; }
  std::unique_ptr<LoadedSite> site_ = LoadedSite::of_records(kRecords);
};

TEST_F(PageParameters, AreRefusedWhereThePageDoesNotTakeThem) {
  for (const char* target :
       {"/?pagesize=x", "/?q=asthma&foo", "/overview?q=asthma&bye=Phase", "/changes?sinse=2020-01-01",
        "/download?q=asthma&fmt=csv", "/study/NCT00000001?as_of=2020-01-01", "/study/NCT00000001/history?from=1",
        "/study/NCT00000001/diff?form=1", "/study/NCT00000001/protocolSection?foo=1",
        "/study/NCT00000001/protocolSection/conditionsModule?foo=1", "/compare?id=NCT00000001", "/loads?pages=2",
        "/about?x=1", "/help?x=1", "/reference/fields?x=1", "/suggest?word=as"}) {
    EXPECT_EQ(status(target), 400) << target;
  }
  EXPECT_THAT(
      text("/compare?id=NCT00000001"),
      AllOf(HasSubstr("This address is not understood"), HasSubstr("“id” is no parameter of this page. It takes"),
            HasSubstr("ids, fields, only, format"), HasSubstr("Perhaps this is meant: ids=NCT00000001")));
  EXPECT_THAT(text("/about?x=1"), HasSubstr("“x” is no parameter of this page. It takes none."));
  EXPECT_EQ(site_->get("/suggest?word=as").content_type, "text/plain; charset=utf-8") << "scripts read it";
}

TEST_F(PageParameters, LeadOnToTheAddressWithoutTheFault) {
  const std::string page = html("/overview?q=asthma&bye=Phase&in=Phase:PHASE3");
  EXPECT_THAT(page, HasSubstr("<a href=\"/overview?q=asthma&amp;in=Phase%3APHASE3\">Go on without it</a>"));
  EXPECT_THAT(html("/overview?by=Phas"), HasSubstr("<a href=\"/overview?by=Phase\">"));
  EXPECT_THAT(html("/?Q=asthma"), HasSubstr("<a href=\"/?q=asthma\">"));
  EXPECT_THAT(html("/?x=asthma"), Not(HasSubstr("Perhaps"))) << "a single letter is near any other";
  EXPECT_THAT(html("//study/NCT00000001?foo=1"), HasSubstr("<a href=\"/study/NCT00000001\">")) << "no other host";
}

TEST_F(PageParameters, MayHaveTheValuesThatThereAre) {
  for (const char* target :
       {"/overview?by=Nope", "/changes?format=foo", "/download?q=asthma&format=exe", "/compare?format=xml",
        "/compare?only=same", "/study/NCT00000001/diff?view=side", "/suggest?q=as&in=cond", "/?page=abc", "/?page=0",
        "/?page=-1", "/?page=1.5", "/loads?page=x", "/?start=2020", "/?ageRange=child"}) {
    EXPECT_EQ(status(target), 400) << target;
  }
  EXPECT_THAT(text("/overview?by=Nope"),
              HasSubstr("“Nope” is no value of by. Write one of by=StartDate, by=Phase, by=OverallStatus"));
  EXPECT_THAT(text("/changes?format=foo"), HasSubstr("Write format=atom."));
  EXPECT_THAT(text("/?page=abc"), HasSubstr("“abc” is no number of a page."));
  for (const char* target :
       {"/overview?by=Phase", "/overview?by=", "/changes?format=atom", "/changes?format=&since=", "/loads?page=1",
        "/compare?ids=NCT00000001&only=differences&format=csv", "/suggest?q=as&in=condition",
        "/suggest?q=as&in=", "/?q=asthma&page=+2+", "/?q=asthma&page=99999999999999999999999", "/?"}) {
    EXPECT_EQ(status(target), 200) << target;
  }
}

TEST_F(PageParameters, StandAsOftenAsThePageReadsThem) {
  EXPECT_THAT(text("/?q=asthma&q=gout"),
              HasSubstr("This page takes one q, and the address has two: “asthma” and “gout”."));
  EXPECT_EQ(status("/?cond=asthma&query.cond=gout"), 400) << "one by two names";
  EXPECT_EQ(status("/compare?ids=NCT00000001&ids=NCT00000002"), 400);
  EXPECT_EQ(status("/?q=asthma&q=asthma&q="), 200);
  EXPECT_EQ(status("/?q=asthma&in=Phase:PHASE3&in=Sex:ALL&in="), 200);
  std::string target = "/?q=asthma";
  for (std::size_t i = 0; i < kFiltersMax; ++i) append_to(target, "&filter=word", i);
  EXPECT_EQ(status(target), 200);
  EXPECT_THAT(text(target + "&filter.advanced=one+more"), HasSubstr("This page takes filter up to 40 times"));
}

TEST_F(PageParameters, OfLinksFromElsewhereAreHarmless) {
  for (const char* target :
       {"/?utm_source=x&utm_medium=y", "/?q=asthma&fbclid=abc", "/study/NCT00000001?gclid=abc", "/about?utm_source=x",
        "/overview?msclkid=1", "/?q=asthma&viewType=Table&rank=1&tab=results&limit=50",
        "/study/NCT00000001?cond=asthma&term=x&locStr=Berlin&start=2020-01-01_&aggFilters=status:rec&rank=1&tab=table",
        "/study/NCT00000001/history?cond=asthma&tab=history&a=1&b=2"}) {
    EXPECT_EQ(status(target), 200) << target;
  }
  EXPECT_EQ(status("/study/NCT00000001?in=Phase:PHASE3"), 400) << "ours, and not of a study";
}

TEST_F(PageParameters, OfTheRegistrysSearchNarrowAsThere) {
  for (const char* narrowed :
       {"/?cond=asthma&start=2020-01-01_", "/?cond=asthma&ageRange=18y_64y", "/?cond=asthma&country=Germany",
        "/?cond=asthma&locStr=Berlin", "/?term=asthma&lat=52.5&lng=13.4&distance=50"}) {
    EXPECT_THAT(text(narrowed), HasSubstr("1 study, 1 to 1.")) << narrowed;
  }
  EXPECT_THAT(text("/?cond=asthma"), HasSubstr("2 studies, 1 to 2."));
  EXPECT_THAT(html("/?start=2020-01-01_"), HasSubstr("/overview?filter=AREA%5BStartDate%5DRANGE%5B2020-01-01%2CMAX%5D"))
      << "links go on in our own words";
}

TEST_F(PageParameters, ThatAreHostileDoNoHarm) {
  const std::string bad = http::percent_encode("\"><script>alert(1)</script>\xe2\x80\xae'");
  for (const std::string& target :
       {concat("/?", bad, "=1"), concat("/?", bad), concat("/overview?by=", bad), concat("/?page=", bad),
        concat("/?q=", bad, "&q=x"), concat("/?foo=1&q=", bad), concat("/study/", bad, "?foo=1")}) {
    EXPECT_EQ(status(target), 400) << target;
    EXPECT_THAT(html(target), Not(HasSubstr("<script>alert"))) << target;
  }
}

TEST_F(PageParameters, OfAssetsAndOfWhatIsNoPageAreLeftAlone) {
  EXPECT_EQ(status("/assets/icon.svg?v=1&foo=2"), 200);
  const auto request = http::make_request(http::Method::kGet, "/api/v2/studies?foo=1");
  EXPECT_FALSE(refuse_parameters(*request));
}

}  // namespace
}  // namespace trialkeep::site::page_parameters_test
