#include "http/server.h"

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "http/session.h"
#include "os/environment.h"
#include "os/system_error.h"

namespace trialkeep::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr std::size_t kRefusalsAtOnce = 64;                    // over the limit and still told so in words
constexpr auto kWatchPause = std::chrono::milliseconds(100);   // at most, between looks at the handlers
constexpr auto kAcceptPause = std::chrono::milliseconds(100);  // after a failed accept: no descriptor is free

Status listen_error(error_code error, const ListenAddress& where) {
  const std::string text = where.text();
  if (error == asio::error::address_in_use) {
    return absl::UnavailableError(concat("port ", where.port, " on ", where.address,
                                         " is in use by another program; stop that one, or choose another port, "
                                         "for example --listen ",
                                         ListenAddress{where.address, 0}.text(), " for any free one"));
  }
  if (error == asio::error::access_denied) {
    return absl::PermissionDeniedError(
        concat("this user may not listen on ", text, "; choose a port from 1024 on with --listen"));
  }
  if (error.value() == EADDRNOTAVAIL) {
    return absl::InvalidArgumentError(concat(where.address,
                                             " is not an address of this machine; choose one of its own with "
                                             "--listen, 127.0.0.1 for this machine only or 0.0.0.0 for all"));
  }
  return os::system_error(error.value(), "listen on", text);
}

// The first socket is bound alone, so that a port that another process listens on is found out even where
// that one would share it (Linux lets all sockets of a user with SO_REUSEPORT share, so a second server
// would silently take half of the connections). Once bound, it shares with our further sockets.
Status listen(Acceptor& acceptor, ListenAddress where, bool is_first) {
  error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(where.address, error), where.port);
  if (error) {
    return absl::InvalidArgumentError(
        concat("\"", where.address, "\" is not an IP address; write it in digits, such as 127.0.0.1"));
  }
  const auto share = [&] { acceptor.set_option(ReusePort(true), error); };
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error && !is_first) share();
  if (!error) acceptor.bind(endpoint, error);
  if (!error && is_first) share();
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return error ? listen_error(error, where) : absl::OkStatus();
}

AddressKey key_of(const Socket& socket) {
  error_code error;
  const asio::ip::address address = socket.remote_endpoint(error).address();
  return error || address.is_v4() ? address_key(std::span<const std::uint8_t, 4>(address.to_v4().to_bytes()))
                                  : address_key(std::span<const std::uint8_t, 16>(address.to_v6().to_bytes()));
}

// One thread's loop, its listening socket and its connections.
class Worker {
 public:
  explicit Worker(ServerState& server)
      : loop_(1), acceptor_(loop_.get_executor()), pause_(loop_.get_executor()), state_(server, loop_) {}

  Acceptor& acceptor() { return acceptor_; }

  void start() {
    accept_next();
    thread_ = std::thread([this] { run(); });
  }
  HandlerWatch& watch() { return state_.tools.watch; }
  // From any thread.
  void begin_drain() {
    asio::post(loop_, [this] { drain(); });
  }
  void join() {
    if (thread_.joinable()) {
      thread_.join();
    }
  }

 private:
  // Ends when nothing waits any more. What a callback throws (no memory is left) costs its connection only.
  void run() {
    while (true) {
      try {
        loop_.run();
        return;
      } catch (...) {
        continue;
      }
    }
  }

  void accept_next() {
    acceptor_.async_accept([this](error_code error, Socket socket) {
      if (!acceptor_.is_open()) {
        return;
      }
      if (error) {
        pause_.expires_after(kAcceptPause);
        pause_.async_wait([this](error_code cancelled) {
          if (!cancelled && acceptor_.is_open()) {
            accept_next();
          }
        });
        return;
      }
      accept_next();
      take(std::move(socket));
    });
  }

  void take(Socket socket) {
    ServerState& server = state_.server;
    server.connections.fetch_add(1, std::memory_order_relaxed);
    const AddressKey address = key_of(socket);
    const Admission admission = admit(address);
    if (admission != Admission::kServed) {
      server.refused.fetch_add(1, std::memory_order_relaxed);
      if (server.turning_away.load(std::memory_order_relaxed) >= kRefusalsAtOnce) {
        return;
      }
    }
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    Session::make(state_, std::move(socket), address, admission)->start();
  }

  Admission admit(AddressKey address) {
    ServerState& server = state_.server;
    if (server.open.load(std::memory_order_relaxed) >= server.options.connections_max) {
      return Admission::kServerFull;
    }
    return server.by_address.open(address, server.options.connections_per_address_max) ? Admission::kServed
                                                                                       : Admission::kAddressFull;
  }

  void drain() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    state_.draining = true;
    for_each_session([](Session& session) { session.drain(); });
    if (state_.sessions.empty()) {
      return;
    }
    state_.drain_timer.expires_after(state_.server.options.drain_timeout);
    state_.drain_timer.async_wait([this](error_code cancelled) {
      if (!cancelled) {
        for_each_session([](Session& session) { session.close(); });
      }
    });
  }

  // Over a copy: closing ends sessions, but only once their callbacks have run.
  template <typename Action>
  void for_each_session(Action action) {
    const std::vector<Session*> sessions(state_.sessions.begin(), state_.sessions.end());
    for (Session* session : sessions) {
      action(*session);
    }
  }

  asio::io_context loop_;
  Acceptor acceptor_;
  Timer pause_;
  WorkerState state_;
  std::thread thread_;
};

}  // namespace

class Server::Implementation {
 public:
  Implementation(ServerOptions options, Handler handler) : state_(std::move(options), std::move(handler)) {}
  ~Implementation() { stop(); }

  Status start() {
    const ServerOptions& options = state_.options;
    RETURN_IF_ERROR(load_certificate());
    const unsigned threads = options.threads == 0 ? os::core_count() : options.threads;
    where_ = {options.address, options.port};
    for (unsigned i = 0; i < threads; ++i) {
      workers_.push_back(std::make_unique<Worker>(state_));
      Acceptor& acceptor = workers_.back()->acceptor();
      RETURN_IF_ERROR(listen(acceptor, where_, i == 0));
      error_code ignored;
      where_.port = acceptor.local_endpoint(ignored).port();
    }
    for (const auto& worker : workers_) {
      worker->start();
    }
    watching_ = std::thread([this] { watch(); });
    return absl::OkStatus();
  }

  Status load_certificate() {
    const ServerOptions& options = state_.options;
    if (options.tls_certificate_file.empty()) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(auto tls, make_tls(options.tls_certificate_file, options.tls_key_file));
    state_.tls.set(std::move(tls));
    return absl::OkStatus();
  }

  void stop() {
    std::call_once(stopped_, [this] {
      {
        const std::lock_guard lock(mutex_);
        give_up_at_ = SteadyClock::now() + state_.options.drain_timeout;
      }
      state_.stopping = true;
      for (const auto& worker : workers_) {
        worker->begin_drain();
      }
      for (const auto& worker : workers_) {
        worker->join();
      }
      {
        const std::lock_guard lock(mutex_);
        ended_ = true;
      }
      wake_.notify_all();
      if (watching_.joinable()) {
        watching_.join();
      }
    });
  }

  const ListenAddress& where() const { return where_; }
  const ServerState& state() const { return state_; }

 private:
  // Tells handlers to give up that have taken too long, and all of them when a stop has.
  void watch() {
    const auto pause = std::clamp<std::chrono::milliseconds>(state_.options.handler_timeout / 4,
                                                             std::chrono::milliseconds(1), kWatchPause);
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, pause, [this] { return ended_; })) {
      const auto now = SteadyClock::now();
      const bool all_give_up = give_up_at_ && now >= *give_up_at_;
      const auto passed = all_give_up ? SteadyClock::time_point::max() : now;
      for (const auto& worker : workers_) {
        worker->watch().look(passed);
      }
      state_.handlers.look(passed);
    }
  }

  ServerState state_;
  ListenAddress where_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::thread watching_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<SteadyClock::time_point> give_up_at_;  // guarded by mutex_, as is the next
  bool ended_ = false;
  std::once_flag stopped_;
};

StatusOr<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler) {
  auto implementation = std::make_unique<Implementation>(std::move(options), std::move(handler));
  try {
    RETURN_IF_ERROR(implementation->start());
  } catch (const std::exception& fault) {  // no thread or no event queue to be had
    return absl::ResourceExhaustedError(
        concat("cannot start the server: ", std::string(fault.what()), "; raise the limits of open files and threads"));
  }
  return std::unique_ptr<Server>(new Server(std::move(implementation)));
}

Server::Server(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return implementation_->where().port; }

std::string Server::url() const {
  ListenAddress where = implementation_->where();
  if (where.address == "0.0.0.0") {
    where.address = "127.0.0.1";
  } else if (where.address == "::") {
    where.address = "::1";
  }
  return concat(implementation_->state().options.tls_certificate_file.empty() ? "http://" : "https://", where.text());
}

ServerCounts Server::counts() const {
  const ServerState& state = implementation_->state();
  return {state.requests.load(std::memory_order_relaxed), state.connections.load(std::memory_order_relaxed),
          state.refused.load(std::memory_order_relaxed),  state.limited.load(std::memory_order_relaxed),
          state.cut.load(std::memory_order_relaxed),      state.open.load(std::memory_order_relaxed)};
}

Status Server::reload_certificate() { return implementation_->load_certificate(); }

void Server::stop() { implementation_->stop(); }

}  // namespace trialkeep::http
