// Pages while data change.

#include <set>

#include "api/loaded_registry.h"
#include "base/limits.h"
#include "os/clock.h"

namespace trialkeep::api {
namespace {

using testing::header;
using testing::LoadedRegistry;
using testing::next_page_token;
using testing::small_record;
using testing::studies_of;

constexpr std::string_view kChanged =
    "The data have probably changed while you were paginating. Please, start over from the first page.";

class TestClock final : public os::Clock {
 public:
  Instant now() const override { return os::system_clock().now(); }
  std::int64_t monotonic_us() const override { return minutes * 60'000'000; }
  std::int64_t minutes = 1'000;
};

std::string records(int from, int to, std::string_view title) {
  std::string out;
  for (int i = from; i <= to; ++i) {
    out += small_record(NctNumber::from_value(static_cast<std::uint32_t>(i)).text(), title, "Gout") + "\n";
  }
  return out;
}

class PageStabilityTest : public ::testing::Test {
 protected:
  void change(int from, int to, std::string_view title) {
    registry_.load(records(from, to, title));
    ASSERT_TRUE(registry_.registry().refresh().ok());
  }

  TestClock clock_;
  LoadedRegistry registry_{records(1, 40, "Old"), {}, clock_};
};

TEST_F(PageStabilityTest, EachStudyIsMetOnceAndAsItWasWhileLoadsRun) {
  std::multiset<std::string> met;
  std::string token;
  int page = 0;
  do {
    const http::Response response =
        registry_.get(concat("/api/v2/studies?pageSize=7&query.cond=gout&pageToken=", token));
    ASSERT_EQ(response.status, 200) << response.body;
    for (std::string& study : studies_of(response.body)) {
      met.insert(std::move(study));
    }
    token = next_page_token(response.body);
    ++page;
    // New studies, and some that change behind and before the page.
    change(page, page + 3, concat("New ", page));
    change(100 + page, 110 + page, "Added");
    clock_.minutes += 9;
  } while (!token.empty());
  std::multiset<std::string> expected;
  for (const std::string& line : ::trialkeep::testing::lines_of(records(1, 40, "Old"))) {
    expected.insert(line);
  }
  EXPECT_EQ(met, expected);
}

TEST_F(PageStabilityTest, CsvPagesAreStableToo) {
  const std::string target = "/api/v2/studies?format=csv&fields=NCT+Number&pageSize=30&pageToken=";
  const http::Response first = registry_.get(target);
  change(200, 230, "Added");
  const http::Response second = registry_.get(target + header(first, "x-next-page-token"));
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(::trialkeep::testing::lines_of(first.body).size() + ::trialkeep::testing::lines_of(second.body).size(),
            41u);
}

TEST_F(PageStabilityTest, TheDataOfAPageGoTenMinutesAfterTheirLastUse) {
  const std::string target = "/api/v2/studies?pageSize=30&pageToken=";
  const std::string token = next_page_token(registry_.get(target).body);
  change(1, 1, "New");
  clock_.minutes += 10;
  EXPECT_EQ(registry_.get(target + token).status, 200);
  clock_.minutes += 10;
  EXPECT_EQ(registry_.get(target + token).status, 200);
  clock_.minutes += 11;
  const http::Response late = registry_.get(target + token);
  EXPECT_EQ(late.status, 400);
  EXPECT_EQ(late.body, kChanged);
}

TEST_F(PageStabilityTest, OnlySoManyStatesAreKept) {
  const std::string target = "/api/v2/studies?pageSize=30&pageToken=";
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i <= limits::kStatesKept; ++i) {
    tokens.push_back(next_page_token(registry_.get(target).body));
    change(1, 1, concat("Title ", i));
  }
  EXPECT_EQ(registry_.get(target + tokens.front()).body, kChanged);
  EXPECT_EQ(registry_.get(target + tokens[1]).status, 200);
  EXPECT_EQ(registry_.get(target + tokens.back()).status, 200);
}

TEST_F(PageStabilityTest, WithoutChangesATokenStaysGood) {
  const std::string target = "/api/v2/studies?pageSize=30&pageToken=";
  const std::string token = next_page_token(registry_.get(target).body);
  clock_.minutes += 1'000;
  EXPECT_EQ(registry_.get(target + token).status, 200);
}

}  // namespace
}  // namespace trialkeep::api
