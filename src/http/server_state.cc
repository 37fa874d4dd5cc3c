#include "http/server_state.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/strings.h"
#include "http/http_date.h"
#include "http/session.h"
#include "os/clock.h"
#include "os/environment.h"

namespace trialkeep::http {
namespace {

using boost::system::error_code;

constexpr auto kLookPause = std::chrono::milliseconds(100);  // between looks at clients that wait

}  // namespace

Response try_again(int status, std::string text, std::int64_t seconds) {
  Response response = Response::text(status, std::move(text));
  response.headers = {{"Retry-After", std::to_string(seconds)}};
  return response;
}

ServerState::ServerState(ServerOptions server_options, Handler server_handler)
    : options(std::move(server_options)),
      handler(std::move(server_handler)),
      handlers(options.handler_threads > 0 ? options.handler_threads : limits::kHandlersPerCore * os::core_count()) {
  if (options.requests_per_second_max > 0) {
    rates.emplace(options.requests_per_second_max, std::max(1u, options.requests_burst_max));
  }
}

std::optional<Response> ServerState::over_limit(AddressKey address) {
  if (rates) {
    const auto wait = rates->take(address, SteadyClock::now());
    if (wait.count() > 0) {
      const std::int64_t seconds = (wait.count() + 999) / 1000;
      return try_again(429,
                       concat("Your address may ask ", options.requests_per_second_max,
                              " times a second here; try again in ", seconds, " s."),
                       seconds);
    }
  }
  if (in_flight.load(std::memory_order_relaxed) >= options.requests_in_flight_max) {
    return try_again(503,
                     concat("The server is answering ", options.requests_in_flight_max,
                            " requests and takes no more; try again in a second."),
                     1);
  }
  if (waiting_bytes.load(std::memory_order_relaxed) >= options.waiting_bytes_max) {
    return try_again(
        503,
        concat("Answers of ", options.waiting_bytes_max, " bytes wait for their readers; try again in some seconds."),
        5);
  }
  return std::nullopt;
}

Response ServerState::refusal(Admission admission) const {
  if (admission == Admission::kAddressFull) {
    return try_again(429,
                     concat("Your address has ", options.connections_per_address_max,
                            " connections open, as many as the server gives to one; use those."),
                     1);
  }
  return try_again(
      503,
      concat("The server has ", options.connections_max, " connections open and takes no more; try again in a second."),
      1);
}

WorkerState::WorkerState(ServerState& server_state, boost::asio::io_context& loop)
    : server(server_state), drain_timer(loop.get_executor()), look_timer_(loop.get_executor()) {}

const std::string& WorkerState::date() {
  const Instant now = os::system_clock().now();
  if (now.unix_ms / 1000 != date_second_) {
    date_second_ = now.unix_ms / 1000;
    date_ = http_date(now);
  }
  return date_;
}

void WorkerState::watch_clients() {
  if (!looking_) {
    look_at_clients();
  }
}

void WorkerState::look_at_clients() {
  looking_ = true;
  look_timer_.expires_after(kLookPause);
  look_timer_.async_wait([this](error_code cancelled) {
    looking_ = false;
    const auto now = SteadyClock::now();
    bool some_wait = false;
    for (Session* session : sessions) {
      some_wait = session->look_at_client(now) || some_wait;
    }
    if (some_wait && !cancelled) {
      look_at_clients();
    }
  });
}

void WorkerState::remove(Session* session) {
  sessions.erase(session);
  if (draining && sessions.empty()) {
    drain_timer.cancel();
    look_timer_.cancel();
  }
}

}  // namespace trialkeep::http
