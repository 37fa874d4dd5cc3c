#include "http/session.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <utility>

#include "base/limits.h"

namespace trialkeep::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kLingerBytes = 1u << 20;         // read and dropped after an answer that ends a connection
constexpr auto kLingerTime = std::chrono::seconds(2);  // for the same
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

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
  worker_.remove(this);
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

void Session::refuse() { fail(worker_.server.refusal(admission_)); }

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
  cancelled_.store(true, std::memory_order_relaxed);
  error_code ignored;
  timer_.cancel();
  transport_.socket().close(ignored);
}

bool Session::look_at_client(SteadyClock::time_point now) {
  if (phase_ != Phase::kHandling) {
    return false;
  }
  const Client client = transport_.client();
  if (client == Client::kSendsNoMore && !left_at_) {
    left_at_ = now;
  }
  if (client == Client::kGone || (left_at_ && now - *left_at_ >= options().left_timeout)) {
    has_left_.store(true, std::memory_order_relaxed);
    cancelled_.store(true, std::memory_order_relaxed);
  }
  return true;
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

void Session::answer_request() {
  keep_alive_ = reader_.keep_alive() && !worker_.draining;
  const WireRequest wire = reader_.wire();
  if (auto refusal = worker_.server.over_limit(address_)) {
    worker_.server.limited.fetch_add(1, std::memory_order_relaxed);
    request_ = unread_request(wire);
    send(*std::move(refusal));
    return;
  }
  in_flight_ = true;
  worker_.server.in_flight.fetch_add(1, std::memory_order_relaxed);
  cancelled_.store(false, std::memory_order_relaxed);
  if (auto refusal = read_request(wire, options(), cancelled_, request_)) {
    send(*std::move(refusal));
    return;
  }
  request_.is_secure = transport_.is_secure();
  if (options().is_quick && options().is_quick(request_)) {
    give_up_at_ = SteadyClock::now() + options().handler_timeout;
    const HandlerWatch::Scope scope(worker_.tools.watch, cancelled_, give_up_at_);
    response_ = ask(worker_.server.handler, request_, options());
  }
  if (response_ && response_->stream == nullptr && response_->bytes().size() <= limits::kQuickAnswerBytes) {
    send(*std::exchange(response_, std::nullopt));
  } else {
    hand_over(&Session::make_answer, &Session::start_writing);
  }
}

// Answers what could not be read as a request, and ends.
void Session::fail(Response response) {
  keep_alive_ = false;
  unread_ = true;
  request_ = Request();
  send(std::move(response));
}

// Answers on the loop: for what is small and there.
void Session::send(Response response) {
  connection_ = {keep_alive_, reader_.http_1_0(), transport_.is_secure()};
  date_ = worker_.date();
  answer_ = rendered(std::move(response), worker_.tools);
  start_writing();
}

WireAnswer Session::rendered(Response response, HandlerTools& tools) const {
  return render(request_, std::move(response), connection_, options().server_name, date_, tools.compressor);
}

void Session::start_writing() {
  phase_ = Phase::kWriting;
  keep_alive_ = answer_.keep_alive;
  written_ = 0;
  served_before_ = true;
  waiting_bytes_ = answer_.bytes().size();
  worker_.server.waiting_bytes.fetch_add(waiting_bytes_, std::memory_order_relaxed);
  worker_.server.requests.fetch_add(1, std::memory_order_relaxed);
  begin_ahead();
  write_more();
}

void Session::write_more() {
  set_deadline(options().write_timeout);
  const std::size_t in_head = std::min(written_, answer_.head.size());
  const std::array<asio::const_buffer, 2> rest = {asio::buffer(answer_.head) + in_head,
                                                  asio::buffer(answer_.bytes()) + (written_ - in_head)};
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
  if (written_ < answer_.head.size() + answer_.bytes().size()) {
    write_more();
    return;
  }
  if (ahead_) {
    send_ahead();
  } else {
    finish_answer();
  }
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
  ahead_.reset();
  response_.reset();
  request_ = Request();
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
    if (self->phase_ == Phase::kHandling) {
      self->timer_armed_ = false;  // the handler's time is another's to watch
      return;
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
