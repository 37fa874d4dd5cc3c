// Pages of results over one state of the data, while loads run beside them.

#include "site/kept_pages.h"

#include <regex>

#include "base/strings.h"
#include "site/loaded_site.h"

namespace trialkeep::site::kept_pages_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kEarlier = "The data have been brought up to date since the first of these pages";
constexpr const char* kNotKept = "The data that this address was made for are not kept any longer";

// The time of day is the system's; time goes by as the test says.
class Minutes final : public os::Clock {
 public:
  Instant now() const override { return os::system_clock().now(); }
  std::int64_t monotonic_us() const override { return minutes * 60'000'000; }
  std::int64_t minutes = 1'000;
};

std::string record(int number, std::string_view status = "COMPLETED") {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")",
                NctNumber::from_value(static_cast<std::uint32_t>(number)).text(), R"(","briefTitle":"Study )", number,
                R"("},"statusModule":{"overallStatus":")", status,
                R"("},"conditionsModule":{"conditions":["Gout"]}},"hasResults":false})", "\n");
}

std::string records(int first, int last, std::string_view status = "COMPLETED") {
  std::string out;
  for (int number = first; number <= last; ++number) {
    out += record(number, status);
  }
  return out;
}

class KeptPagesTest : public ::testing::Test {
 protected:
  std::string html(std::string_view target) { return site_->get(target).body; }
  std::string text(std::string_view target) { return text_of(html(target)); }
  // The address behind the link of that relation; empty when there is none.
  std::string link(const std::string& page, std::string_view rel) {
    const std::regex pattern(concat("<a href=\"([^\"]*)\" rel=\"", rel, "\">"));
    std::smatch match;
    return std::regex_search(page, match, pattern) ? unescaped(match[1]) : std::string();
  }
  // The studies of a page, in order.
  std::vector<std::string> numbers(const std::string& page) {
    static const std::regex hit("<h2><a href=\"/study/(NCT[0-9]{8})\">");
    std::vector<std::string> out;
    for (std::sregex_iterator at(page.begin(), page.end(), hit), end; at != end; ++at) {
      out.push_back((*at)[1]);
    }
    return out;
  }

  Minutes clock_;
  std::unique_ptr<LoadedSite> site_ = LoadedSite::of_records(records(1, 45), clock_);
};

TEST_F(KeptPagesTest, show_each_study_once_though_a_load_changes_the_result_between_them) {
  const std::string first = html("/?q=gout");
  std::vector<std::string> seen = numbers(first);
  ASSERT_EQ(seen.size(), kHitsOnPage);
  // What comes in would stand before all others, and what was first leaves the result.
  site_->load(records(60, 80) + record(45, "WITHDRAWN"));
  std::string page = html(link(first, "next"));
  EXPECT_THAT(text_of(page), HasSubstr("45 studies, 21 to 40."));
  EXPECT_THAT(text_of(page), HasSubstr(kEarlier));
  for (std::string& one : numbers(page)) seen.push_back(std::move(one));
  page = html(link(page, "next"));
  EXPECT_THAT(text_of(page), HasSubstr("45 studies, 41 to 45."));
  EXPECT_EQ(link(page, "next"), "");
  for (std::string& one : numbers(page)) seen.push_back(std::move(one));
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()) - seen.begin(), 45);
  EXPECT_EQ(seen.size(), 45u);
  // And back again.
  page = html(link(page, "prev"));
  EXPECT_THAT(text_of(page), HasSubstr("45 studies, 21 to 40."));
}

TEST_F(KeptPagesTest, count_by_the_same_data_as_their_total) {
  const std::string next = link(html("/?q=gout"), "next");
  site_->load(records(1, 30, "WITHDRAWN"));
  const std::string then = text(next);
  EXPECT_THAT(then, HasSubstr("45 studies"));
  EXPECT_THAT(then, HasSubstr("Status Completed 45"));
  EXPECT_THAT(then, Not(HasSubstr("Withdrawn 30")));
  const std::string now = text("/?q=gout&page=2");
  EXPECT_THAT(now, HasSubstr("Withdrawn 30"));
  EXPECT_THAT(now, Not(HasSubstr(kEarlier)));
}

TEST_F(KeptPagesTest, have_addresses_that_only_add_the_state_to_the_question) {
  const std::string next = link(html("/?q=gout"), "next");
  EXPECT_THAT(next, ::testing::MatchesRegex("/\\?q=gout&page=2&at=[-_A-Za-z0-9]{44}"));
  EXPECT_THAT(html(next), Not(HasSubstr(kEarlier)));
  // What leads to another question asks for the data of now.
  const std::string page = html(next);
  static const std::regex narrower("href=\"(/\\?[^\"]*in=[^\"]*)\"");
  std::smatch match;
  ASSERT_TRUE(std::regex_search(page, match, narrower));
  EXPECT_THAT(match[1].str(), Not(HasSubstr("at=")));
}

TEST_F(KeptPagesTest, are_of_the_data_of_now_when_those_asked_for_are_kept_no_longer) {
  const std::string next = link(html("/?q=gout"), "next");
  site_->load(records(60, 80));
  clock_.minutes += 10;
  EXPECT_THAT(text(next), HasSubstr("45 studies, 21 to 40."));
  clock_.minutes += 11;
  const std::string late = text(next);
  EXPECT_THAT(late, HasSubstr("66 studies, 21 to 40."));
  EXPECT_THAT(late, HasSubstr(kNotKept));
  EXPECT_THAT(text(link(html(next), "next")), Not(HasSubstr(kNotKept))) << "further links are of the data of now";
}

TEST_F(KeptPagesTest, say_so_when_an_address_names_the_data_of_another_question_or_none) {
  const std::string next = link(html("/?q=gout"), "next");
  const std::string token = next.substr(next.find("at=") + 3);
  for (const std::string& target : {concat("/?cond=gout&page=2&at=", token), std::string("/?q=gout&page=2&at=x"),
                                    concat("/?q=gout&page=2&at=", token, "x")}) {
    const std::string page = text(target);
    EXPECT_THAT(page, HasSubstr("45 studies, 21 to 40.")) << target;
    EXPECT_THAT(page, HasSubstr(kNotKept)) << target;
  }
  EXPECT_THAT(text(concat("/?q=gout&page=3&at=", token)), Not(HasSubstr(kNotKept))) << "any page of the same question";
}

}  // namespace
}  // namespace trialkeep::site::kept_pages_test
