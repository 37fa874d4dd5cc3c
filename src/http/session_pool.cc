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
// which goes on running until it has been. Without a `then` the loop may be with the next answer by that time.
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
      if (!is_done) {
        session->cut();
      } else if (then != nullptr) {
        (session.get()->*then)();
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

// Has what follows of a body that is made while it is sent made while its beginning is on its way.
void Session::begin_ahead() {
  if (answer_.stream != nullptr && !answer_.stream->ended()) {
    ahead_ = std::make_shared<PiecesAhead>();
    give_to_pool(&Session::make_ahead);
  }
}

void Session::make_ahead(HandlerTools& tools) {
  const std::shared_ptr<PiecesAhead> ahead = ahead_;  // the session may be done with it before this thread is
  for (bool goes_on = true; goes_on;) {
    AnswerPiece piece = ahead->space();
    piece.head.clear();
    Status status;
    {
      const HandlerWatch::Scope scope(tools.watch, cancelled_, SteadyClock::now() + options().handler_timeout);
      status = answer_.stream->fill(piece.head, piece.body, cancelled_);
    }
    const bool is_last = answer_.stream->ended();
    const auto [wake, go_on] = ahead->put(std::move(piece), is_last, std::move(status));
    if (wake) {
      asio::post(transport_.socket().get_executor(), [self = shared_from_this()] {
        if (self->phase_ == Phase::kHandling) {
          self->send_ahead();
        }
      });
    }
    goes_on = go_on;
  }
}

// Sends the next piece; where none is there yet, the maker calls it again.
void Session::send_ahead() {
  AnswerPiece piece = {std::move(answer_.head), std::move(answer_.body)};
  bool resume = false;
  const PiecesAhead::Taken taken = ahead_->take(piece, resume);
  answer_.head = std::move(piece.head);
  answer_.body = std::move(piece.body);
  switch (taken) {
    case PiecesAhead::Taken::kPiece:
      break;
    case PiecesAhead::Taken::kWait:
      await_pool();
      return;
    case PiecesAhead::Taken::kEnd:
      finish_answer();
      return;
    case PiecesAhead::Taken::kFailed:
      cut();
      return;
  }
  if (resume) {
    give_to_pool(&Session::make_ahead);
  }
  phase_ = Phase::kWriting;
  written_ = 0;
  write_more();
}

}  // namespace trialkeep::http
