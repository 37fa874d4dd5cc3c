// A live server whose handlers take long: who waits for whom, how many run at once, who is given up.
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/live_server.h"
#include "http/raw_client.h"
#include "http/server.h"

namespace trialkeep::http::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

// A handler that keeps whoever asks for a path that begins with "/slow" until it is opened.
class Gate {
 public:
  ~Gate() { open(); }
  void open() {
    if (!opened_.exchange(true)) {
      promise_.set_value();
    }
  }
  Response handle(const Request& request) {
    if (!request.path.starts_with("/slow")) {
      return show(request);
    }
    const int now = ++inside_;
    int most = most_.load();
    while (most < now && !most_.compare_exchange_weak(most, now)) {
    }
    ++entered_;
    future_.wait();
    --inside_;
    return show(request);
  }
  Handler handler() {
    return [this](const Request& request) { return handle(request); };
  }
  void wait_for(int entered) {
    wait_until([&] { return entered_ >= entered; });
  }
  int entered() const { return entered_; }
  int most_at_once() const { return most_; }

 private:
  std::promise<void> promise_;
  std::shared_future<void> future_ = promise_.get_future().share();
  std::atomic<bool> opened_ = false;
  std::atomic<int> inside_ = 0;
  std::atomic<int> entered_ = 0;
  std::atomic<int> most_ = 0;
};

ServerOptions with_handlers(unsigned threads) {
  ServerOptions options = any_port();
  options.handler_threads = threads;
  return options;
}

// So many connections that have each asked for "/slow/" and their number.
std::vector<std::unique_ptr<RawClient>> slow_clients(const Server& server, int count) {
  auto out = many_clients(server.port(), count);
  for (int i = 0; i < count; ++i) {
    out[static_cast<std::size_t>(i)]->get(concat("/slow/", i));
  }
  return out;
}

TEST(ServerHandlers, ASlowOneHoldsUpNoOtherConnectionOfItsEventLoop) {
  Gate gate;
  const auto server = start_server(with_handlers(2), gate.handler());
  RawClient slow(server->port());
  slow.get("/slow");
  gate.wait_for(1);
  RawClient fast(server->port());
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(fast.ask(concat("/fast/", i)).body, concat("/fast/", i));
  }
  gate.open();
  EXPECT_EQ(slow.reply().body, "/slow");
}

TEST(ServerHandlers, ASlowProducerHoldsUpNoOtherConnectionOfItsEventLoop) {
  std::promise<void> opened;
  std::atomic<int> pieces = 0;
  const auto server = start_server(with_handlers(2), [&, open = opened.get_future().share()](const Request& request) {
    if (request.path == "/fast") {
      return Response::text(200, "fast");
    }
    return Response::streamed("text/plain", produce_pieces([&, open](std::string& out) -> StatusOr<bool> {
                                const int piece = pieces++;
                                if (piece == 1) {
                                  open.wait();
                                }
                                out.append(piece < 2 ? limits::kStreamBytes : 0, 'x');
                                return piece < 2;
                              }));
  });
  RawClient slow(server->port());
  slow.get("/slow");
  wait_until([&] { return pieces == 2; });
  RawClient fast(server->port());
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(fast.ask("/fast").body, "fast");
  }
  opened.set_value();
  EXPECT_EQ(slow.reply().body.size(), 2 * limits::kStreamBytes);
}

TEST(ServerHandlers, RequestsOfOneConnectionAreAnsweredInTheirOrder) {
  Gate gate;
  const auto server = start_server(with_handlers(4), gate.handler());
  RawClient client(server->port());
  client.get("/slow");
  for (int i = 0; i < 20; ++i) {
    client.get(concat("/", i));
  }
  gate.wait_for(1);
  EXPECT_EQ(ask(server->port(), "/other").body, "/other") << "the loop goes on meanwhile";
  gate.open();
  EXPECT_EQ(client.reply().body, "/slow");
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(client.reply().body, concat("/", i));
  }
}

TEST(ServerHandlers, OnlySoManyRunAtOnceAndAllAreAnswered) {
  constexpr int kClients = 10;
  Gate gate;
  const auto server = start_server(with_handlers(2), gate.handler());
  const auto clients = slow_clients(*server, kClients);
  gate.wait_for(2);
  gate.open();
  for (int i = 0; i < kClients; ++i) {
    EXPECT_EQ(clients[static_cast<std::size_t>(i)]->reply().body, concat("/slow/", i));
  }
  EXPECT_EQ(gate.entered(), kClients);
  EXPECT_EQ(gate.most_at_once(), 2);
}

TEST(ServerHandlers, WhatIsQuickIsAnsweredWhileAllHandlersAreBusy) {
  Gate gate;
  ServerOptions options = with_handlers(1);
  options.is_quick = [](const Request& request) { return request.path != "/slow"; };
  const auto server = start_server(options, gate.handler());
  RawClient slow(server->port());
  slow.get("/slow");
  gate.wait_for(1);
  RawClient quick(server->port());
  EXPECT_EQ(quick.ask("/quick").body, "/quick");
  EXPECT_EQ(quick.ask("/throws").status, 500);
  gate.open();
  EXPECT_EQ(slow.reply().body, "/slow");
  quick.get("/large");  // larger than what the event loop finishes by itself
  EXPECT_EQ(quick.reply().body.size(), 100'000u);
}

TEST(ServerHandlers, WhoWaitsStillCountsAsInFlight) {
  Gate gate;
  ServerOptions options = with_handlers(1);
  options.requests_in_flight_max = 2;
  const auto server = start_server(options, gate.handler());
  RawClient running(server->port());
  running.get("/slow/1");
  gate.wait_for(1);
  RawClient waiting(server->port());
  waiting.get("/slow/2");
  Reply refused;
  wait_until([&] {
    RawClient third(server->port());
    third.send("HEAD /slow/3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    refused = third.reply(Body::kNone);
    return refused.status == 503;
  });
  EXPECT_EQ(refused.header("retry-after"), "1");
  gate.open();
  EXPECT_EQ(running.reply().status, 200);
  EXPECT_EQ(waiting.reply().status, 200);
}

TEST(ServerHandlers, WhoseTurnDoesNotComeInTimeIsToldSoAndNotHandled) {
  Gate gate;
  ServerOptions options = with_handlers(1);
  options.handler_timeout = milliseconds(50);
  const auto server = start_server(options, gate.handler());
  RawClient running(server->port());
  running.get("/slow/1");
  gate.wait_for(1);
  RawClient waiting(server->port());
  waiting.get("/slow/2");
  RawClient marker(server->port());  // once it is answered, the one before has been read
  EXPECT_EQ(marker.ask("/..").status, 400);
  const auto over = std::chrono::steady_clock::now() + 2 * options.handler_timeout;
  wait_until([&] { return std::chrono::steady_clock::now() >= over; });
  gate.open();
  const Reply reply = waiting.reply();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.header("retry-after"), "5");
  EXPECT_THAT(reply.body, HasSubstr("busy"));
  EXPECT_EQ(gate.entered(), 1);
}

TEST(ServerHandlers, AHandlerGivesUpWhenItsClientHasGone) {
  std::promise<void> entered;
  std::atomic<bool> has_given_up = false;
  ServerOptions options = with_handlers(1);
  options.handler_timeout = std::chrono::hours(1);
  options.left_timeout = std::chrono::hours(1);
  const auto server = start_server(options, [&](const Request& request) {
    if (request.path == "/after") {
      return Response::text(200, "after");
    }
    entered.set_value();
    Response response = until_cancelled(request);
    has_given_up = true;
    return response;
  });
  RawClient client(server->port());
  client.get("/long");
  entered.get_future().wait();
  client.leave();
  wait_until([&] { return has_given_up.load(); });
  EXPECT_EQ(ask(server->port(), "/after").body, "after");
}

// A client that has ended its sending may have left or may still read.
TEST(ServerHandlers, AClientThatSendsNoMoreIsWaitedForAWhile) {
  ServerOptions options = with_handlers(1);
  options.handler_timeout = std::chrono::hours(1);
  options.left_timeout = milliseconds(50);
  const auto server = start_server(options, until_cancelled);
  RawClient client(server->port());
  client.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\nGET /next");  // bytes that wait hide no end
  client.finish_sending();
  const Reply reply = client.reply();
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.body, HasSubstr("your side of the connection"));
}

TEST(ServerHandlers, AProducerGivesUpWhenItsClientHasGone) {
  std::atomic<int> pieces = 0;
  ServerOptions options = with_handlers(1);
  options.handler_timeout = std::chrono::hours(1);
  const auto server = start_server(options, [&](const Request& request) { return stalled_after(1, request, &pieces); });
  {
    RawClient client(server->port());
    client.get("/long");
    wait_until([&] { return pieces == 2; });
    client.leave();
  }
  wait_until([&] { return server->counts().open == 0; });
}

TEST(ServerHandlers, AStopAnswersWhatRunsAndWhatWaits) {
  constexpr int kClients = 5;
  Gate gate;
  ServerOptions options = with_handlers(1);
  options.drain_timeout = std::chrono::hours(1);
  const auto server = start_server(options, gate.handler());
  const auto clients = slow_clients(*server, kClients);
  gate.wait_for(1);
  std::thread stopping([&] { server->stop(); });
  wait_until([&] { return !RawClient(server->port()).connected(); });
  gate.open();
  for (int i = 0; i < kClients; ++i) {
    const Reply reply = clients[static_cast<std::size_t>(i)]->reply();
    EXPECT_EQ(reply.body, concat("/slow/", i));
    EXPECT_EQ(reply.header("connection"), "close");
  }
  stopping.join();
}

TEST(ServerHandlers, AStopGivesUpWhatRunsAndWhatWaitsAfterTheDrainTime) {
  std::atomic<int> entered = 0;
  ServerOptions options = with_handlers(1);
  options.drain_timeout = milliseconds(50);
  options.handler_timeout = std::chrono::hours(1);
  const auto server = start_server(options, [&](const Request& request) {
    ++entered;
    return until_cancelled(request);
  });
  const auto clients = slow_clients(*server, 5);
  wait_until([&] { return entered == 1; });
  server->stop();
  for (const auto& client : clients) {
    EXPECT_NE(client->reply().status, 200);
  }
  EXPECT_EQ(entered, 1);
}

// Many clients of several loops, some of whom leave, and a stop in the midst: for the thread sanitizer.
TEST(ServerHandlers, ManyClientsAndAStopInTheMidst) {
  ServerOptions options = any_port();
  options.threads = 2;
  options.handler_threads = 3;
  options.is_quick = [](const Request& request) { return request.path == "/quick"; };
  const auto server = start_server(options, [](const Request& request) {
    if (request.path == "/stream") {
      return Response::streamed("text/plain", produce_pieces([piece = 0](std::string& out) mutable -> StatusOr<bool> {
                                  const bool is_there = piece++ < 5;
                                  out.append(is_there ? 100'000 : 0, 'x');
                                  return is_there;
                                }));
    }
    return show(request);
  });
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 6; ++number) {
    threads.emplace_back([&, number] {
      constexpr const char* kPaths[] = {"/quick", "/large", "/stream", "/slow"};
      for (int i = 0;; ++i) {
        RawClient client(server->port());
        if (!client.connected()) {
          return;
        }
        client.get(kPaths[(number + i) % 4]);
        if (i % 5 == 4) {
          client.leave();
        } else if (client.reply().status == 200) {
          ++answered;
        }
      }
    });
  }
  wait_until([&] { return answered > 200; });
  server->stop();
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(server->counts().open, 0u);
}

}  // namespace
}  // namespace trialkeep::http::testing
