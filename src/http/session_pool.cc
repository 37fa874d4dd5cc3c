// The part of a session that threads of the pool do: making an answer, and the pieces of one that is made while it is
// sent.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "http/session.h"

namespace trialkeep::http {

namespace asio = boost::asio;

// Leaves request and answer to a thread of the pool.
void Session::hand_over(Work work, Then then) {
  connection_ = {keep_alive_, reader_.http_1_0(), transport_.is_secure()};
  date_ = worker_.date();
  await_pool();
  give_to_pool(work, then);
}

// Watches the client while there is nothing to send.
void Session::await_pool() {
  phase_ = Phase::kHandling;
  left_at_.reset();
  has_left_.store(false, std::memory_order_relaxed);
  worker_.watch_clients();
}

// Has `work` done on a thread of the pool and then, unless the session has been closed meanwhile, `then` on the loop,
// which goes on running until it has been.
void Session::give_to_pool(Work work, Then then) {
  give_up_at_ = SteadyClock::now() + options().handler_timeout;
  auto loop = asio::make_work_guard(transport_.socket().get_executor());
  worker_.server.handlers.add([self = shared_from_this(), work, then, loop](HandlerTools& tools) mutable {
    bool is_done = false;
    try {
      (self.get()->*work)(tools);
      is_done = true;
    } catch (...) {  // no memory is left
    }
    asio::post(loop.get_executor(), [session = std::move(self), then, is_done] {
      if (session->phase_ == Phase::kClosed) {
        return;
      }
      if (is_done) {
        (session.get()->*then)();
      } else {
        session->cut();
      }
    });
  });
}

void Session::make_answer(HandlerTools& tools) {
  const HandlerWatch::Scope scope(tools.watch, cancelled_, give_up_at_);
  Response response = response_ ? *std::exchange(response_, std::nullopt) : ask_in_time();
  if (has_left_.load(std::memory_order_relaxed)) {
    response = Response::text(503,
                              "You ended your side of the connection before the answer was made, and it takes "
                              "long; keep that open until the answer has come.");
  }
  connection_.keep_alive = connection_.keep_alive && !worker_.server.stopping.load(std::memory_order_relaxed);
  answer_ = rendered(std::move(response), tools);
  if (answer_.stream == nullptr || answer_.stream->fill(answer_.head, answer_.body, cancelled_).ok()) {
    return;
  }
  answer_ = rendered(cancelled_.load(std::memory_order_relaxed)
                         ? gave_up(options())
                         : Response::text(500,
                                          "The server met a fault at the start of this answer; please report what you "
                                          "asked for."),
                     tools);
}

// Does not begin what nobody waits for any longer.
Response Session::ask_in_time() {
  if (cancelled_.load(std::memory_order_relaxed)) {
    return gave_up(options());
  }
  if (SteadyClock::now() >= give_up_at_) {
    return try_again(503, "The server is busy and did not get to this request in time; try again in some seconds.", 5);
  }
  return ask(worker_.server.handler, request_, options());
}

// Has the next bytes of a body that is made while it is sent made while those before are on their way.
void Session::begin_ahead() {
  if (answer_.stream != nullptr && !answer_.stream->ended()) {
    ahead_.state = Ahead::State::kMaking;
    give_to_pool(&Session::fill_ahead, &Session::on_ahead);
  }
}

void Session::fill_ahead(HandlerTools& tools) {
  const HandlerWatch::Scope scope(tools.watch, cancelled_, give_up_at_);
  ahead_.head.clear();
  ahead_.status = answer_.stream->fill(ahead_.head, ahead_.body, cancelled_);
}

void Session::on_ahead() {
  ahead_.state = Ahead::State::kMade;
  if (phase_ == Phase::kHandling) {
    send_ahead();
  }
}

// What was made ahead takes the place of what has been sent.
void Session::send_ahead() {
  ahead_.state = Ahead::State::kNone;
  if (!ahead_.status.ok()) {
    cut();
    return;
  }
  phase_ = Phase::kWriting;
  std::swap(answer_.head, ahead_.head);
  std::swap(answer_.body, ahead_.body);
  written_ = 0;
  if (answer_.body.empty()) {
    finish_answer();
    return;
  }
  begin_ahead();
  write_more();
}

}  // namespace trialkeep::http
