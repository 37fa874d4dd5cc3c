#include "support/failing_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/strings.h"

namespace trialkeep::testing {
namespace {

constexpr int kPollMs = 20;
constexpr int kPatienceMs = 10'000;

bool is_readable(int fd, int timeout_ms) {
  pollfd entry = {fd, POLLIN, 0};
  return ::poll(&entry, 1, timeout_ms) > 0;
}

std::optional<ScriptedRequest> read_request(int connection) {
  std::string text;
  while (text.find("\r\n\r\n") == std::string::npos) {
    char buffer[4096];
    const ssize_t got = is_readable(connection, kPatienceMs) ? ::recv(connection, buffer, sizeof buffer, 0) : 0;
    if (got <= 0) {
      return std::nullopt;
    }
    text.append(buffer, static_cast<std::size_t>(got));
  }
  ScriptedRequest request;
  const std::size_t start = text.find(' ') + 1;
  request.target = text.substr(start, text.find(' ', start) - start);
  for (std::size_t at = text.find("\r\n") + 2; text.compare(at, 2, "\r\n") != 0;) {
    const std::size_t end = text.find("\r\n", at);
    const std::size_t colon = text.find(": ", at);
    std::string name = text.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    request.headers[name] = text.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  return request;
}

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

FailingServer::FailingServer(Script script) : script_(std::move(script)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(::listen(listener_, 16) == 0);
  socklen_t size = sizeof address;
  CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

FailingServer::~FailingServer() {
  ended_ = true;
  thread_.join();
  ::close(listener_);
}

std::string FailingServer::url() const { return concat("http://127.0.0.1:", port_); }

std::vector<std::string> FailingServer::targets() const {
  const std::lock_guard lock(mutex_);
  return targets_;
}

void FailingServer::run() {
  while (!ended_) {
    if (!is_readable(listener_, kPollMs)) {
      continue;
    }
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) {
      serve(connection);
      ::close(connection);
    }
  }
}

void FailingServer::serve(int connection) {
  auto request = read_request(connection);
  if (!request) {
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    request->number = targets_.size();
    targets_.push_back(request->target);
  }
  const ScriptedAnswer answer = script_(*request);
  if (answer.status != 0) {
    send_answer(connection, answer);
  }
}

void FailingServer::send_answer(int connection, const ScriptedAnswer& answer) {
  std::string head = concat("HTTP/1.1 ", answer.status,
                            " Scripted\r\nConnection: close\r\nContent-Length: ", answer.body.size(), "\r\n");
  for (const auto& [name, value] : answer.headers) {
    append_to(head, name, ": ", value, "\r\n");
  }
  send_all(connection, head + "\r\n");
  send_all(connection, std::string_view(answer.body).substr(0, answer.body_bytes_sent.value_or(answer.body.size())));
  for (int waited = 0; answer.stalls && !ended_ && waited < kPatienceMs; waited += kPollMs) {
    if (is_readable(connection, kPollMs)) {
      return;  // the client has gone
    }
  }
}

}  // namespace trialkeep::testing
