// constant_server FILE...: what the HTTP library can do at best. Serves each file at its name, from memory, in the way
// that our server uses Boost.Beast: one event loop a core, each with a listening socket on the same port. Prints the
// port. Without limits, time-outs or a handler, and for a benchmark only.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using Bodies = std::map<std::string, std::string>;  // by target

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket socket, const Bodies& bodies) : socket_(std::move(socket)), bodies_(bodies) {}

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) {
        self->write();
      }
    });
  }

 private:
  void write() {
    const auto found = bodies_.find(std::string(request_.target()));
    response_.emplace();
    response_->result(found == bodies_.end() ? http::status::not_found : http::status::ok);
    response_->set(http::field::server, "constant");
    response_->set(http::field::content_type, "application/json");
    if (found != bodies_.end()) {
      response_->body() = {found->second.data(), found->second.size()};
    }
    response_->prepare_payload();
    http::async_write(socket_, *response_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) {
        self->read();
      }
    });
  }

  Socket socket_;
  const Bodies& bodies_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  std::optional<http::response<http::span_body<const char>>> response_;
};

class Loop {
 public:
  Loop(std::uint16_t port, const Bodies& bodies) : acceptor_(loop_.get_executor()), bodies_(bodies) {
    acceptor_.open(tcp::v4());
    acceptor_.set_option(ReusePort(true));
    acceptor_.bind({asio::ip::address_v4::loopback(), port});
    acceptor_.listen();
    accept();
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void run() { loop_.run(); }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, Socket socket) {
      if (!error) {
        socket.set_option(tcp::no_delay(true));
        std::make_shared<Connection>(std::move(socket), bodies_)->read();
      }
      accept();
    });
  }

  asio::io_context loop_{1};
  Acceptor acceptor_;
  const Bodies& bodies_;
};

}  // namespace

int main(int argc, char** argv) {
  Bodies bodies;
  for (int i = 1; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    std::ifstream in(path, std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "constant_server: %s cannot be read\n", argv[i]);
      return 2;
    }
    bodies["/" + path.filename().string()] = {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::vector<std::unique_ptr<Loop>> loops;
  std::uint16_t port = 0;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
    loops.push_back(std::make_unique<Loop>(port, bodies));
    port = loops.front()->port();
  }
  std::printf("%u\n", port);
  std::fflush(stdout);
  std::vector<std::thread> threads;
  for (const auto& loop : loops) {
    threads.emplace_back([&loop] { loop->run(); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  return 0;
}
