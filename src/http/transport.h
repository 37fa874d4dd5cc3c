#pragma once
// The socket of a connection, plain or under TLS. Private to the room.

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <optional>
#include <poll.h>
#include <utility>

namespace trialkeep::http {

using Executor = boost::asio::io_context::executor_type;
using SteadyClock = std::chrono::steady_clock;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<SteadyClock, boost::asio::wait_traits<SteadyClock>, Executor>;

// What the kernel knows of a client that is not read from. One that has ended its sending may have left, or
// may still read: only bytes sent to it would tell.
enum class Client { kThere, kSendsNoMore, kGone };

class Transport {
 public:
  // Plain where `tls` is null; otherwise it is used during the call only.
  Transport(Socket socket, boost::asio::ssl::context* tls) : socket_(std::move(socket)) {
    if (tls != nullptr) {
      tls_.emplace(socket_, *tls);
    }
  }
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  bool is_secure() const { return tls_.has_value(); }
  Socket& socket() { return socket_; }

  Client client() {
    pollfd entry = {socket_.native_handle(), POLLRDHUP, 0};
    if (::poll(&entry, 1, 0) <= 0) {
      return Client::kThere;
    }
    return (entry.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0 ? Client::kGone : Client::kSendsNoMore;
  }

  // REQUIRES: is_secure(). Calls done(error).
  template <typename Done>
  void shake_hands(Done done) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(done));
  }
  // Says that nothing follows, so that the client can tell an end from a cut. REQUIRES: is_secure().
  template <typename Done>
  void say_end(Done done) {
    tls_->async_shutdown(std::move(done));
  }

  // Call done(error, size).
  template <typename Buffers, typename Done>
  void read_some(const Buffers& buffers, Done done) {
    if (tls_) {
      tls_->async_read_some(buffers, std::move(done));
    } else {
      socket_.async_read_some(buffers, std::move(done));
    }
  }
  template <typename Buffers, typename Done>
  void write_some(const Buffers& buffers, Done done) {
    if (tls_) {
      tls_->async_write_some(buffers, std::move(done));
    } else {
      socket_.async_write_some(buffers, std::move(done));
    }
  }

 private:
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace trialkeep::http
