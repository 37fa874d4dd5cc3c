#pragma once
// One connection of the server. Private to the room.

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/admission.h"
#include "http/answer.h"
#include "http/pieces_ahead.h"
#include "http/render.h"
#include "http/request_reader.h"
#include "http/server_state.h"
#include "http/transport.h"

namespace trialkeep::http {

// Reads a request, answers it, and so on until an end: the client's, a time-out's, or the server's.
// Lives as long as one of its operations waits; begins and ends on its loop's thread.
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

  // False when no answer is being made. Has the handler give up when the client has gone.
  bool look_at_client(SteadyClock::time_point now);

 private:
  // While kHandling, another thread has the request and the answer, and the loop leaves them alone. While pieces
  // are made ahead, it has the answer's stream and ahead_ only.
  enum class Phase { kHandshake, kReading, kHandling, kWriting, kLingering, kClosed };
  using Work = void (Session::*)(HandlerTools&);  // on a thread of the pool
  using Then = void (Session::*)();               // on the loop

  Session(WorkerState& worker, Socket socket, AddressKey address, Admission admission);

  void refuse();
  void shake_hands();
  void await_request();
  boost::asio::mutable_buffer free_space();
  void read_more();
  void on_read(std::size_t size);
  void parse();
  void say_continue();
  void answer_request();
  void hand_over(Work work, Then then);
  void await_pool();
  void give_to_pool(Work work, Then then = nullptr);
  void make_answer(HandlerTools& tools);
  Response ask_in_time();
  void begin_ahead();
  void make_ahead(HandlerTools& tools);
  void send_ahead();
  void fail(Response response);
  void send(Response response);
  WireAnswer rendered(Response response, HandlerTools& tools) const;
  void start_writing();
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
  SteadyClock::time_point give_up_at_;              // when the handler's time is over
  std::optional<SteadyClock::time_point> left_at_;  // when the client was first seen to send no more
  std::atomic<bool> has_left_ = false;              // and that is the reason for giving up
  RequestReader reader_;
  Request request_;
  std::optional<Response> response_;  // made on the loop, to be finished elsewhere
  Connection connection_;
  std::string date_;
  WireAnswer answer_;
  std::shared_ptr<PiecesAhead> ahead_;  // of the answer's stream; null where all is in the answer
  std::size_t written_ = 0;             // of head and body together
  std::size_t lingered_ = 0;
};

}  // namespace trialkeep::http
