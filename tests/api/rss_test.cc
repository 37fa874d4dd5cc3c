#include "api/rss.h"

#include <pugixml.hpp>

#include "api/loaded_registry.h"
#include "base/instant.h"
#include "os/clock.h"

namespace trialkeep::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::header;
using testing::LoadedRegistry;

// A day in summer.
class FixedClock final : public os::Clock {
 public:
  Instant now() const override { return {parse_instant("2026-08-15T12:00:00")->unix_ms + hours * 3'600'000}; }
  std::int64_t monotonic_us() const override { return os::system_clock().monotonic_us(); }
  std::int64_t hours = 0;
};

std::string day_before(int days) { return Instant{FixedClock().now().unix_ms - days * kDayMs}.date_text(); }

struct FeedRecord {
  std::string nct;
  std::string title = "Biking in a cooling vest";
  std::string condition = "Multiple Sclerosis";
  int first_posted = 1;  // days ago
  int last_updated = 1;
  std::string sponsor = "Hunter College";
};

std::string json_of(const FeedRecord& record) {
  return concat(
      R"({"protocolSection":{"identificationModule":{"nctId":")", record.nct, R"(","briefTitle":")", record.title,
      R"("},"statusModule":{"overallStatus":"RECRUITING","studyFirstPostDateStruct":{"date":")",
      day_before(record.first_posted), R"(","type":"ACTUAL"},"lastUpdatePostDateStruct":{"date":")",
      day_before(record.last_updated), R"(","type":"ACTUAL"}},"sponsorCollaboratorsModule":{"leadSponsor":{"name":")",
      record.sponsor, R"(","class":"OTHER"},"collaborators":[{"name":"The Society","class":"OTHER"}]},)",
      R"("conditionsModule":{"conditions":[")", record.condition, R"("]},"armsInterventionsModule":{"interventions":[)",
      R"({"type":"OTHER","name":"20 minutes of biking"},{"type":"DIETARY_SUPPLEMENT","name":"Water"}]},)",
      R"("contactsLocationsModule":{"locations":[{"facility":"Mercy","city":"Lyon","country":"France",)",
      R"("geoPoint":{"lat":45.76,"lon":4.84}}]},"eligibilityModule":{"minimumAge":"20 Years","maximumAge":"60 Years"}},)",
      R"("hasResults":false})", "\n");
}

// Parsed by a parser that is not ours. REQUIRES: it is well-formed.
pugi::xml_document parsed(const std::string& body) {
  pugi::xml_document document;
  const auto result = document.load_buffer(body.data(), body.size());
  EXPECT_TRUE(result) << result.description() << " at " << result.offset << " of\n" << body;
  return document;
}

std::vector<std::string> numbers_of(const http::Response& response) {
  EXPECT_EQ(response.status, 200) << response.body;
  std::vector<std::string> out;
  const pugi::xml_document document = parsed(response.body);
  for (const pugi::xml_node item : document.child("rss").child("channel").children("item")) {
    out.emplace_back(item.child_value("guid"));
  }
  return out;
}

class RssTest : public ::testing::Test {
 protected:
  http::Response get(std::string_view parameters) { return registry_.get(concat("/api/rss?", parameters)); }
  std::vector<std::string> numbers(std::string_view parameters) { return numbers_of(get(parameters)); }

  FixedClock clock_;
  LoadedRegistry registry_{json_of({.nct = "NCT00000001", .first_posted = 3, .last_updated = 1}) +
                               json_of({.nct = "NCT00000002", .first_posted = 2, .last_updated = 2}) +
                               json_of({.nct = "NCT00000003", .first_posted = 30, .last_updated = 2}) +
                               json_of({.nct = "NCT00000004", .first_posted = 14, .last_updated = 14}) +
                               json_of({.nct = "NCT00000005", .first_posted = 15, .last_updated = 15}) +
                               json_of({.nct = "NCT00000006", .title = "Gout", .condition = "Gout"}),
                           {},
                           clock_};
};

TEST_F(RssTest, IsToTheByteAsTheRegistrysFeed) {
  const http::Response response = get("cond=Multiple+Sclerosis&term=NCT00000002");
  EXPECT_EQ(response.content_type, "application/rss+xml; charset=utf-8");
  const auto data_time = registry_.registry().data_time();
  EXPECT_EQ(response.body,
            concat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<rss version=\"2.0\">\n"
                   "\t<channel>\n"
                   "\t\t<title>ClinicalTrials.gov: Multiple Sclerosis, NCT00000002 | First posted in the last 14 "
                   "days</title>\n"
                   "\t\t<link>https://clinicaltrials.gov/api/rss?cond=Multiple+Sclerosis&amp;term=NCT00000002</link>\n"
                   "\t\t<description>Studies found on ClinicalTrials.gov by a search of: Multiple Sclerosis, "
                   "NCT00000002 | First posted in the last 14 days</description>\n"
                   "\t\t<language>en-us</language>\n"
                   "\t\t<pubDate>",
                   eastern_time(*data_time),
                   "</pubDate>\n"
                   "\t\t<ttl>1440</ttl>\n"
                   "\t\t<item>\n"
                   "\t<title>Biking in a cooling vest</title>\n"
                   "\t<link>https://clinicaltrials.gov/study/NCT00000002?cond=Multiple+Sclerosis&amp;"
                   "term=NCT00000002</link>\n"
                   "\t<description>&lt;b&gt;Conditions&lt;/b&gt;: Multiple Sclerosis\n"
                   "&lt;br/&gt;&lt;b&gt;Interventions&lt;/b&gt;: Other: 20 minutes of biking; Dietary Supplement: "
                   "Water\n"
                   "&lt;br/&gt;&lt;b&gt;Sponsors&lt;/b&gt;: Hunter College; The Society\n"
                   "&lt;br/&gt;&lt;b&gt;Recruiting&lt;/b&gt;</description>\n"
                   "\t<guid isPermaLink=\"false\">NCT00000002</guid>\n"
                   "\t<pubDate>Thu, 13 Aug 2026 00:00:00 EDT</pubDate>\n"
                   "</item>\n"
                   "\t</channel>\n"
                   "</rss>\n"));
}

TEST_F(RssTest, HasWhatWasPostedInTheLast14DaysNewestFirst) {
  EXPECT_THAT(numbers("cond=Multiple+Sclerosis"), ElementsAre("NCT00000002", "NCT00000001", "NCT00000004"));
  EXPECT_THAT(numbers("cond=Multiple+Sclerosis&dateField=StudyFirstPostDate"),
              ElementsAre("NCT00000002", "NCT00000001", "NCT00000004"));
  const http::Response updated = get("cond=Multiple+Sclerosis&dateField=LastUpdatePostDate");
  EXPECT_THAT(numbers_of(updated), ElementsAre("NCT00000001", ::testing::_, ::testing::_, "NCT00000004"));
  EXPECT_THAT(updated.body, HasSubstr("Last update posted in the last 14 days</title>"));
  EXPECT_THAT(updated.body, HasSubstr("rss?cond=Multiple+Sclerosis&amp;dateField=LastUpdatePostDate</link>"));
  EXPECT_THAT(updated.body, HasSubstr("NCT00000001?cond=Multiple+Sclerosis</link>"));
  clock_.hours = 20 * 24;
  EXPECT_THAT(numbers("cond=Multiple+Sclerosis"), ElementsAre());
}

TEST_F(RssTest, IsOfAllStudiesWhenNothingIsAskedFor) {
  EXPECT_EQ(numbers("").size(), 4u);
  EXPECT_THAT(get("").body, HasSubstr("ClinicalTrials.gov: All studies | First"));
}

TEST_F(RssTest, IsNarrowedAsOnTheSearchPage) {
  const std::string one = "term=NCT00000001&";
  for (const std::string found :
       {"country=France", "city=Lyon&country=France", "locn=Mercy", "spons=Hunter", "intr=water", "lead=Hunter",
        "lat=45.7&lng=4.8&distance=10", "lat=45.7&lng=4.8&locStr=Lyon", "locStr=Lyon", "ageRange=18y_64y",
        "ageRange=18y_", "ageRange=_64y", "firstPost=2000-01-01_", "aggFilters=status:rec",
        "sort=@relevance&viewType=Card&rank=2&tab=table", "distance=50", "&&"}) {
    EXPECT_THAT(numbers("titles=biking&" + found), ::testing::Contains("NCT00000001")) << found;
  }
  for (const std::string lost :
       {"country=Spain", "city=Paris", "locn=Grace", "spons=Nobody", "lat=0&lng=0&distance=10", "locStr=Paris",
        "ageRange=21y_64y", "ageRange=_59y", "firstPost=_2000-01-01", "aggFilters=status:com"}) {
    EXPECT_THAT(numbers("titles=biking&" + lost), ElementsAre()) << lost;
  }
}

TEST_F(RssTest, RefusesWhatThePageDoesNotWrite) {
  EXPECT_EQ(get("query.cond=a").body, "Invalid prefix in parameter name: query.cond");
  EXPECT_EQ(get("condition=a").body, "`condition` is unknown parameter");
  EXPECT_EQ(get("dateField=StartDate").body, "Invalid value in parameter `dateField`: `StartDate`");
  EXPECT_EQ(get("cond=(a").status, 400);
  EXPECT_THAT(get("cond=(a").body, HasSubstr("Error parsing query in Conditions or disease: "));
  for (const std::string wrong : {"lat=1", "lat=x&lng=1", "lat=100&lng=1", "ageRange=18y", "ageRange=_",
                                  "firstPost=2000-01-01", "firstPost=2000_ALL]OR", "aggFilters=nothing:x"}) {
    EXPECT_EQ(get(wrong).status, 400) << wrong;
  }
}

// What reaches a reader of feeds must be the text, whatever it holds.
TEST_F(RssTest, EscapesHostileTextTwice) {
  FeedRecord hostile = {.nct = "NCT00000077"};
  hostile.title = R"(</title><script>alert(1)</script> ]]> \u0000\u0007\u000b\uffff &amp; \"x\")";
  hostile.condition = "<img src=x onerror=alert(1)> & ]]>";
  hostile.sponsor = "A<b>B</b>\\u001f";
  registry_.load(json_of(hostile));
  ASSERT_OK(registry_.registry().refresh());
  const http::Response response = get("term=NCT00000077&cond=%3Cimg%3E%01");
  const pugi::xml_document document = parsed(response.body);
  const pugi::xml_node channel = document.child("rss").child("channel");
  const pugi::xml_node item = channel.child("item");
  ASSERT_STREQ(item.child_value("guid"), "NCT00000077") << response.body;
  EXPECT_THAT(item.child_value("title"), ::testing::StartsWith("</title><script>alert(1)</script> ]]> "));
  EXPECT_THAT(item.child_value("title"), ::testing::EndsWith(" &amp; \"x\""));
  EXPECT_THAT(item.child_value("description"),
              HasSubstr("<b>Conditions</b>: &lt;img src=x onerror=alert(1)&gt; &amp; ]]&gt;\n<br/>"));
  EXPECT_THAT(item.child_value("description"), HasSubstr("A&lt;b&gt;B&lt;/b&gt;"));
  EXPECT_THAT(channel.child_value("title"), HasSubstr("<img>"));
  for (const unsigned char c : response.body) {
    EXPECT_TRUE(c >= 0x20 || c == '\n' || c == '\t') << int{c};
  }
}

TEST_F(RssTest, StaysTheSameWhileTheDataDo) {
  const http::Response first = get("cond=sclerosis");
  clock_.hours = 1;
  EXPECT_EQ(header(get("cond=sclerosis"), "ETag"), header(first, "ETag"));
  EXPECT_EQ(registry_.handle("/api/rss", http::Method::kHead)->status, 200);
}

TEST(EasternTime, ChangesOverOnTheSundaysOfMarchAndNovember) {
  const auto text = [](std::string_view utc) { return eastern_time(*parse_instant(utc)); };
  EXPECT_EQ(text("2023-10-24T11:34:34"), "Tue, 24 Oct 2023 07:34:34 EDT");
  EXPECT_EQ(text("2024-01-01T02:00:00"), "Sun, 31 Dec 2023 21:00:00 EST");
  EXPECT_EQ(text("2026-03-08T06:59:59"), "Sun, 08 Mar 2026 01:59:59 EST");
  EXPECT_EQ(text("2026-03-08T07:00:00"), "Sun, 08 Mar 2026 03:00:00 EDT");
  EXPECT_EQ(text("2026-11-01T05:59:59"), "Sun, 01 Nov 2026 01:59:59 EDT");
  EXPECT_EQ(text("2026-11-01T06:00:00"), "Sun, 01 Nov 2026 01:00:00 EST");
  EXPECT_EQ(text("2027-03-14T07:00:00"), "Sun, 14 Mar 2027 03:00:00 EDT");
  EXPECT_EQ(text("2027-11-07T06:00:00"), "Sun, 07 Nov 2027 01:00:00 EST");
}

}  // namespace
}  // namespace trialkeep::api
