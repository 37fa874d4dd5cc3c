#include "http/negotiation.h"

#include "http/http_date.h"
#include "http/listen.h"
#include "support/support.h"

namespace trialkeep::http {
namespace {

using ::testing::HasSubstr;

TEST(PreferredCoding, FollowsTheWeights) {
  struct Case {
    std::string_view header;
    Coding coding;
  };
  constexpr Coding kPlain = Coding::kIdentity;
  constexpr Coding kGzip = Coding::kGzip;
  constexpr Coding kZstd = Coding::kZstd;
  const Case cases[] = {
      {"", kPlain},
      {"gzip", kGzip},
      {"GZIP", kGzip},
      {"x-gzip", kGzip},
      {"deflate, gzip", kGzip},
      {"gzip, deflate, br, zstd", kZstd},
      {"zstd", kZstd},
      {"ZSTD;q=0.5, gzip;q=0.4", kZstd},
      {"zstd;q=0.5, gzip;q=0.6", kGzip},
      {"zstd;q=0, gzip", kGzip},
      {"zstd;q=0.5, *", kGzip},
      {"zstd;q=0.5, identity", kPlain},
      {"zstd, *;q=0", kZstd},
      {"gzip;q=0", kPlain},
      {"gzip;q=0.000", kPlain},
      {"gzip; q=0.001", kGzip},
      {"gzip ;Q=1.0", kGzip},
      {"br;q=1.0, gzip;q=0.8, *;q=0.1", kGzip},
      {"*", kGzip},
      {"*;q=0", kPlain},
      {"gzip;q=0, *", kPlain},
      {"gzip, *;q=0", kGzip},
      {"identity", kPlain},
      {"identity, gzip;q=0.5", kPlain},
      {"identity;q=0.5, gzip", kGzip},
      {"identity;q=0.5, *;q=0.5", kGzip},
      {"identity;q=0", kPlain},
      {"deflate", kPlain},
      {"gzipped", kPlain},
      {"gzip;q=2", kPlain},
      {"gzip;q=", kPlain},
      {"gzip;q=0.1234", kPlain},
      {"gzip;q=x, *", kGzip},
      {",,gzip,,", kGzip},
      {";;;,gzip;;q=0.3", kGzip},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(preferred_coding(c.header), c.coding) << c.header;
  }
}

TEST(EtagMatches, ComparesWeakly) {
  struct Case {
    std::string_view header;
    std::string_view etag;
    bool matches;
  };
  const Case cases[] = {
      {"\"a\"", "\"a\"", true},
      {"W/\"a\"", "\"a\"", true},
      {"\"a\"", "W/\"a\"", true},
      {"\"b\", W/\"a\"", "\"a\"", true},
      {"\"b\",\"c\" , \"a\"", "\"a\"", true},
      {"\"x,y\"", "\"x,y\"", true},
      {"*", "\"a\"", true},
      {" * ", "\"a\"", true},
      {"\"b\"", "\"a\"", false},
      {"", "\"a\"", false},
      {"a", "\"a\"", false},
      {"\"a", "\"a\"", false},
      {"*", "", false},
      {"\"\"", "\"\"", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(etag_matches(c.header, c.etag), c.matches) << c.header << " against " << c.etag;
  }
}

TEST(UnmodifiedSince, ComparesDates) {
  constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_TRUE(unmodified_since(kDate, kDate));
  EXPECT_TRUE(unmodified_since("Sun, 06 Nov 1994 08:49:38 GMT", kDate));
  EXPECT_FALSE(unmodified_since("Sun, 06 Nov 1994 08:49:36 GMT", kDate));
  EXPECT_FALSE(unmodified_since("", kDate));
  EXPECT_FALSE(unmodified_since(kDate, ""));
  EXPECT_FALSE(unmodified_since("yesterday", kDate));
}

TEST(HttpDate, IsTheFormOfTheStandard) {
  EXPECT_EQ(http_date(Instant{784111777000}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(Instant{0}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(parse_instant("2026-11-22T12:33:05Z").value()), "Sun, 22 Nov 2026 12:33:05 GMT");
}

TEST(HttpDate, IsReadBackAndNothingElseIs) {
  for (const std::int64_t ms : {0LL, 784111777000LL, 1795000000000LL, 951782400000LL}) {
    EXPECT_EQ(parse_http_date(http_date(Instant{ms})), Instant{ms});
  }
  for (std::string_view text :
       {"", "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 0x Nov 1994 08:49:37 GMT", "Xun, 06 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(ParseListen, ReadsTheUsualForms) {
  const std::pair<std::string_view, ListenAddress> cases[] = {
      {"127.0.0.1:8080", {"127.0.0.1", 8080}}, {":8080", {"127.0.0.1", 8080}},          {"8080", {"127.0.0.1", 8080}},
      {"[::1]:8080", {"::1", 8080}},           {"localhost:8080", {"127.0.0.1", 8080}}, {"0.0.0.0:80", {"0.0.0.0", 80}},
      {"[::]:65535", {"::", 65535}},           {"LOCALHOST:0", {"127.0.0.1", 0}},
  };
  for (const auto& [text, expected] : cases) {
    const auto parsed = parse_listen(text);
    ASSERT_OK(parsed) << text;
    EXPECT_EQ(*parsed, expected) << text;
  }
  EXPECT_EQ((ListenAddress{"::1", 80}).text(), "[::1]:80");
}

TEST(ParseListen, RefusesTheRestAndShowsTheForms) {
  for (std::string_view text : {"", ":", "host", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "1.2.3:80", "::1:80",
                                "[::1]", "[127.0.0.1]:80", "example.org:80", "127.0.0.1:80x", " 8080", "-1", "[]:80"}) {
    const Status status = parse_listen(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("[::1]:8080")) << text;
  }
}

}  // namespace
}  // namespace trialkeep::http
