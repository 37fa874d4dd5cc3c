// A live server and a client of raw bytes: what goes over the wire when all is well.
#include "http/server.h"

#include <thread>

#include "http/live_server.h"
#include "http/raw_client.h"
#include "http/unpack.h"

namespace trialkeep::http::testing {
namespace {

using ::testing::HasSubstr;

TEST(Server, TellsItsAddress) {
  const auto server = start_server();
  EXPECT_NE(server->port(), 0);
  EXPECT_EQ(server->url(), concat("http://127.0.0.1:", server->port()));
}

TEST(Server, AnswersRequestAfterRequestOnOneConnection) {
  const auto server = start_server();
  RawClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    const Reply reply = client.ask(concat("/a/", i, "?q=heart+attack"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, concat("/a/", i, " q=heart attack"));
    EXPECT_EQ(reply.header("server"), "trialkeep");
    EXPECT_EQ(reply.header("access-control-allow-origin"), "*");
    EXPECT_EQ(reply.header("connection"), "");
    EXPECT_EQ(reply.header("date").size(), 29u);
  }
  EXPECT_EQ(server->counts().requests, 3u);
  EXPECT_EQ(server->counts().connections, 1u);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  const auto server = start_server();
  RawClient client(server->port());
  std::string packet = "\r\n";
  for (const char* name : {"/one", "/large", "/three"}) {
    packet += concat("GET ", name, " HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  client.send(packet);
  EXPECT_EQ(client.reply().body, "/one");
  EXPECT_EQ(client.reply().body.size(), 100'000u);
  EXPECT_EQ(client.reply().body, "/three");
}

TEST(Server, TakesARequestByteByByte) {
  const auto server = start_server();
  RawClient client(server->port());
  for (const char c : std::string_view("GET /slowly HTTP/1.1\r\nHost: x\r\n\r\n")) {
    client.send(std::string_view(&c, 1));
  }
  EXPECT_EQ(client.reply().body, "/slowly");
}

TEST(Server, TakesTheCharactersThatClientsSendUnescaped) {
  const auto server = start_server();
  RawClient client(server->port());
  EXPECT_EQ(client.ask("/s?q=AREA[Phase](\"a\"|b,c):{d}<e>\\^`'\xC3\xA9\xFF#").body,
            "/s q=AREA[Phase](\"a\"|b,c):{d}<e>\\^`'\xC3\xA9\xEF\xBF\xBD#");
}

TEST(Server, AnswersHeadLikeGetWithoutTheBody) {
  const auto server = start_server();
  RawClient client(server->port());
  const Reply reply = client.ask("/large", "", "HEAD");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-length"), "100000");
  EXPECT_EQ(client.ask("/next").body, "/next");
}

TEST(Server, AnswersAPreflight) {
  ServerOptions options = any_port();
  options.post_forms = true;
  options.read_token = "0123456789abcdef";  // a preflight carries none
  const auto server = start_server(options);
  RawClient client(server->port());
  client.send(
      "OPTIONS /api/v2/studies HTTP/1.1\r\nHost: x\r\nOrigin: https://example.org\r\n"
      "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n\r\n");
  const Reply reply = client.reply();
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("access-control-allow-origin"), "*");
  EXPECT_EQ(reply.header("access-control-allow-methods"), "GET, HEAD, OPTIONS, POST");
  EXPECT_THAT(reply.header("access-control-allow-headers"), HasSubstr("Authorization"));
  EXPECT_EQ(reply.header("access-control-max-age"), "86400");
}

TEST(Server, AsksForItsToken) {
  ServerOptions options = any_port();
  options.read_token = "0123456789abcdef";
  const auto server = start_server(options);
  RawClient client(server->port());
  for (const char* target : {"/a", "/healthz/more", "/healthz%2F", "//healthz", "/a?/healthz", "bad", "/%"}) {
    const Reply reply = client.ask(target);
    EXPECT_EQ(reply.status, 401) << target;
    EXPECT_EQ(reply.header("www-authenticate"), "Bearer realm=\"trialkeep\"");
  }
  const std::string start = "GET /a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ";
  client.send(start + "0123456789abcdeg\r\n\r\n");
  const Reply wrong = client.reply();
  EXPECT_EQ(wrong.status, 401);
  EXPECT_THAT(wrong.header("www-authenticate"), HasSubstr("invalid_token"));
  EXPECT_THAT(wrong.body, ::testing::Not(HasSubstr("0123456789")));
  client.send(start + "0123456789abcdef\r\nAuthorization: Bearer 0123456789abcdef\r\n\r\n");
  EXPECT_EQ(client.reply().status, 401);
  client.send(start + "0123456789abcdef\r\n\r\n");
  EXPECT_EQ(client.reply().body, "/a");
  for (const char* target : {"/healthz", "/healthz?x=1"}) {
    EXPECT_EQ(client.ask(target).status, 200) << target;
  }
}

TEST(Server, AnswersOptionsAndRefusesOtherMethods) {
  const auto server = start_server();
  RawClient client(server->port());
  for (const char* target : {"/a", "*"}) {
    client.send(concat("OPTIONS ", target, " HTTP/1.1\r\nHost: x\r\n\r\n"));
    const Reply reply = client.reply();
    EXPECT_EQ(reply.status, 204);
    EXPECT_EQ(reply.header("allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(reply.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(reply.header("access-control-allow-origin"), "*");
  }
  for (const char* method : {"POST", "PUT", "DELETE", "TRACE", "BREW"}) {
    client.send(concat(method, " /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"));
    const Reply reply = client.reply();
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.header("allow"), "GET, HEAD, OPTIONS");
    EXPECT_THAT(reply.body, HasSubstr(method));
  }
}

TEST(Server, CompressesForThoseWhoAsk) {
  const auto server = start_server();
  RawClient client(server->port());
  client.send("GET /large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\nAccept-Encoding: gzip\r\n\r\n");
  const Reply reply = client.reply();
  EXPECT_EQ(reply.header("content-encoding"), "gzip");
  EXPECT_EQ(reply.header("vary"), "Accept-Encoding");
  EXPECT_EQ(ungzipped(reply.body, 100'000), std::string(100'000, '7'));
  client.send("GET /large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
  EXPECT_EQ(client.reply().body, std::string(100'000, '7'));
}

TEST(Server, Answers304ToAMatchingEtag) {
  const auto server = start_server();
  RawClient client(server->port());
  client.send("GET /large HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\"\r\nIf-None-Match: W/\"large\"\r\n\r\n");
  const Reply reply = client.reply();
  EXPECT_EQ(reply.status, 304);
  EXPECT_EQ(reply.header("etag"), "\"large\"");
  EXPECT_EQ(reply.headers.count("content-length"), 0u);
  EXPECT_EQ(client.ask("/next").body, "/next");
}

TEST(Server, ClosesAfterHttp10UnlessAskedToKeep) {
  const auto server = start_server();
  RawClient client(server->port());
  client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client.reply().header("connection"), "keep-alive");
  client.send("GET /b HTTP/1.0\r\n\r\n");
  const Reply reply = client.reply();
  EXPECT_EQ(reply.body, "/b");
  EXPECT_EQ(reply.header("connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Server, ClosesWhenTheClientSaysSo) {
  const auto server = start_server();
  RawClient client(server->port());
  client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n");
  EXPECT_EQ(client.reply().header("connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Server, SurvivesAHandlerThatThrows) {
  const auto server = start_server();
  RawClient client(server->port());
  for (const char* target : {"/throws", "/throws-a-number"}) {
    const Reply reply = client.ask(target);
    EXPECT_EQ(reply.status, 500);
    EXPECT_THAT(reply.body, HasSubstr("fault"));
  }
  EXPECT_EQ(client.ask("/after").body, "/after");
}

TEST(Server, HandsOverFormsWhereTheyAreOn) {
  ServerOptions options = any_port();
  options.post_forms = true;
  const auto server = start_server(options);
  RawClient client(server->port());
  const std::string head = "POST /f?a=1 HTTP/1.1\r\nHost: x\r\n";
  const std::string form = "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n";
  client.send(head + form + "Content-Length: 7\r\n\r\nb=2+3&c");
  EXPECT_EQ(client.reply().body, "/f a=1 b=2 3 c=");
  client.send(head + form + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nb=\r\n1\r\n2\r\n0\r\n\r\n");
  EXPECT_EQ(client.reply().body, "/f a=1 b=2");
  client.send(head + form + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.reply().status, 100);
  client.send("b=4");
  EXPECT_EQ(client.reply().body, "/f a=1 b=4");
  client.send(head + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(client.reply().status, 415);
  client.send(head + form + "Content-Length: 2\r\n\r\n%z");
  EXPECT_EQ(client.reply().status, 400);
  client.send(head + form + "Content-Length: 0\r\n\r\n");
  EXPECT_EQ(client.reply().body, "/f a=1");
}

TEST(Server, ShowsAFormToTheHandlerAsTheQueryThatItIs) {
  ServerOptions options = any_port();
  options.post_forms = true;
  const auto server = start_server(options, [](const Request& request) {
    Response response = Response::text(200, request.method == Method::kGet && request.is_form ? "form" : "other");
    response.headers = {{"ETag", "\"a\""}};
    return response;
  });
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\"\r\nContent-Length: 0\r\n\r\n");
  const Reply reply = client.reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "form");
}

TEST(Server, ServesManyConnectionsFromTwoThreads) {
  ServerOptions options = any_port();
  options.threads = 2;
  const auto server = start_server(options);
  constexpr int kClients = 8;
  constexpr int kRequests = 50;
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&server, i] {
      RawClient client(server->port());
      for (int j = 0; j < kRequests; ++j) {
        ASSERT_EQ(client.ask(concat("/", i, "/", j)).body, concat("/", i, "/", j));
      }
    });
  }
  for (std::thread& client : clients) {
    client.join();
  }
  EXPECT_EQ(server->counts().requests, static_cast<std::uint64_t>(kClients * kRequests));
  EXPECT_EQ(server->counts().connections, static_cast<std::uint64_t>(kClients));
}

}  // namespace
}  // namespace trialkeep::http::testing
