#pragma once
// An HTTP/1.1 server around one function from a request to a response: limits, time-outs, keep-alive and
// pipelining, HEAD, OPTIONS, answers sent piece by piece, compression, ETag, ranges, CORS, TLS, a token for
// readers, and a stop that lets requests under way finish. A thin adaptor over Boost.Asio, Boost.Beast and
// OpenSSL, which this header does not show. No HTTP/2: a reverse proxy's work.
//
// One thread a core, each with its own event loop and its own listening socket on the same port
// (SO_REUSEPORT): 20-40 % faster than a shared loop. A connection stays on its loop. Handlers run on other threads,
// several a core, so a long request delays no other connection; requests of one connection are answered one after
// the other. What is quick (ServerOptions::is_quick) is answered on the loop itself, which saves two changes of thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/status.h"
#include "http/listen.h"
#include "http/message.h"

namespace trialkeep::http {

// Called on the server's threads, on several at once. What it throws becomes a 500. It must not call Server::stop().
using Handler = std::function<Response(const Request&)>;

// Whether a request is answered in much less than a millisecond, whatever it asks: no search, no wait.
using QuickCheck = std::function<bool(const Request&)>;

struct ServerOptions {
  std::string address = "127.0.0.1";  // in digits, as parse_listen() gives it
  std::uint16_t port = 8080;          // 0: any free one
  unsigned threads = 0;               // event loops; 0: one a core
  unsigned handler_threads = 0;       // requests handled at once; 0: limits::kHandlersPerCore a core
  QuickCheck is_quick;                // empty: no request is
  std::size_t target_bytes_max = limits::kTargetBytes;
  std::size_t header_bytes_max = limits::kHeaderBytes;  // request line included
  std::size_t body_bytes_max = limits::kFormBytes;
  std::size_t connections_max = limits::kConnections;
  std::size_t connections_per_address_max = limits::kConnectionsPerAddress;  // of IPv6 a /64
  std::size_t requests_in_flight_max = limits::kRequestsInFlight;            // read and not yet answered in full
  std::size_t answer_bytes_max = limits::kAnswerBytes;                       // of an answer made whole
  std::size_t waiting_bytes_max = limits::kWaitingAnswersBytes;              // of all of them not yet sent
  unsigned requests_per_second_max = 0;  // of one address, in the long run; 0: any number
  unsigned requests_burst_max = 20;      // of one address at once, where the rate is limited
  std::chrono::milliseconds request_timeout = std::chrono::seconds(limits::kRequestSeconds);
  std::chrono::milliseconds handler_timeout = std::chrono::seconds(limits::kHandlerSeconds);  // an answer, a piece
  std::chrono::milliseconds left_timeout = std::chrono::seconds(limits::kLeftSeconds);        // for a client that ended
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(limits::kIdleSeconds);
  std::chrono::milliseconds write_timeout = std::chrono::seconds(limits::kWriteSeconds);
  std::chrono::milliseconds drain_timeout = std::chrono::seconds(limits::kDrainSeconds);
  std::string server_name = "trialkeep";  // the Server header
  std::string tls_certificate_file;       // PEM, the server's own first; with tls_key_file: TLS and nothing else
  std::string tls_key_file;               // PEM, without a pass phrase
  std::string read_token;                 // asked of all but /healthz and OPTIONS, as "Authorization: Bearer"
  bool post_forms = false;  // hand POST with a urlencoded body to the handler, its fields after the target's
                            // parameters; otherwise POST is answered 405
};

struct ServerCounts {
  std::uint64_t requests = 0;     // answered, errors included
  std::uint64_t connections = 0;  // accepted, refused ones included
  std::uint64_t refused = 0;      // connections turned away because too many were open
  std::uint64_t limited = 0;      // requests turned away by rate, number in flight or waiting bytes
  std::uint64_t cut = 0;          // answers that failed on the way
  std::uint64_t open = 0;         // connections now
};

class Server {
 public:
  // Listens and serves from its own threads when it returns. kUnavailable when the port is taken,
  // kPermissionDenied and kInvalidArgument when the address cannot be had or the certificate cannot be used;
  // the message says what to do.
  static StatusOr<std::unique_ptr<Server>> start(ServerOptions options, Handler handler);
  // Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  // Where a browser on this machine finds it: "http://127.0.0.1:8080"; with https where TLS is on.
  std::string url() const;
  ServerCounts counts() const;

  // Reads certificate and key again, for connections from now on; the ones that are there go on. After an
  // error the old ones stay in use. Does nothing where TLS is off. Any thread.
  Status reload_certificate();

  // Accepts no more, closes connections without a request at once, gives the others drain_timeout to be
  // answered, then has handlers give up, and joins the threads. Idempotent; any thread but the server's own may call
  // it.
  void stop();

 private:
  class Implementation;
  explicit Server(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace trialkeep::http
