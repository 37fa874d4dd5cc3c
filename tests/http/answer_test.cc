#include "http/answer.h"

#include "support/support.h"

namespace trialkeep::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Rendering {
  Request request;
  GzipCompressor gzip = GzipCompressor(1);

  WireAnswer of(Response response, Ending ending = {true, false}) {
    return render(request, std::move(response), ending, "test", "now", gzip);
  }
};

Response tagged(std::size_t size) {
  Response response = Response::json(200, std::string(size, '1'));
  response.headers = {{"ETag", "\"v1\""}};
  return response;
}

TEST(Render, CarriesTheCommonHeaders) {
  const std::string head = Rendering().of(Response::text(200, "hello")).head;
  EXPECT_THAT(head, ::testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, ::testing::EndsWith("\r\n\r\n"));
  for (const char* line :
       {"Content-Type: text/plain; charset=utf-8\r\n", "Content-Length: 5\r\n", "Server: test\r\n", "Date: now\r\n",
        "Access-Control-Allow-Origin: *\r\n", "X-Content-Type-Options: nosniff\r\n"}) {
    EXPECT_THAT(head, HasSubstr(line));
  }
  EXPECT_THAT(head, Not(HasSubstr("Connection:")));
  EXPECT_THAT(Rendering().of(Response::text(200, "x"), {false, false}).head, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(Rendering().of(Response::text(200, "x"), {true, true}).head, HasSubstr("Connection: keep-alive\r\n"));
}

TEST(Render, LeavesTheHandlersOwnWordsAlone) {
  Response response = Response::text(200, "x");
  response.headers = {{"referrer-policy", "same-origin"}};
  const std::string head = Rendering().of(std::move(response)).head;
  EXPECT_THAT(head, HasSubstr("referrer-policy: same-origin"));
  EXPECT_THAT(head, Not(HasSubstr("no-referrer")));
}

TEST(Render, NeverLetsAValueStartAHeader) {
  Response response = Response::text(302, "");
  response.headers = {{"Location", "/a\r\nSet-Cookie: b\nc"}};
  EXPECT_THAT(Rendering().of(std::move(response)).head, HasSubstr("Location: /a  Set-Cookie: b c\r\n"));
}

TEST(Render, CompressesOnlyWhereItIsAskedForAndWorthIt) {
  Rendering plain;
  EXPECT_THAT(plain.of(tagged(5000)).head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_EQ(plain.of(tagged(5000)).body.size(), 5000u);
  EXPECT_THAT(plain.of(tagged(5000)).head, HasSubstr("ETag: \"v1\"\r\n"));

  Rendering packing;
  packing.request.accept_encoding = "gzip";
  const WireAnswer packed = packing.of(tagged(5000));
  EXPECT_THAT(packed.head, HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(packed.head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_THAT(packed.head, HasSubstr("ETag: W/\"v1\"\r\n"));
  EXPECT_LT(packed.body.size(), 500u);
  EXPECT_EQ(packing.of(tagged(kCompressibleBytes - 1)).body.size(), kCompressibleBytes - 1);

  Response archive = tagged(5000);
  archive.compressible = false;
  EXPECT_THAT(packing.of(archive).head, Not(HasSubstr("Vary")));
  EXPECT_EQ(packing.of(archive).body.size(), 5000u);
}

TEST(Render, AddsToAVaryThatIsThere) {
  Response response = tagged(5000);
  response.headers.emplace_back("Vary", "Accept");
  EXPECT_THAT(Rendering().of(std::move(response)).head, HasSubstr("Vary: Accept, Accept-Encoding\r\n"));
}

TEST(Render, AnswersAMatchingEtagWith304AndNoBody) {
  Rendering rendering;
  rendering.request.if_none_match = "W/\"v0\", W/\"v1\"";
  const WireAnswer answer = rendering.of(tagged(5000));
  EXPECT_THAT(answer.head, ::testing::StartsWith("HTTP/1.1 304 Not Modified\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("ETag: \"v1\"\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_THAT(answer.head, Not(HasSubstr("Content-Length")));
  EXPECT_EQ(answer.body, "");

  Response missing = tagged(10);
  missing.status = 404;
  EXPECT_THAT(rendering.of(std::move(missing)).head, HasSubstr(" 404 "));
  rendering.request.method = Method::kPost;
  EXPECT_THAT(rendering.of(tagged(10)).head, HasSubstr(" 200 "));
}

TEST(Render, GivesHeadTheLengthOfTheBodyItLeavesOut) {
  Rendering rendering;
  rendering.request.method = Method::kHead;
  const WireAnswer answer = rendering.of(tagged(5000));
  EXPECT_THAT(answer.head, HasSubstr("Content-Length: 5000\r\n"));
  EXPECT_EQ(answer.body, "");
}

TEST(HttpDate, IsTheFormOfTheStandard) {
  EXPECT_EQ(http_date(Instant{784111777000}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(Instant{0}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(parse_instant("2026-11-22T12:33:05Z").value()), "Sun, 22 Nov 2026 12:33:05 GMT");
}

}  // namespace
}  // namespace trialkeep::http
