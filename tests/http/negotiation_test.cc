#include "http/negotiation.h"

#include "http/gzip.h"
#include "http/listen.h"
#include "support/support.h"

namespace trialkeep::http {
namespace {

using ::testing::HasSubstr;

TEST(AcceptsGzip, FollowsTheWeights) {
  struct Case {
    std::string_view header;
    bool accepts;
  };
  const Case cases[] = {
      {"", false},
      {"gzip", true},
      {"GZIP", true},
      {"x-gzip", true},
      {"deflate, gzip", true},
      {"gzip, deflate, br, zstd", true},
      {"gzip;q=0", false},
      {"gzip;q=0.000", false},
      {"gzip; q=0.001", true},
      {"gzip ;Q=1.0", true},
      {"br;q=1.0, gzip;q=0.8, *;q=0.1", true},
      {"*", true},
      {"*;q=0", false},
      {"gzip;q=0, *", false},
      {"gzip, *;q=0", true},
      {"identity", false},
      {"identity, gzip;q=0.5", false},
      {"identity;q=0.5, gzip", true},
      {"identity;q=0.5, *;q=0.5", true},
      {"identity;q=0", false},
      {"deflate", false},
      {"gzipped", false},
      {"gzip;q=2", false},
      {"gzip;q=", false},
      {"gzip;q=0.1234", false},
      {"gzip;q=x, *", true},
      {",,gzip,,", true},
      {";;;,gzip;;q=0.3", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(accepts_gzip(c.header), c.accepts) << c.header;
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

TEST(GzipCompressor, LeavesAloneWhatDoesNotShrink) {
  GzipCompressor gzip(1);
  EXPECT_EQ(gzip.compress(""), std::nullopt);
  EXPECT_EQ(gzip.compress("abc"), std::nullopt);
  const auto packed = gzip.compress(std::string(5000, 'a'));
  ASSERT_TRUE(packed.has_value());
  EXPECT_LT(packed->size(), 200u);
  EXPECT_EQ(packed, gzip.compress(std::string(5000, 'a')));
}

}  // namespace
}  // namespace trialkeep::http
