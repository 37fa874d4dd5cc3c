// The registry as it was known on a day: every link of such a page that can stay on that day does.

#include "site/as_of.h"

#include <regex>
#include <set>

#include "base/strings.h"
#include "site/dated_site.h"
#include "site/loaded_site.h"
#include "site/parts.h"

namespace trialkeep::site::as_of_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A study of expanded access, which another names, with sites in two countries and results.
std::string record(std::string_view number, std::string_view status, std::string_view title) {
  return concat(
      R"({"protocolSection":{"identificationModule":{"nctId":")", number, R"(","briefTitle":")", title,
      R"("},"statusModule":{"overallStatus":")", status,
      R"(","expandedAccessInfo":{"hasExpandedAccess":true,"nctId":"NCT00000002"},"startDateStruct":{"date":"2019-05"}},)",
      R"("conditionsModule":{"conditions":["Gout"]},"contactsLocationsModule":{"locations":[)",
      R"({"city":"Berlin","country":"Germany","geoPoint":{"lat":52.5,"lon":13.4}},)",
      R"({"city":"Lyon","country":"France","geoPoint":{"lat":45.7,"lon":4.8}}]}},)",
      R"("resultsSection":{"adverseEventsModule":{"timeFrame":"1 year"}},"hasResults":true})", "\n");
}

class AsOfTest : public DatedSite {
 protected:
  void SetUp() override {
    load("2020-01-01", record("NCT00000001", "RECRUITING", "First title") +
                           record("NCT00000002", "RECRUITING", "Second study") + many(11, 40));
    load("2020-06-01", record("NCT00000001", "SUSPENDED", "First title"));
    load("2022-03-01",
         record("NCT00000001", "COMPLETED", "Last title") + record("NCT00000003", "COMPLETED", "Late study"));
    open();
  }
  static std::string many(int first, int last) {
    std::string out;
    for (int number = first; number <= last; ++number) {
      out += record(NctNumber::from_value(static_cast<std::uint32_t>(number)).text(), "RECRUITING", "One of many");
    }
    return out;
  }
};

// The parts of a page from each `begin` to the `end` that follows it; taken out of the page where `rest` is given.
std::vector<std::string> parts_between(std::string html, std::string_view begin, std::string_view end,
                                       std::string* rest = nullptr) {
  std::vector<std::string> out;
  for (std::size_t at = 0; (at = html.find(begin, at)) != std::string::npos;) {
    const std::size_t last = html.find(end, at);
    CHECK(last != std::string::npos);
    out.push_back(html.substr(at, last - at));
    html.erase(at, last - at);
  }
  if (rest != nullptr) {
    *rest = std::move(html);
  }
  return out;
}

// What the way back to now says, whose links leave the day on purpose; and the brand, which begins anew.
std::string without_ways_back(std::string html) {
  parts_between(html, "<p class=\"banner\"", "</p>", &html);
  parts_between(html, "<a class=\"brand\"", "</a>", &html);
  return html;
}

// The decoded value of an attribute of a tag; empty when it has none.
std::string attribute(std::string_view tag, std::string_view name) {
  const std::string start = concat(" ", name, "=\"");
  const std::size_t at = tag.find(start);
  return at == std::string_view::npos ? std::string()
                                      : unescaped(std::string(tag.substr(
                                            at + start.size(), tag.find('"', at + start.size()) - at - start.size())));
}

// Whether a page or answer of this address can be of a day of the past.
bool can_be_of_a_day(const std::string& address) {
  static const std::regex past(
      R"(/(\?.*)?|/study/[^?#]*([?#].*)?|/(overview|changes|compare|download)(\?.*)?|/api/v2/studies(/NCT[0-9]{8})?(\?.*)?)");
  return std::regex_match(address, past);
}

bool has_day(const std::string& address) { return std::regex_search(address, std::regex("[?&]asOf=[^&#]")); }

// The addresses that links and forms of a page lead to, forms with what they send along.
std::set<std::string> addresses_on(const std::string& html) {
  std::set<std::string> out;
  for (const std::string& tag : parts_between(html, "<a ", ">")) {
    const std::string address = attribute(tag, "href");
    if (address.starts_with("/")) {
      out.insert(address);
    }
  }
  for (const std::string& form : parts_between(html, "<form ", "</form>")) {
    std::string day;
    for (const std::string& input : parts_between(form, "<input ", ">")) {
      day = attribute(input, "name") == "asOf" ? attribute(input, "value") : day;
    }
    out.insert(with_parameter(attribute(form, "action"), "asOf", day));
  }
  return out;
}

TEST_F(AsOfTest, every_link_that_can_stay_on_the_day_does) {
  std::vector<std::string> to_read = {"/study/NCT00000001?asOf=2020-07-01",
                                      "/study/NCT00000001?near=Berlin&asOf=2020-07-01",
                                      "/?q=gout&asOf=2020-07-01",
                                      "/?q=xyzzy+gout&asOf=2020-07-01",
                                      "/?q=%28&asOf=2020-07-01",
                                      "/?asOf=2020-07-01",
                                      "/?q=gout&tag=has+adverse+events&asOf=2020-07-01",
                                      "/compare?ids=NCT00000001,NCT00000002&asOf=2020-07-01",
                                      "/compare?asOf=2020-07-01",
                                      "/overview?q=gout&asOf=2020-07-01",
                                      "/changes?q=gout&asOf=2020-07-01",
                                      "/study/NCT00000003?asOf=2020-07-01"};
  std::set<std::string> seen(to_read.begin(), to_read.end());
  std::size_t links = 0;
  while (!to_read.empty() && seen.size() < 300) {
    const std::string target = std::move(to_read.back());
    to_read.pop_back();
    const http::Response response = get(target);
    if (!response.content_type.starts_with("text/html")) {
      continue;
    }
    EXPECT_LT(response.status, 500) << target;
    for (const std::string& address : addresses_on(without_ways_back(response.body))) {
      if (!can_be_of_a_day(address)) {
        continue;
      }
      ++links;
      EXPECT_TRUE(has_day(address)) << address << " on " << target;
      std::string target_of_it = address.substr(0, address.find('#'));
      if (!address.starts_with("/api/") && seen.insert(target_of_it).second) {
        to_read.push_back(std::move(target_of_it));
      }
    }
  }
  EXPECT_GT(links, 500u);
  EXPECT_GT(seen.size(), 100u);
}

TEST_F(AsOfTest, links_of_the_present_name_no_day) {
  for (const char* target : {"/study/NCT00000002", "/?q=gout", "/overview?q=gout", "/changes?q=gout",
                             "/compare?ids=NCT00000001", "/study/NCT00000001/protocolSection"}) {
    for (const std::string& address : addresses_on(get(target).body)) {
      EXPECT_FALSE(has_day(address)) << address << " on " << target;
    }
  }
}

TEST_F(AsOfTest, a_history_ends_with_the_version_of_the_day) {
  const std::string then = text("/study/NCT00000001/history?asOf=2020-07-01");
  EXPECT_THAT(then, HasSubstr("The history as known on 2020-07-01"));
  EXPECT_THAT(then, HasSubstr("2 versions are kept"));
  EXPECT_THAT(then, HasSubstr("History: First title"));
  EXPECT_THAT(then, Not(HasSubstr("Version 2")));
  EXPECT_THAT(text("/study/NCT00000001/history"), HasSubstr("3 versions are kept"));
  EXPECT_EQ(get("/study/NCT00000003/history?asOf=2020-07-01").status, 404);
  EXPECT_EQ(get("/study/NCT00000001/history?asOf=never").status, 400);
}

TEST_F(AsOfTest, the_last_change_is_that_of_the_day) {
  EXPECT_THAT(text("/study/NCT00000001/diff?asOf=2020-07-01"), HasSubstr("Version 0 and version 1"));
  EXPECT_THAT(text("/study/NCT00000001/diff"), HasSubstr("Version 1 and version 2"));
  EXPECT_THAT(text("/study/NCT00000001/diff?from=0&to=2&asOf=2020-07-01"), HasSubstr("Version 0 and version 2"))
      << "what is asked for by number is shown";
  EXPECT_EQ(get("/study/NCT00000003/diff?asOf=2020-07-01").status, 404);
}

TEST_F(AsOfTest, studies_are_compared_as_they_were) {
  const std::string then = text("/compare?ids=NCT00000001,NCT00000003&asOf=2020-07-01");
  EXPECT_THAT(then, HasSubstr("Studies as known on 2020-07-01"));
  EXPECT_THAT(then, HasSubstr("First title"));
  EXPECT_THAT(then, HasSubstr("Suspended"));
  EXPECT_THAT(then, HasSubstr("Not known here then: NCT00000003."));
  EXPECT_EQ(get("/compare?ids=NCT00000001&asOf=never").status, 400);
}

TEST_F(AsOfTest, changes_end_with_the_day_and_begin_some_days_before) {
  const std::string then = text("/changes?asOf=2020-06-03");
  EXPECT_THAT(then, HasSubstr("Since 2020-05-20 until 2020-06-03, the newest first"));
  EXPECT_THAT(then, HasSubstr("NCT00000001 Changed"));
  EXPECT_THAT(then, Not(HasSubstr("NCT00000003")));
  EXPECT_THAT(then, Not(HasSubstr("NCT00000011")));
}

TEST_F(AsOfTest, a_search_without_words_lists_what_was_known) {
  EXPECT_THAT(text("/?asOf=2020-07-01"), HasSubstr("32 studies, 1 to 20."));
  EXPECT_EQ(*get("/?q=nct00000001&asOf=2020-07-01").find_header("Location"), "/study/NCT00000001?asOf=2020-07-01");
}

}  // namespace
}  // namespace trialkeep::site::as_of_test
