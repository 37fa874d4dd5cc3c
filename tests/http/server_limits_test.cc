// A live server and a client of raw bytes: bad input, limits, time-outs, and the end.
#include <atomic>
#include <future>
#include <thread>

#include "http/live_server.h"
#include "http/made_body.h"
#include "http/raw_client.h"
#include "http/server.h"

namespace trialkeep::http::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

TEST(ServerLimits, AnswersMalformedBytesWith400AndAReason) {
  const auto server = start_server();
  struct Case {
    std::string_view bytes;
    std::string_view says;
  };
  const Case cases[] = {
      {"\x16\x03\x01 hello\r\n\r\n", "method"},
      {"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "%20"},
      {"GET /a\x01 HTTP/1.1\r\nHost: x\r\n\r\n", "control character"},
      {"GET /a\x7F HTTP/1.1\r\nHost: x\r\n\r\n", "control character"},
      {"GET  HTTP/1.1\r\nHost: x\r\n\r\n", "target"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1"},
      {"GET /a HTTP/1.1\r\nHost x\r\n\r\n", "Name: value"},
      {"GET /a HTTP/1.1\r\nHost : x\r\n\r\n", "Name: value"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n", "Content-Length"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "Content-Length"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "Content-Length"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "chunked"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "Content-Length"},
      {"GET /a HTTP/1.1\r\n\r\n", "Host"},
      {"GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "Host"},
  };
  for (const Case& c : cases) {
    const Reply reply = answer_to(server->port(), c.bytes);
    EXPECT_EQ(reply.status, 400) << c.bytes;
    EXPECT_EQ(reply.header("connection"), "close") << c.bytes;
    EXPECT_EQ(reply.header("content-type"), "text/plain; charset=utf-8");
    EXPECT_THAT(reply.body, HasSubstr(std::string(c.says))) << c.bytes;
  }
}

TEST(ServerLimits, KeepsTheConnectionWhenOnlyTheTargetIsWrong) {
  const auto server = start_server();
  RawClient client(server->port());
  for (const char* target : {"/a?q=%", "/a/../b", "/a%00", "a"}) {
    EXPECT_EQ(client.ask(target).status, 400) << target;
  }
  EXPECT_EQ(client.ask("/after").body, "/after");
}

TEST(ServerLimits, TellsATooLongTargetFromATooLargeHeader) {
  ServerOptions options = any_port();
  options.target_bytes_max = 1000;
  options.header_bytes_max = 2000;
  const auto server = start_server(options);
  const auto status = [&](const std::string& bytes) { return answer_to(server->port(), bytes).status; };
  const std::string end = " HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string start = "GET / HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(status("GET /" + std::string(999, 'a') + end), 200);
  EXPECT_EQ(status("GET /" + std::string(1000, 'a') + end), 414);
  EXPECT_EQ(status("GET /" + std::string(5000, 'a') + end), 414);
  EXPECT_EQ(status("GET /" + std::string(500'000, 'a') + end), 414);
  EXPECT_EQ(status("GET /" + std::string(5000, 'a')), 414);
  EXPECT_EQ(status("GET /" + std::string(1200, 'a') + " HTTP/1.1\r\nX: " + std::string(5000, 'b')), 414);
  EXPECT_EQ(status(start + "X: " + std::string(1900, 'b') + "\r\n\r\n"), 200);
  EXPECT_EQ(status(start + "X: " + std::string(1980, 'b') + "\r\n\r\n"), 431);
  EXPECT_EQ(status(start + "X: " + std::string(500'000, 'b') + "\r\n\r\n"), 431);
  EXPECT_EQ(status(start + "X: " + std::string(5000, 'b')), 431);
}

TEST(ServerLimits, RefusesATooLargeBody) {
  ServerOptions options = any_port();
  options.body_bytes_max = 100;
  const auto server = start_server(options);
  RawClient stated(server->port());
  stated.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n");
  EXPECT_EQ(stated.reply().status, 413);
  EXPECT_TRUE(stated.ended());
  const auto chunked = [&](std::string_view body) {
    return answer_to(server->port(), concat("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", body));
  };
  const std::string chunk = concat("50\r\n", std::string(80, 'a'), "\r\n");
  EXPECT_EQ(chunked(concat(chunk, chunk, "0\r\n\r\n")).status, 413);
  EXPECT_EQ(chunked(concat("5;", std::string(200'000, 'a'))).status, 413);
}

TEST(ServerLimits, CutsASlowSenderOff) {
  ServerOptions options = any_port();
  options.request_timeout = milliseconds(50);
  const auto server = start_server(options);
  RawClient partial(server->port());
  partial.send("GET /a HTTP/1.1\r\nHo");
  EXPECT_EQ(partial.reply().status, 408);
  EXPECT_TRUE(partial.ended());
  RawClient silent(server->port());
  EXPECT_TRUE(silent.ended());
}

TEST(ServerLimits, DoesNotLetDropsOfBytesExtendTheTime) {
  ServerOptions options = any_port();
  options.request_timeout = milliseconds(100);
  const auto server = start_server(options);
  RawClient client(server->port());
  client.send("GET /a HTTP/1.1\r\n");
  std::atomic<bool> done = false;
  std::thread dripping([&] {
    while (!done) {
      client.send("X: y\r\n");
      std::this_thread::sleep_for(milliseconds(5));
    }
  });
  EXPECT_EQ(client.reply().status, 408);
  done = true;
  dripping.join();
}

TEST(ServerLimits, ClosesAnIdleConnection) {
  ServerOptions options = any_port();
  options.idle_timeout = milliseconds(50);
  const auto server = start_server(options);
  RawClient client(server->port());
  EXPECT_EQ(client.ask("/a").status, 200);
  EXPECT_TRUE(client.ended());
}

TEST(ServerLimits, TurnsAwayConnectionsOverTheLimit) {
  ServerOptions options = any_port();
  options.connections_max = 1;
  const auto server = start_server(options);
  {
    RawClient first(server->port());
    EXPECT_EQ(first.ask("/a").status, 200);
    RawClient second(server->port());
    const Reply reply = second.ask("/b");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("retry-after"), "1");
    EXPECT_TRUE(second.ended());
    EXPECT_EQ(server->counts().refused, 1u);
    EXPECT_EQ(first.ask("/c").body, "/c");
  }
  wait_until([&] { return ask(server->port(), "/d").status == 200; });
}

TEST(ServerLimits, GivesOneAddressItsShareOfTheConnections) {
  ServerOptions options = any_port();
  options.connections_per_address_max = 2;
  const auto server = start_server(options);
  RawClient first(server->port());
  EXPECT_EQ(first.ask("/a").status, 200);
  {
    RawClient second(server->port());
    EXPECT_EQ(second.ask("/a").status, 200);
    RawClient third(server->port());
    const Reply reply = third.ask("/a");
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.header("retry-after"), "1");
    EXPECT_THAT(reply.body, HasSubstr("2 connections"));
    EXPECT_TRUE(third.ended());
    RawClient neighbour(server->port(), 2);
    EXPECT_EQ(neighbour.ask("/a").status, 200);
  }
  wait_until([&] { return ask(server->port(), "/a").status == 200; });
}

TEST(ServerLimits, LimitsTheRateOfAnAddress) {
  ServerOptions options = any_port();
  options.requests_per_second_max = 1;
  options.requests_burst_max = 3;
  const auto server = start_server(options);
  RawClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.ask("/a").status, 200);
  }
  const Reply reply = client.ask("/a");
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.header("retry-after"), "1");
  EXPECT_THAT(reply.body, HasSubstr("1 times a second"));
  EXPECT_EQ(client.ask("/a", "", "HEAD").status, 429);
  RawClient neighbour(server->port(), 2);
  EXPECT_EQ(neighbour.ask("/a").status, 200) << "the answers above have left nothing behind";
  EXPECT_EQ(server->counts().limited, 2u);
}

TEST(ServerLimits, LimitsTheRequestsInFlight) {
  ServerOptions options = any_port();
  options.requests_in_flight_max = 1;
  MadeBodyOptions endless;
  endless.size = 1u << 30;
  const auto server = start_server(options, [&](const Request& request) {
    return request.path == "/endless" ? Response::streamed("text/plain", std::make_unique<MadeBody>(endless))
                                      : Response::text(200, "x");
  });
  {
    RawClient reader(server->port(), 1, 4096);
    reader.get("/endless");
    ASSERT_TRUE(reader.wait_readable());
    const Reply reply = ask(server->port(), "/a");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("retry-after"), "1");
    EXPECT_THAT(reply.body, HasSubstr("1 requests"));
  }
  wait_until([&] { return ask(server->port(), "/a").status == 200; });
}

TEST(ServerLimits, LimitsWhatWaitsForSlowReaders) {
  ServerOptions options = any_port();
  options.waiting_bytes_max = 1'000'000;
  const auto server = start_server(options, [](const Request& request) {
    return Response::text(200, std::string(request.path == "/large" ? 32u << 20 : 1, 'x'));
  });
  {
    RawClient reader(server->port(), 1, 4096);
    reader.get("/large");
    ASSERT_TRUE(reader.wait_readable());
    const Reply reply = ask(server->port(), "/a");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("retry-after"), "5");
  }
  wait_until([&] { return ask(server->port(), "/a").status == 200; });
}

TEST(ServerLimits, RefusesToHoldAHugeAnswer) {
  ServerOptions options = any_port();
  options.answer_bytes_max = 1000;
  const auto server = start_server(options, [](const Request& request) {
    return Response::text(200, std::string(request.path == "/large" ? 1001 : 1000, 'x'));
  });
  RawClient client(server->port());
  const Reply reply = client.ask("/large");
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.body, HasSubstr("1001 bytes"));
  EXPECT_EQ(client.ask("/a").status, 200);
}

TEST(ServerLimits, TellsAHandlerThatTakesTooLongToGiveUp) {
  ServerOptions options = any_port();
  options.handler_timeout = milliseconds(50);
  const auto server = start_server(options, [](const Request& request) {
    return request.path == "/long" ? until_cancelled(request) : Response::text(200, "whole");
  });
  RawClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    const Reply reply = client.ask("/long");
    EXPECT_EQ(reply.status, 503);
    EXPECT_THAT(reply.body, HasSubstr("50 ms"));
    EXPECT_EQ(client.ask("/short").body, "whole");
  }
}

TEST(ServerLimits, TellsAProducerThatTakesTooLongToGiveUp) {
  ServerOptions options = any_port();
  options.handler_timeout = milliseconds(50);
  const auto server = start_server(
      options, [](const Request& request) { return stalled_after(request.path == "/at-once" ? 0 : 1, request); });
  EXPECT_EQ(ask(server->port(), "/at-once").status, 503);
  RawClient later(server->port());
  EXPECT_EQ(later.ask("/later").status, 0);
  EXPECT_TRUE(later.was_reset());
}

TEST(ServerStop, HasALongHandlerGiveUpAfterTheDrainTime) {
  ServerOptions options = any_port();
  options.drain_timeout = milliseconds(50);
  options.handler_timeout = std::chrono::hours(1);
  std::promise<void> entered;
  const auto server = start_server(options, [&](const Request& request) {
    entered.set_value();
    return until_cancelled(request);
  });
  RawClient client(server->port());
  client.get("/a");
  entered.get_future().wait();
  server->stop();
  EXPECT_NE(client.reply().status, 200);
}

TEST(ServerStop, FinishesARequestUnderWayAndThenRefuses) {
  std::promise<void> entered;
  std::promise<void> released;
  auto release = released.get_future().share();
  const auto server = start_server(any_port(), [&](const Request&) {
    entered.set_value();
    release.wait();
    return Response::text(200, std::string(1'000'000, 'x'));
  });
  const std::uint16_t port = server->port();
  RawClient client(port);
  client.get("/a");
  entered.get_future().wait();
  std::thread stopping([&] { server->stop(); });
  released.set_value();
  const Reply reply = client.reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.size(), 1'000'000u);
  EXPECT_TRUE(client.ended());
  stopping.join();
  EXPECT_FALSE(RawClient(port).connected());
  server->stop();
}

TEST(ServerStop, ClosesIdleConnectionsAtOnce) {
  ServerOptions options = any_port();
  options.drain_timeout = std::chrono::hours(1);
  const auto server = start_server(options);
  RawClient served(server->port());
  EXPECT_EQ(served.ask("/a").status, 200);
  RawClient silent(server->port());
  wait_until([&] { return server->counts().connections == 2; });
  server->stop();
  EXPECT_TRUE(served.ended());
  EXPECT_TRUE(silent.ended());
}

TEST(ServerStop, LetsAHalfSentRequestArrive) {
  ServerOptions options = any_port();
  options.drain_timeout = std::chrono::hours(1);
  const auto server = start_server(options);
  RawClient client(server->port());
  client.send("GET /half HTTP/1.1\r\nHo");
  wait_until([&] { return server->counts().connections == 1; });
  std::thread stopping([&] { server->stop(); });
  wait_until([&] { return !RawClient(server->port()).connected(); });
  client.send("st: x\r\n\r\n");
  const Reply reply = client.reply();
  EXPECT_EQ(reply.body, "/half");
  EXPECT_EQ(reply.header("connection"), "close");
  stopping.join();
}

TEST(ServerStop, GivesUpOnARequestAfterTheDrainTime) {
  ServerOptions options = any_port();
  options.drain_timeout = milliseconds(50);
  const auto server = start_server(options);
  RawClient client(server->port());
  client.send("GET /half HTTP/1.1\r\nHo");
  wait_until([&] { return server->counts().connections == 1; });
  server->stop();
  EXPECT_TRUE(client.ended());
}

// The drain would take an hour, so that stop() returns shows that the write time-out has ended it.
TEST(ServerStop, GivesUpOnAClientThatDoesNotRead) {
  ServerOptions options = any_port();
  options.write_timeout = milliseconds(100);
  options.drain_timeout = std::chrono::hours(1);
  const auto server =
      start_server(options, [](const Request&) { return Response::text(200, std::string(64u << 20, 'x')); });
  RawClient client(server->port());
  client.get("/a");
  ASSERT_TRUE(client.wait_readable());
  server->stop();
  EXPECT_EQ(client.reply().status, 0);
}

TEST(ServerStart, SaysWhichPortIsInUseAndHowToChooseAnother) {
  const auto server = start_server();
  ServerOptions options = any_port();
  options.port = server->port();
  const Status status = Server::start(options, show).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::to_string(server->port())));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--listen"));
}

TEST(ServerStart, TakesAPortAgainAtOnceAfterAStop) {
  ServerOptions options = any_port();
  options.threads = 3;
  {
    const auto server = start_server(options);
    options.port = server->port();
    EXPECT_EQ(answer_to(server->port(), "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").status, 200);
  }
  EXPECT_OK(Server::start(options, show));
}

TEST(ServerStart, RefusesAnAddressThatIsNotOurs) {
  ServerOptions options = any_port();
  options.address = "192.0.2.1";
  EXPECT_TRUE(absl::IsInvalidArgument(Server::start(options, show).status()));
  options.address = "localhost";
  EXPECT_TRUE(absl::IsInvalidArgument(Server::start(options, show).status()));
}

}  // namespace
}  // namespace trialkeep::http::testing
