#include "http/query_string.h"

#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Target target_of(std::string_view text) {
  auto target = parse_target(text);
  EXPECT_OK(target) << text;
  return target.ok() ? *std::move(target) : Target();
}

TEST(ParseTarget, SplitsAPathIntoDecodedSegments) {
  struct Case {
    std::string_view target;
    std::string path;
    std::vector<std::string> segments;
  };
  const Case cases[] = {
      {"/", "/", {}},
      {"/api/v2/studies", "/api/v2/studies", {"api", "v2", "studies"}},
      {"/studies/", "/studies/", {"studies"}},
      {"//studies", "//studies", {"studies"}},
      {"/a%2Fb/c", "/a/b/c", {"a/b", "c"}},
      {"/a+b/%C3%A9", "/a+b/\xC3\xA9", {"a+b", "\xC3\xA9"}},
      {"/...", "/...", {"..."}},
      {"/a:b,c|d(e)[f]\"g\"", "/a:b,c|d(e)[f]\"g\"", {"a:b,c|d(e)[f]\"g\""}},
      {"http://localhost:8080/a?b=c", "/a", {"a"}},
      {"HTTP://localhost", "/", {}},
      {"http://localhost?a=b", "/", {}},
      {"/a?b/../c", "/a", {"a"}},
  };
  for (const Case& c : cases) {
    const Target target = target_of(c.target);
    EXPECT_EQ(target.path, c.path) << c.target;
    EXPECT_EQ(target.segments, c.segments) << c.target;
  }
}

TEST(ParseTarget, ReadsParametersInOrder) {
  struct Case {
    std::string_view query;
    std::vector<Parameter> parameters;
  };
  const Case cases[] = {
      {"", {}},
      {"a=1&b=2&a=3", {{"a", "1"}, {"b", "2"}, {"a", "3"}}},
      {"&&a=1&&", {{"a", "1"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=b", {{"", "b"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"query.term=heart+attack%20now", {{"query.term", "heart attack now"}}},
      {"a%26b=c%3Dd", {{"a&b", "c=d"}}},
      {"x=1%2B1", {{"x", "1+1"}}},
      {"q=AREA[Phase](\"x\"|y,z):w", {{"q", "AREA[Phase](\"x\"|y,z):w"}}},
      {"q=caf\xC3\xA9", {{"q", "caf\xC3\xA9"}}},
      {"q=a?b/c#d", {{"q", "a?b/c#d"}}},
      {"q=%e2%82%AC", {{"q", "\xE2\x82\xAC"}}},
      {"q=line%0Aend", {{"q", "line\nend"}}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(target_of(std::string("/s?").append(c.query)).parameters, c.parameters) << c.query;
    EXPECT_EQ(parse_parameters(c.query).value(), c.parameters) << c.query;
  }
}

TEST(ParseTarget, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(target_of("/s?q=caf%E9").parameters[0].value, "caf\xEF\xBF\xBD");
  EXPECT_EQ(target_of("/s?q=%C0%80").parameters[0].value, "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(target_of("/s?q=%ED%A0%80x").parameters[0].value, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx");
  EXPECT_EQ(target_of("/s?q=%F0%9F%98%80").parameters[0].value, "\xF0\x9F\x98\x80");
  EXPECT_EQ(target_of("/%FF").segments[0], "\xEF\xBF\xBD");
}

TEST(ParseTarget, RefusesWithASentenceThatNamesTheByte) {
  struct Case {
    std::string_view target;
    std::string_view says;
  };
  const Case cases[] = {
      {"/a?q=100%", "\"%\" at byte 9"},
      {"/a?q=%zz&b=1", "\"%zz\" at byte 6"},
      {"/a?%4=1", "\"%4\" at byte 4"},
      {"/%2", "\"%2\" at byte 2"},
      {"/a?q=%00", "NUL at byte"},
      {"/a%00b", "NUL at byte"},
      {"/a/../b", "\"..\""},
      {"/a/%2e%2E", "\"..\""},
      {"/./a", "\".\""},
      {"", "does not start with"},
      {"*", "does not start with"},
      {"studies", "does not start with"},
      {"?a=b", "does not start with"},
  };
  for (const Case& c : cases) {
    const Status status = parse_target(c.target).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << c.target;
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(c.says))) << c.target;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(parse_target(std::string_view("/a\0b", 4)).status()));
}

TEST(ParseTarget, RefusesATargetOverTheLimit) {
  EXPECT_OK(parse_target("/" + std::string(99, 'a'), 100));
  const Status status = parse_target("/" + std::string(100, 'a'), 100).status();
  EXPECT_TRUE(absl::IsOutOfRange(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("101 bytes"));
}

TEST(PercentEncode, IsUndoneByDecoding) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/c+d&e=\"\xC3\xA9%"), "a%20b%2Fc%2Bd%26e%3D%22%C3%A9%25");
  EXPECT_EQ(percent_encode("[]{}@`^|"), "%5B%5D%7B%7D%40%60%5E%7C");
  std::string ascii;
  for (char c = 1; c < 127; ++c) {
    ascii.push_back(c);
  }
  EXPECT_EQ(target_of("/?q=" + percent_encode(ascii)).parameters[0].value, ascii);
  EXPECT_THAT(target_of("/" + percent_encode(ascii)).segments, ElementsAre(ascii));
}

TEST(EncodeParameter, WritesABlankAsBrowsersDoAndIsUndoneByDecoding) {
  EXPECT_EQ(encode_parameter("a b/c+d&e=\"\xC3\xA9%"), "a+b%2Fc%2Bd%26e%3D%22%C3%A9%25");
  EXPECT_EQ(encode_parameter(""), "");
  EXPECT_EQ(encode_parameter(" a  b "), "+a++b+");
  std::string ascii;
  for (char c = 1; c < 127; ++c) {
    ascii.push_back(c);
  }
  const Target target = target_of(concat("/?", encode_parameter(ascii), "=", encode_parameter(ascii)));
  EXPECT_EQ(target.parameters[0].name, ascii);
  EXPECT_EQ(target.parameters[0].value, ascii);
}

TEST(MakeRequest, FillsWhatATargetSays) {
  const Request request = make_request(Method::kGet, "/a/b?x=1&x=2").value();
  EXPECT_EQ(request.target, "/a/b?x=1&x=2");
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_THAT(request.segments, ElementsAre("a", "b"));
  ASSERT_NE(request.find_parameter("x"), nullptr);
  EXPECT_EQ(*request.find_parameter("x"), "1");
  EXPECT_EQ(request.find_parameter("y"), nullptr);
  EXPECT_THAT(request.host, IsEmpty());
}

}  // namespace
}  // namespace trialkeep::http
