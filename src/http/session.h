#pragma once
// One connection of the server, and what the connections of one thread share. Private to the room: this
// is where Boost.Asio begins.

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "http/admission.h"
#include "http/answer.h"
#include "http/compression.h"
#include "http/handler_watch.h"
#include "http/render.h"
#include "http/request_reader.h"
#include "http/server.h"
#include "http/tls.h"
#include "http/transport.h"

namespace trialkeep::http {

// Shared by all threads of a server.
struct ServerState {
  ServerState(ServerOptions server_options, Handler server_handler);

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
};

class Session;

// Shared by the connections of one thread; used on that thread only.
struct WorkerState {
  WorkerState(ServerState& server_state, boost::asio::io_context& loop);

  // The Date header's value, made anew once a second.
  const std::string& date();

  ServerState& server;
  Compressor compressor;
  HandlerWatch watch;
  std::unordered_set<Session*> sessions;
  bool draining = false;
  Timer drain_timer;  // cancelled when the last session ends

 private:
  std::int64_t date_second_ = -1;
  std::string date_;
};

// What becomes of a connection when it is accepted.
enum class Admission { kServed, kServerFull, kAddressFull };

// Reads a request, answers it, and so on until an end: the client's, a time-out's, or the server's.
// Lives as long as one of its operations waits.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // `worker` must outlive the session. One that is not served only says why. `address` has been counted in
  // by_address where it is served.
  static std::shared_ptr<Session> make(WorkerState& worker, Socket socket, AddressKey address, Admission admission);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start();
  void drain();  // ends at once where no request is under way, otherwise after its answer
  void close();  // ends at once

 private:
  enum class Phase { kHandshake, kReading, kWriting, kLingering, kClosed };

  Session(WorkerState& worker, Socket socket, AddressKey address, Admission admission);

  void refuse();
  void shake_hands();
  void await_request();
  boost::asio::mutable_buffer free_space();
  void read_more();
  void on_read(std::size_t size);
  void parse();
  void say_continue();
  std::optional<Response> over_limit();
  void answer_request();
  void fail(Response response);
  void send(const Request& request, Response response);
  Status fill();
  void write_more();
  void on_written(std::size_t size);
  void finish_answer();
  void forget_answer();
  void cut();
  void end();
  void end_sending();
  void linger();

  void set_deadline(std::chrono::milliseconds from_now);
  void arm_timer();
  void on_timeout();

  const ServerOptions& options() const { return worker_.server.options; }

  WorkerState& worker_;
  Transport transport_;
  const AddressKey address_;
  const Admission admission_;
  Timer timer_;  // looks at deadline_ when it fires, since most deadlines only ever move on
  bool timer_armed_ = false;
  SteadyClock::time_point deadline_;
  Phase phase_ = Phase::kReading;
  bool served_before_ = false;  // an answer has gone out: what follows is keep-alive
  bool keep_alive_ = false;
  bool unread_ = false;            // the client may still be sending when we end
  bool saying_continue_ = false;   // a write is under way while the phase is kReading
  bool in_flight_ = false;         // counted in in_flight
  std::size_t waiting_bytes_ = 0;  // counted in waiting_bytes
  std::atomic<bool> cancelled_ = false;
  RequestReader reader_;
  WireAnswer answer_;
  std::size_t written_ = 0;  // of head and body together
  std::size_t lingered_ = 0;
};

}  // namespace trialkeep::http
