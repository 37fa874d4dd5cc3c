#pragma once
// What all connections of a server share, and what those of one event loop share. Private to the room: this is where
// Boost.Asio begins.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>

#include "http/admission.h"
#include "http/handler_pool.h"
#include "http/server.h"
#include "http/tls.h"
#include "http/transport.h"

namespace trialkeep::http {

class Session;

// What becomes of a connection when it is accepted.
enum class Admission { kServed, kServerFull, kAddressFull };

// 503 or 429: `text` says why, Retry-After when to come again.
Response try_again(int status, std::string text, std::int64_t seconds);

// Shared by all threads of a server.
struct ServerState {
  ServerState(ServerOptions server_options, Handler server_handler);

  // The answer to a request that is not even looked at, when there are too many: 429 or 503 with Retry-After.
  std::optional<Response> over_limit(AddressKey address);
  // The answer on a connection that is not served. REQUIRES: admission is not kServed.
  Response refusal(Admission admission) const;

  const ServerOptions options;
  const Handler handler;
  TlsKeeper tls;
  ConnectionCounts by_address;
  std::optional<RequestRates> rates;  // nullopt: not limited
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> connections = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> limited = 0;
  std::atomic<std::uint64_t> cut = 0;
  std::atomic<std::size_t> open = 0;           // connections now, those turned away left out
  std::atomic<std::size_t> turning_away = 0;   // connections that are told so now
  std::atomic<std::size_t> in_flight = 0;      // requests read and not yet answered in full
  std::atomic<std::size_t> waiting_bytes = 0;  // of bodies not yet sent in full
  std::atomic<bool> stopping = false;
  HandlerPool handlers;
};

// Shared by the connections of one loop; used on its thread only.
struct WorkerState {
  WorkerState(ServerState& server_state, boost::asio::io_context& loop);

  // The Date header's value, made anew once a second.
  const std::string& date();

  // Looks now and then whether the clients are still there whose answers are being made, as long as there are any.
  void watch_clients();
  // Cancels the timers when it was the last while draining, so that the loop can end.
  void remove(Session* session);

  ServerState& server;
  HandlerTools tools;
  std::unordered_set<Session*> sessions;
  bool draining = false;
  Timer drain_timer;

 private:
  void look_at_clients();

  std::int64_t date_second_ = -1;
  std::string date_;
  Timer look_timer_;
  bool looking_ = false;
};

}  // namespace trialkeep::http
