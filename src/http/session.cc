#include "http/session.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>

#include "base/strings.h"
#include "http/http_date.h"
#include "os/clock.h"

namespace trialkeep::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kLingerBytes = 1u << 20;         // read and dropped after an answer that ends a connection
constexpr auto kLingerTime = std::chrono::seconds(2);  // for the same
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Response try_again(int status, std::string text, std::int64_t seconds) {
  Response response = Response::text(status, std::move(text));
  response.headers = {{"Retry-After", std::to_string(seconds)}};
  return response;
}

}  // namespace

ServerState::ServerState(ServerOptions server_options, Handler server_handler)
    : options(std::move(server_options)), handler(std::move(server_handler)) {
  if (options.requests_per_second_max > 0) {
    rates.emplace(options.requests_per_second_max, std::max(1u, options.requests_burst_max));
  }
}

WorkerState::WorkerState(ServerState& server_state, boost::asio::io_context& loop)
    : server(server_state), drain_timer(loop.get_executor()) {}

const std::string& WorkerState::date() {
  const Instant now = os::system_clock().now();
  if (now.unix_ms / 1000 != date_second_) {
    date_second_ = now.unix_ms / 1000;
    date_ = http_date(now);
  }
  return date_;
}

std::shared_ptr<Session> Session::make(WorkerState& worker, Socket socket, AddressKey address, Admission admission) {
  return std::shared_ptr<Session>(new Session(worker, std::move(socket), address, admission));
}

Session::Session(WorkerState& worker, Socket socket, AddressKey address, Admission admission)
    : worker_(worker),
      transport_(std::move(socket), worker.server.tls.current().get()),
      address_(address),
      admission_(admission),
      timer_(transport_.socket().get_executor()),
      reader_(worker.server.options) {
  worker_.sessions.insert(this);
  ServerState& server = worker_.server;
  (admission_ == Admission::kServed ? server.open : server.turning_away).fetch_add(1, std::memory_order_relaxed);
}

Session::~Session() {
  forget_answer();
  ServerState& server = worker_.server;
  if (admission_ == Admission::kServed) {
    server.by_address.close(address_);
    server.open.fetch_sub(1, std::memory_order_relaxed);
  } else {
    server.turning_away.fetch_sub(1, std::memory_order_relaxed);
  }
  worker_.sessions.erase(this);
  if (worker_.draining && worker_.sessions.empty()) {
    worker_.drain_timer.cancel();
  }
}

void Session::start() {
  if (transport_.is_secure()) {
    shake_hands();
  } else if (admission_ == Admission::kServed) {
    await_request();
  } else {
    refuse();
  }
}

void Session::refuse() {
  if (admission_ == Admission::kAddressFull) {
    fail(try_again(429,
                   concat("Your address has ", options().connections_per_address_max,
                          " connections open, as many as the server gives to one; use those."),
                   1));
  } else {
    fail(try_again(503,
                   concat("The server has ", options().connections_max,
                          " connections open and takes no more; try again in a second."),
                   1));
  }
}

void Session::shake_hands() {
  phase_ = Phase::kHandshake;
  set_deadline(options().request_timeout);
  transport_.shake_hands([self = shared_from_this()](error_code error) {
    if (self->phase_ != Phase::kHandshake) {
      return;
    }
    if (error || self->worker_.draining) {
      self->close();
    } else if (self->admission_ == Admission::kServed) {
      self->await_request();
    } else {
      self->refuse();
    }
  });
}

void Session::drain() {
  error_code ignored;
  const bool idle = phase_ == Phase::kReading && !reader_.begun() && transport_.socket().available(ignored) == 0;
  if (idle || phase_ == Phase::kLingering || phase_ == Phase::kHandshake) {
    close();
  }
}

void Session::close() {
  phase_ = Phase::kClosed;
  error_code ignored;
  timer_.cancel();
  transport_.socket().close(ignored);
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
  transport_.read_some(free_space(), [self = shared_from_this()](error_code error, std::size_t size) {
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
    say_continue();
  } else {
    read_more();
  }
}

void Session::say_continue() {
  saying_continue_ = true;
  transport_.write_some(asio::buffer(kContinue), [self = shared_from_this()](error_code error, std::size_t) {
    self->saying_continue_ = false;
    if (self->phase_ != Phase::kReading) {
      return;
    }
    if (error) {
      self->close();
    } else {
      self->read_more();
    }
  });
}

// The answer to a request that is not even looked at, when there are too many.
std::optional<Response> Session::over_limit() {
  ServerState& server = worker_.server;
  if (server.rates) {
    const auto wait = server.rates->take(address_, SteadyClock::now());
    if (wait.count() > 0) {
      const std::int64_t seconds = (wait.count() + 999) / 1000;
      return try_again(429,
                       concat("Your address may ask ", options().requests_per_second_max,
                              " times a second here; try again in ", seconds, " s."),
                       seconds);
    }
  }
  if (server.in_flight.load(std::memory_order_relaxed) >= options().requests_in_flight_max) {
    return try_again(503,
                     concat("The server is answering ", options().requests_in_flight_max,
                            " requests and takes no more; try again in a second."),
                     1);
  }
  if (server.waiting_bytes.load(std::memory_order_relaxed) >= options().waiting_bytes_max) {
    return try_again(
        503,
        concat("Answers of ", options().waiting_bytes_max, " bytes wait for their readers; try again in some seconds."),
        5);
  }
  return std::nullopt;
}

void Session::answer_request() {
  keep_alive_ = reader_.keep_alive() && !worker_.draining;
  const WireRequest wire = reader_.wire();
  if (auto refusal = over_limit()) {
    worker_.server.limited.fetch_add(1, std::memory_order_relaxed);
    Outcome outcome = turn_away(wire, *std::move(refusal));
    send(outcome.request, std::move(outcome.response));
    return;
  }
  in_flight_ = true;
  worker_.server.in_flight.fetch_add(1, std::memory_order_relaxed);
  cancelled_.store(false, std::memory_order_relaxed);
  Outcome outcome = [&] {
    const HandlerWatch::Scope scope(worker_.watch, cancelled_, SteadyClock::now() + options().handler_timeout);
    return answer(wire, options(), worker_.server.handler, cancelled_);
  }();
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
  const Connection connection = {keep_alive_, reader_.http_1_0(), transport_.is_secure()};
  const auto rendered = [&](Response given) {
    return render(request, std::move(given), connection, options().server_name, worker_.date(), worker_.compressor);
  };
  answer_ = rendered(std::move(response));
  if (answer_.stream != nullptr && !fill().ok()) {
    answer_ = rendered(cancelled_.load(std::memory_order_relaxed)
                           ? gave_up(options())
                           : Response::text(500,
                                            "The server met a fault at the start of this answer; please report "
                                            "what you asked for."));
  }
  keep_alive_ = answer_.keep_alive;
  written_ = 0;
  served_before_ = true;
  waiting_bytes_ = answer_.body.size();
  worker_.server.waiting_bytes.fetch_add(waiting_bytes_, std::memory_order_relaxed);
  worker_.server.requests.fetch_add(1, std::memory_order_relaxed);
  write_more();
}

// The next bytes of a body that is made while it is sent.
Status Session::fill() {
  const HandlerWatch::Scope scope(worker_.watch, cancelled_, SteadyClock::now() + options().handler_timeout);
  return answer_.stream->fill(answer_.body, cancelled_);
}

void Session::write_more() {
  set_deadline(options().write_timeout);
  const std::size_t in_head = std::min(written_, answer_.head.size());
  const std::array<asio::const_buffer, 2> rest = {asio::buffer(answer_.head) + in_head,
                                                  asio::buffer(answer_.body) + (written_ - in_head)};
  transport_.write_some(rest, [self = shared_from_this()](error_code error, std::size_t size) {
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
  if (answer_.stream != nullptr) {
    answer_.head.clear();
    written_ = 0;
    if (!fill().ok()) {
      cut();
      return;
    }
    if (!answer_.body.empty()) {
      write_more();
      return;
    }
  }
  finish_answer();
}

void Session::finish_answer() {
  forget_answer();
  if (keep_alive_ && !worker_.draining) {
    await_request();
  } else {
    end();
  }
}

void Session::forget_answer() {
  ServerState& server = worker_.server;
  server.waiting_bytes.fetch_sub(waiting_bytes_, std::memory_order_relaxed);
  waiting_bytes_ = 0;
  if (in_flight_) {
    server.in_flight.fetch_sub(1, std::memory_order_relaxed);
    in_flight_ = false;
  }
  answer_ = WireAnswer();
}

// Resets the connection, so that the client takes what it has for a failure, whatever the framing.
void Session::cut() {
  worker_.server.cut.fetch_add(1, std::memory_order_relaxed);
  error_code ignored;
  transport_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

void Session::end() {
  if (!transport_.is_secure()) {
    end_sending();
    return;
  }
  phase_ = Phase::kLingering;
  set_deadline(kLingerTime);
  transport_.say_end([self = shared_from_this()](error_code) {
    if (self->phase_ == Phase::kLingering) {
      self->end_sending();
    }
  });
}

// Closes so that the answer arrives: closing a socket with unread bytes resets the connection, and the
// client loses what it has not read, so those are read and dropped for a moment first.
void Session::end_sending() {
  error_code ignored;
  Socket& socket = transport_.socket();
  socket.shutdown(Socket::shutdown_send, ignored);
  if (!unread_ && reader_.empty() && socket.available(ignored) == 0) {
    close();
    return;
  }
  phase_ = Phase::kLingering;
  reader_.drop();
  set_deadline(kLingerTime);
  linger();
}

void Session::linger() {
  transport_.socket().async_read_some(free_space(), [self = shared_from_this()](error_code error, std::size_t size) {
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
  if (phase_ != Phase::kReading || !reader_.begun() || saying_continue_) {
    close();
    return;
  }
  error_code ignored;
  transport_.socket().cancel(ignored);
  fail(Response::text(408, "The request did not arrive in full in time; send it again."));
}

}  // namespace trialkeep::http
