// A live server and clients that mean harm: floods, trickles, disguised paths, requests that two readers
// could take for different ones, bytes meant to become headers. Everything is bounded in time.
#include <memory>
#include <thread>
#include <vector>

#include "http/live_server.h"
#include "http/made_body.h"
#include "http/raw_client.h"
#include "http/server.h"

namespace trialkeep::http::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ServerAttack, ManyWhoTrickleTheirHeadersDoNotKeepOthersOut) {
  ServerOptions options = any_port();
  options.request_timeout = milliseconds(300);
  const auto server = start_server(options);
  const auto attackers = many_clients(server->port(), 100);
  for (const auto& attacker : attackers) {
    attacker->send("GET / HTTP/1.1\r\nHost: x\r\n");
  }
  for (int round = 0; round < 5; ++round) {
    for (const auto& attacker : attackers) {
      attacker->send("X: y\r\n");
    }
    EXPECT_EQ(ask(server->port(), "/honest").body, "/honest");
  }
  for (const auto& attacker : attackers) {
    EXPECT_EQ(attacker->reply().status, 408);
  }
}

TEST(ServerAttack, ABodyThatTricklesRunsOutOfTime) {
  ServerOptions options = any_port();
  options.request_timeout = milliseconds(100);
  options.post_forms = true;
  const auto server = start_server(options);
  RawClient client(server->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n");
  std::atomic<bool> done = false;
  std::thread dripping([&] {
    while (!done) {
      client.send("a");
      std::this_thread::sleep_for(milliseconds(5));
    }
  });
  EXPECT_EQ(client.reply().status, 408);
  done = true;
  dripping.join();
}

TEST(ServerAttack, AFloodOfPipelinedRequestsIsAnsweredInOrderAndOnlyAsItIsRead) {
  const auto server = start_server();
  constexpr int kRequests = 5000;
  RawClient client(server->port(), 1, 4096);
  std::thread flooding([&] {
    std::string flood;
    for (int i = 0; i < kRequests; ++i) {
      append_to(flood, "GET /", i, " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    client.send(flood);
  });
  for (int i = 0; i < kRequests; ++i) {
    const Reply reply = client.reply();
    if (reply.body != concat("/", i)) {
      ADD_FAILURE() << "at " << i << ": " << reply.status << " " << reply.body;
      break;
    }
  }
  flooding.join();
}

// Without a reader the answers to a flood stay unmade: the server reads the next request only once the
// answer before it has gone out.
TEST(ServerAttack, AFloodWithoutAReaderStops) {
  std::atomic<int> handled = 0;
  ServerOptions options = any_port();
  options.write_timeout = milliseconds(200);
  const auto server = start_server(options, [&](const Request&) {
    ++handled;
    return Response::text(200, std::string(1'000'000, 'x'));
  });
  RawClient client(server->port(), 1, 4096);
  std::string flood;
  for (int i = 0; i < 1000; ++i) {
    flood += "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  }
  client.send(flood);
  wait_until([&] { return handled > 0; });
  wait_until([&] { return server->counts().open == 0; });  // the server gives up on the reader, having waited
  EXPECT_LT(handled, 100);
}

TEST(ServerAttack, HalfOpenConnectionsAreClosed) {
  ServerOptions options = any_port();
  options.request_timeout = milliseconds(200);
  options.connections_max = 50;
  const auto server = start_server(options);
  const auto silent = many_clients(server->port(), 50);
  wait_until([&] { return answer_to(server->port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n").status == 200; });
  for (const auto& client : silent) {
    EXPECT_TRUE(client->ended());
  }
}

TEST(ServerAttack, AClientThatSendsNoMoreIsStillAnswered) {
  const auto server = start_server();
  RawClient client(server->port());
  client.get("/half-closed");
  client.finish_sending();
  EXPECT_EQ(client.reply().body, "/half-closed");
  EXPECT_TRUE(client.ended());
}

TEST(ServerAttack, PathsCannotClimb) {
  const auto server = start_server();
  RawClient client(server->port());
  const char* climbing[] = {
      "/studies/../stats/size",
      "/studies/%2e%2e/stats/size",
      "/studies/%2E./stats/size",
      "/studies/.%2e/stats",
      "/..",
      "/.",
      "/%2e",
      "/a/./b",
      "http://x/studies/../stats",
      "/studies/..?a=b",
      "/a%00b",
      "/a?b=%00",
      "/studies/%2e%2e/%2e%2e/stats/",
      "/a/%",
      "/a/%u002e",
      "/%c0%ae%c0%ae%00",
  };
  for (const char* target : climbing) {
    EXPECT_EQ(client.ask(target).status, 400) << target;
  }
}

// What looks like a separator or a dot only after a second decoding, or in a wrong UTF-8, is a name like any
// other and never a way up.
TEST(ServerAttack, DisguisedPathsAreNames) {
  const auto server = start_server(any_port(), [](const Request& request) {
    std::string text;
    for (const std::string& segment : request.segments) {
      append_to(text, "[", segment, "]");
    }
    return Response::text(200, text);
  });
  const std::pair<const char*, const char*> cases[] = {
      {"/studies%2F..%2Fstats", "[studies/../stats]"},
      {"/studies/..%2Fstats", "[studies][../stats]"},
      {"/studies/%252e%252e/stats", "[studies][%2e%2e][stats]"},
      {"/studies/..%5Cstats", "[studies][..\\stats]"},
      {"/studies/..\\..\\stats", "[studies][..\\..\\stats]"},
      {"/%c0%ae%c0%ae/stats", "[\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD][stats]"},
      {"/%e0%80%af/stats", "[\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD][stats]"},
      {"/.../stats", "[...][stats]"},
      {"/..;/stats", "[..;][stats]"},
      {"///stats", "[stats]"},
  };
  RawClient client(server->port());
  for (const auto& [target, segments] : cases) {
    const Reply reply = client.ask(target);
    EXPECT_EQ(reply.status, 200) << target;
    EXPECT_EQ(reply.body, segments) << target;
  }
}

TEST(ServerAttack, WhatIsReflectedCannotBecomeAHeader) {
  const auto server = start_server(any_port(), [](const Request& request) {
    Response response = Response::text(302, "");
    const std::string* to = request.find_parameter("to");
    response.content_type = concat("text/", to == nullptr ? request.path : *to);
    response.headers = {{"Location", to == nullptr ? request.path : *to}, {"X-Hint", request.user_agent}};
    return response;
  });
  for (const char* target : {"/?to=a%0D%0ASet-Cookie:%20b", "/?to=a%0ASet-Cookie:b", "/?to=a%0DSet-Cookie:b",
                             "/a%0D%0ASet-Cookie:b%0D%0A%0D%0Abody", "/?to=%0D%0A%0D%0AHTTP/1.1%20200%20OK"}) {
    RawClient client(server->port());
    const Reply reply = client.ask(target);
    EXPECT_EQ(reply.status, 302) << target;
    EXPECT_EQ(reply.headers.count("set-cookie"), 0u) << target;
    EXPECT_EQ(reply.body, "");
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.reply().status, 302) << "nothing of the first answer is left over";
    EXPECT_TRUE(client.ended());
  }
}

// Each of these could be read by a proxy as another request than by us; all must be refused, and nothing
// that follows on the connection may be answered.
TEST(ServerAttack, RequestsThatCanBeReadInTwoWaysAreRefused) {
  ServerOptions options = any_port();
  options.post_forms = true;
  const auto server = start_server(options);
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  const char* heads[] = {
      "Content-Length: 5\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nContent-Length: 5",
      "Content-Length: 5\r\nContent-Length: 6",
      "Content-Length: 5, 6",
      "Content-Length: +5",
      "Content-Length: -5",
      "Content-Length: 0x5",
      "Content-Length: 5 5",
      "Content-Length: ",
      "Content-Length: 99999999999999999999999999",
      "Content-Length : 5",
      "Transfer-Encoding : chunked",
      "Transfer-Encoding: chunked, identity",
      "Transfer-Encoding: identity",
      "Transfer-Encoding: xchunked",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
      "Transfer-Encoding: \"chunked\"",
      "Transfer-Encoding:\013chunked",
      "X: y\r\n Transfer-Encoding: chunked\nContent-Length: 5",
      "X: y\nContent-Length: 5",
      "X: y\rContent-Length: 5",
      "Host: y",
  };
  for (const char* head : heads) {
    RawClient client(server->port());
    client.send(concat("POST / HTTP/1.1\r\nHost: x\r\n", head, "\r\n\r\n0\r\n\r\n", smuggled));
    const Reply reply = client.reply();
    EXPECT_THAT(reply.status, ::testing::AnyOf(400, 413)) << head;
    EXPECT_EQ(reply.header("connection"), "close") << head;
    EXPECT_THAT(client.rest(), Not(HasSubstr("smuggled"))) << head;
  }
}

TEST(ServerAttack, BadChunksAreRefused) {
  ServerOptions options = any_port();
  options.post_forms = true;
  const auto server = start_server(options);
  const std::string head =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  const char* bodies[] = {
      "-1\r\na\r\n0\r\n\r\n",    "g\r\na\r\n0\r\n\r\n",       "FFFFFFFFFFFFFFFFFF\r\na\r\n0\r\n\r\n",
      "1\r\nab\r\n0\r\n\r\n",    "\r\na\r\n0\r\n\r\n",        "0x1\r\na\r\n0\r\n\r\n",
      "1\r\na0\r\n\r\n\r\n\r\n", "FFFFFFFFFFFFFFFF\r\na\r\n", "FFFFF\r\na\r\n",
  };
  for (const char* body : bodies) {
    EXPECT_THAT(answer_to(server->port(), head + body).status, ::testing::AnyOf(400, 413)) << body;
  }
  EXPECT_EQ(answer_to(server->port(), head + "3\r\na=b\r\n0\r\n\r\n").status, 200);
}

TEST(ServerAttack, AbsoluteTargetsAreReadAsTheirPath) {
  const auto server = start_server();
  RawClient client(server->port());
  for (const char* target : {"http://x/a?b=c", "HTTPS://other.example/a?b=c", "http://user@x:1/a?b=c"}) {
    EXPECT_EQ(client.ask(target).body, "/a b=c") << target;
  }
  for (const char* target : {"x:80", "ftp://x/a", "//", "http:/a"}) {
    const Reply reply = client.ask(target);
    EXPECT_EQ(reply.status, std::string_view(target) == "//" ? 200 : 400) << target;
  }
  client.send("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.reply().status, 405);
}

TEST(ServerAttack, PackedBodiesAreNotUnpacked) {
  ServerOptions options = any_port();
  options.post_forms = true;
  const auto server = start_server(options);
  RawClient client(server->port());
  const std::string head = "POST /f HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  for (const char* coding : {"gzip", "zstd", "br", "deflate", "identity, gzip", "gzip\r\nContent-Encoding: gzip"}) {
    client.send(concat(head, "Content-Encoding: ", coding, "\r\nContent-Length: 3\r\n\r\na=b"));
    const Reply reply = client.reply();
    EXPECT_EQ(reply.status, 415) << coding;
    EXPECT_EQ(reply.header("accept-encoding"), "identity");
  }
  client.send(head + "Content-Encoding: identity\r\nContent-Length: 3\r\n\r\na=b");
  EXPECT_EQ(client.reply().body, "/f a=b");
}

TEST(ServerAttack, AHeapOfParametersIsRefused) {
  ServerOptions options = any_port();
  options.post_forms = true;
  const auto server = start_server(options);
  std::string many;
  for (std::size_t i = 0; i < limits::kParameters; ++i) {
    many += "&a";
  }
  const auto form = [](std::string_view target, std::string_view body) {
    return concat("POST ", target, " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                  "Content-Length: ", body.size(), "\r\n\r\n", body);
  };
  EXPECT_EQ(answer_to(server->port(), concat("GET /?", many, " HTTP/1.1\r\nHost: x\r\n\r\n")).status, 200);
  EXPECT_EQ(answer_to(server->port(), concat("GET /?", many, "&b HTTP/1.1\r\nHost: x\r\n\r\n")).status, 400);
  EXPECT_EQ(answer_to(server->port(), form("/", many)).status, 200);
  EXPECT_EQ(answer_to(server->port(), form("/?b", many)).status, 400);
  EXPECT_EQ(answer_to(server->port(), form("/", std::string(limits::kFormBytes + 1, 'a'))).status, 413);
  EXPECT_EQ(answer_to(server->port(), form("/", std::string(limits::kFormBytes, 'a'))).status, 200);
}

}  // namespace
}  // namespace trialkeep::http::testing
