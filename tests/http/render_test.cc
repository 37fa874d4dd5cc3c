#include "http/render.h"

#include "support/support.h"

namespace trialkeep::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Rendering {
  Request request;
  Compressor compressor;

  WireAnswer of(Response response, Connection connection = {true, false, false}) {
    return render(request, std::move(response), connection, "test", "now", compressor);
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
  EXPECT_THAT(Rendering().of(Response::text(200, "x"), {false, false, false}).head, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(Rendering().of(Response::text(200, "x"), {true, true, false}).head,
              HasSubstr("Connection: keep-alive\r\n"));
}

TEST(Render, SendsABodyThatOthersHoldAsIfItWereItsOwn) {
  const auto kept = std::make_shared<const std::string>(std::string(5'000, '1'));
  for (const std::string coding : {"", "gzip", "zstd"}) {
    Rendering own;
    Rendering shared;
    own.request.accept_encoding = shared.request.accept_encoding = coding;
    Response response = tagged(0);
    response.kept_body = kept;
    const WireAnswer answer = shared.of(std::move(response));
    const WireAnswer expected = own.of(tagged(5'000));
    EXPECT_EQ(answer.head, expected.head);
    EXPECT_EQ(answer.bytes(), expected.bytes());
    EXPECT_EQ(answer.bytes().data() == kept->data(), coding.empty()) << "not copied";
  }
  EXPECT_EQ(*kept, std::string(5'000, '1'));
  Rendering head;
  head.request.method = Method::kHead;
  Response response = tagged(0);
  response.kept_body = kept;
  const WireAnswer answer = head.of(std::move(response));
  EXPECT_THAT(answer.head, HasSubstr("Content-Length: 5000\r\n"));
  EXPECT_EQ(answer.bytes(), "");
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

  const auto archive = [] {
    Response response = tagged(5000);
    response.compressible = false;
    return response;
  };
  EXPECT_THAT(packing.of(archive()).head, Not(HasSubstr("Vary")));
  EXPECT_EQ(packing.of(archive()).body.size(), 5000u);
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
  rendering.request.is_form = true;
  EXPECT_THAT(rendering.of(tagged(10)).head, HasSubstr(" 200 "));
}

TEST(Render, GivesHeadTheLengthOfTheBodyItLeavesOut) {
  Rendering rendering;
  rendering.request.method = Method::kHead;
  const WireAnswer answer = rendering.of(tagged(5000));
  EXPECT_THAT(answer.head, HasSubstr("Content-Length: 5000\r\n"));
  EXPECT_EQ(answer.body, "");
}

TEST(Render, PrefersZstdWhereBothAreLiked) {
  Rendering packing;
  packing.request.accept_encoding = "gzip, deflate, br, zstd";
  const WireAnswer packed = packing.of(tagged(5000));
  EXPECT_THAT(packed.head, HasSubstr("Content-Encoding: zstd\r\n"));
  EXPECT_THAT(packed.head, HasSubstr("ETag: W/\"v1\"\r\n"));
  EXPECT_LT(packed.body.size(), 500u);
}

TEST(Render, AnswersAnUnchangedDateWith304UnlessATagIsNamed) {
  const auto dated = [] {
    Response response = tagged(10);
    response.headers.emplace_back("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
    return response;
  };
  Rendering rendering;
  rendering.request.if_modified_since = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_THAT(rendering.of(dated()).head, HasSubstr(" 304 "));
  rendering.request.if_none_match = "\"other\"";
  EXPECT_THAT(rendering.of(dated()).head, HasSubstr(" 200 "));
}

TEST(Render, CarriesTheHeadersOfASafePageAndTheStrictOneUnderTlsOnly) {
  const std::string plain = Rendering().of(Response::text(200, "x")).head;
  EXPECT_THAT(plain, HasSubstr("X-Frame-Options: SAMEORIGIN\r\n"));
  EXPECT_THAT(plain, HasSubstr("Referrer-Policy: no-referrer\r\n"));
  EXPECT_THAT(plain, Not(HasSubstr("Strict-Transport-Security")));
  EXPECT_THAT(Rendering().of(Response::text(200, "x"), {true, false, true}).head,
              HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
}

}  // namespace
}  // namespace trialkeep::http
