#pragma once
// One connection of the server, and what the connections of one thread share. Private to the room: this
// is where Boost.Asio begins.

#include <atomic>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>

#include "http/answer.h"
#include "http/gzip.h"
#include "http/request_reader.h"
#include "http/server.h"

namespace trialkeep::http {

using Executor = boost::asio::io_context::executor_type;
using SteadyClock = std::chrono::steady_clock;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<SteadyClock, boost::asio::wait_traits<SteadyClock>, Executor>;

// Shared by all threads of a server.
struct ServerState {
  ServerOptions options;
  Handler handler;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> connections = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::size_t> open = 0;  // connections now
};

class Session;

// Shared by the connections of one thread; used on that thread only.
struct WorkerState {
  WorkerState(ServerState& server_state, boost::asio::io_context& loop);

  // The Date header's value, made anew once a second.
  const std::string& date();

  ServerState& server;
  GzipCompressor gzip;
  std::unordered_set<Session*> sessions;
  bool draining = false;
  Timer drain_timer;  // cancelled when the last session ends

 private:
  std::int64_t date_second_ = -1;
  std::string date_;
};

// Reads a request, answers it, and so on until an end: the client's, a time-out's, or the server's.
// Lives as long as one of its operations waits.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // `worker` must outlive the session.
  static std::shared_ptr<Session> make(WorkerState& worker, Socket socket);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start();   // serves
  void refuse();  // says that there are too many connections, and ends
  void drain();   // ends at once where no request is under way, otherwise after its answer
  void close();   // ends at once

 private:
  enum class Phase { kReading, kWriting, kLingering, kClosed };

  Session(WorkerState& worker, Socket socket);

  void await_request();
  boost::asio::mutable_buffer free_space();
  void read_more();
  void on_read(std::size_t size);
  void parse();
  void answer_request();
  void fail(Response response);
  void send(const Request& request, Response response);
  void write_more();
  void on_written(std::size_t size);
  void end();
  void linger();

  void set_deadline(std::chrono::milliseconds from_now);
  void arm_timer();
  void on_timeout();

  const ServerOptions& options() const { return worker_.server.options; }

  WorkerState& worker_;
  Socket socket_;
  Timer timer_;  // looks at deadline_ when it fires, since most deadlines only ever move on
  bool timer_armed_ = false;
  SteadyClock::time_point deadline_;
  Phase phase_ = Phase::kReading;
  bool served_before_ = false;  // an answer has gone out: what follows is keep-alive
  bool keep_alive_ = false;
  bool unread_ = false;  // the client may still be sending when we end
  RequestReader reader_;
  WireAnswer answer_;
  std::size_t written_ = 0;  // of head and body together
  std::size_t lingered_ = 0;
};

}  // namespace trialkeep::http
