#include "http/session.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>

#include "base/strings.h"
#include "os/clock.h"

namespace trialkeep::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kLingerBytes = 1u << 20;         // read and dropped after an answer that ends a connection
constexpr auto kLingerTime = std::chrono::seconds(2);  // for the same
constexpr int kCompressionLevel = 1;                   // of 12

}  // namespace

WorkerState::WorkerState(ServerState& server_state, boost::asio::io_context& loop)
    : server(server_state), gzip(kCompressionLevel), drain_timer(loop.get_executor()) {}

const std::string& WorkerState::date() {
  const Instant now = os::system_clock().now();
  if (now.unix_ms / 1000 != date_second_) {
    date_second_ = now.unix_ms / 1000;
    date_ = http_date(now);
  }
  return date_;
}

std::shared_ptr<Session> Session::make(WorkerState& worker, Socket socket) {
  return std::shared_ptr<Session>(new Session(worker, std::move(socket)));
}

Session::Session(WorkerState& worker, Socket socket)
    : worker_(worker), socket_(std::move(socket)), timer_(socket_.get_executor()), reader_(worker.server.options) {
  worker_.sessions.insert(this);
  worker_.server.open.fetch_add(1, std::memory_order_relaxed);
}

Session::~Session() {
  worker_.server.open.fetch_sub(1, std::memory_order_relaxed);
  worker_.sessions.erase(this);
  if (worker_.draining && worker_.sessions.empty()) {
    worker_.drain_timer.cancel();
  }
}

void Session::start() { await_request(); }

void Session::refuse() {
  Response response = Response::text(503, concat("The server has ", options().connections_max,
                                                 " connections open and takes no more; try again in a second."));
  response.headers = {{"Retry-After", "1"}};
  fail(std::move(response));
}

void Session::drain() {
  error_code ignored;
  const bool idle = phase_ == Phase::kReading && !reader_.begun() && socket_.available(ignored) == 0;
  if (idle || phase_ == Phase::kLingering) {
    close();
  }
}

void Session::close() {
  phase_ = Phase::kClosed;
  error_code ignored;
  timer_.cancel();
  socket_.close(ignored);
}

void Session::await_request() {
  phase_ = Phase::kReading;
  reader_.restart();
  if (reader_.begun()) {
    set_deadline(options().request_timeout);
    parse();
    return;
  }
  if (worker_.draining) {
    end();
    return;
  }
  set_deadline(served_before_ ? options().idle_timeout : options().request_timeout);
  read_more();
}

asio::mutable_buffer Session::free_space() {
  const std::span<char> space = reader_.space();
  return {space.data(), space.size()};
}

void Session::read_more() {
  socket_.async_read_some(free_space(), [self = shared_from_this()](error_code error, std::size_t size) {
    if (self->phase_ != Phase::kReading) {
      return;
    }
    if (error) {
      self->close();
    } else {
      self->on_read(size);
    }
  });
}

void Session::on_read(std::size_t size) {
  const bool had_begun = reader_.begun();
  reader_.received(size);
  if (!reader_.begun()) {
    read_more();
    return;
  }
  if (!had_begun) {
    set_deadline(options().request_timeout);
  }
  parse();
}

void Session::parse() {
  if (auto problem = reader_.parse()) {
    fail(*std::move(problem));
    return;
  }
  if (reader_.done()) {
    answer_request();
    return;
  }
  if (reader_.must_say_continue()) {
    // Fits any socket's buffer; where it does not, the client goes on by itself after a second.
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.write_some(asio::buffer(kContinue), ignored);
  }
  read_more();
}

void Session::answer_request() {
  keep_alive_ = reader_.keep_alive() && !worker_.draining;
  Outcome outcome = answer(reader_.wire(), options(), worker_.server.handler);
  send(outcome.request, std::move(outcome.response));
}

// Answers what could not be read as a request, and ends.
void Session::fail(Response response) {
  keep_alive_ = false;
  unread_ = true;
  send(Request(), std::move(response));
}

void Session::send(const Request& request, Response response) {
  phase_ = Phase::kWriting;
  answer_ = render(request, std::move(response), {keep_alive_, reader_.http_1_0()}, options().server_name,
                   worker_.date(), worker_.gzip);
  written_ = 0;
  served_before_ = true;
  worker_.server.requests.fetch_add(1, std::memory_order_relaxed);
  write_more();
}

void Session::write_more() {
  set_deadline(options().write_timeout);
  const std::size_t in_head = std::min(written_, answer_.head.size());
  const std::array<asio::const_buffer, 2> rest = {asio::buffer(answer_.head) + in_head,
                                                  asio::buffer(answer_.body) + (written_ - in_head)};
  socket_.async_write_some(rest, [self = shared_from_this()](error_code error, std::size_t size) {
    if (self->phase_ != Phase::kWriting) {
      return;
    }
    if (error) {
      self->close();
    } else {
      self->on_written(size);
    }
  });
}

void Session::on_written(std::size_t size) {
  written_ += size;
  if (written_ < answer_.head.size() + answer_.body.size()) {
    write_more();
    return;
  }
  answer_ = WireAnswer();
  if (keep_alive_ && !worker_.draining) {
    await_request();
  } else {
    end();
  }
}

// Closes so that the answer arrives: closing a socket with unread bytes resets the connection, and the
// client loses what it has not read, so those are read and dropped for a moment first.
void Session::end() {
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  if (!unread_ && reader_.empty() && socket_.available(ignored) == 0) {
    close();
    return;
  }
  phase_ = Phase::kLingering;
  reader_.drop();
  set_deadline(kLingerTime);
  linger();
}

void Session::linger() {
  socket_.async_read_some(free_space(), [self = shared_from_this()](error_code error, std::size_t size) {
    if (self->phase_ != Phase::kLingering) {
      return;
    }
    self->lingered_ += size;
    if (error || self->lingered_ > kLingerBytes) {
      self->close();
    } else {
      self->linger();
    }
  });
}

void Session::set_deadline(std::chrono::milliseconds from_now) {
  deadline_ = SteadyClock::now() + from_now;
  if (!timer_armed_ || deadline_ < timer_.expiry()) {
    arm_timer();
  }
}

void Session::arm_timer() {
  timer_armed_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (error || self->phase_ == Phase::kClosed) {
      return;  // replaced by an earlier deadline, or over
    }
    if (SteadyClock::now() < self->deadline_) {
      self->arm_timer();
    } else {
      self->timer_armed_ = false;
      self->on_timeout();
    }
  });
}

void Session::on_timeout() {
  if (phase_ != Phase::kReading || !reader_.begun()) {
    close();
    return;
  }
  error_code ignored;
  socket_.cancel(ignored);
  fail(Response::text(408, "The request did not arrive in full in time; send it again."));
}

}  // namespace trialkeep::http
