#pragma once
// A client for tests that sends exactly the bytes it is given, over loopback, and gives up after a bound.

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "base/strings.h"

namespace trialkeep::http::testing {

struct Reply {
  int status = 0;                              // 0: the connection ended before a whole reply
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

enum class Body { kAsStated, kNone };  // kNone: the answer to HEAD

class RawClient {
 public:
  // From 127.0.0.`last_byte`; each of them is an address of its own to the server. `receive_bytes` is how much
  // the kernel takes in for a client that does not read; 0: as it likes.
  explicit RawClient(std::uint16_t port, std::uint8_t last_byte = 1, int receive_bytes = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl((INADDR_LOOPBACK & 0xFFFFFF00) | last_byte);
    EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    if (receive_bytes > 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    }
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }

  // What the server no longer takes is dropped.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void get(std::string_view target) { send(concat("GET ", target, " HTTP/1.1\r\nHost: localhost\r\n\r\n")); }

  int fd() const { return fd_; }  // for a layer above; not together with send() and reply()

  // Sends no more, and still reads.
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }

  // Leaves as a program that is killed does: whatever comes later is refused.
  void leave() {
    const linger at_once = {1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(fd_);
    fd_ = -1;
  }

  // True when bytes have come, or the end, within the bound.
  bool wait_readable() {
    pollfd entry = {fd_, POLLIN, 0};
    return ::poll(&entry, 1, kBoundMs) > 0;
  }

  Reply reply(Body body = Body::kAsStated) {
    Reply out;
    std::size_t end;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) {
        return out;
      }
    }
    const std::string head = pending_.substr(0, end + 2);
    pending_.erase(0, end + 4);
    parse_head(head, out);
    if (body == Body::kAsStated && out.status != 304 && !read_body(out)) {
      out.status = 0;
    }
    return out;
  }

  // `headers` are whole lines.
  Reply ask(std::string_view target, std::string_view headers = "", std::string_view method = "GET") {
    send(concat(method, " ", target, " HTTP/1.1\r\nHost: localhost\r\n", headers, "\r\n"));
    return reply(method == "HEAD" ? Body::kNone : Body::kAsStated);
  }

  // Everything up to the end of the connection.
  std::string rest() {
    while (receive()) {
    }
    return std::move(pending_);
  }
  // True when the connection did not end in good order.
  bool was_reset() const { return was_reset_; }
  // True when the server ends the connection, and has sent nothing more before.
  bool ended() { return rest().empty() && at_end_; }

 private:
  static constexpr int kBoundMs = 20'000;

  static void parse_head(const std::string& head, Reply& out) {
    out.status = head.size() > 12 ? std::atoi(head.c_str() + 9) : 0;
    for (std::size_t start = head.find("\r\n") + 2; start < head.size();) {
      const std::size_t end = head.find("\r\n", start);
      const std::size_t colon = head.find(": ", start);
      std::string name = head.substr(start, colon - start);
      std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
      EXPECT_EQ(out.headers.count(name), 0u) << name << " is there twice";
      out.headers[name] = head.substr(colon + 2, end - colon - 2);
      start = end + 2;
    }
  }

  bool read_body(Reply& out) {
    if (out.header("transfer-encoding") != "chunked") {
      return take(std::strtoul(out.header("content-length").c_str(), nullptr, 10), out.body);
    }
    while (true) {
      std::string line;
      if (!take_line(line)) {
        return false;
      }
      const std::size_t size = std::strtoul(line.c_str(), nullptr, 16);
      std::string end;
      if (line.empty() || !take(size, out.body) || !take_line(end) || !end.empty()) {
        return false;
      }
      if (size == 0) {
        return true;
      }
    }
  }

  // Moves `size` bytes of what comes to `out`; false when the connection ends before.
  bool take(std::size_t size, std::string& out) {
    while (pending_.size() < size) {
      if (!receive()) {
        return false;
      }
    }
    out.append(pending_, 0, size);
    pending_.erase(0, size);
    return true;
  }

  bool take_line(std::string& line) {
    std::size_t end;
    while ((end = pending_.find("\r\n")) == std::string::npos) {
      if (!receive()) {
        return false;
      }
    }
    line = pending_.substr(0, end);
    pending_.erase(0, end + 2);
    return true;
  }

  bool receive() {
    char buffer[1 << 14];
    const ssize_t got = wait_readable() ? ::recv(fd_, buffer, sizeof buffer, 0) : -2;
    EXPECT_NE(got, -2) << "the server has sent nothing for long";
    was_reset_ = got == -1 && errno == ECONNRESET;
    at_end_ = got == 0 || was_reset_;
    if (got > 0) {
      pending_.append(buffer, static_cast<std::size_t>(got));
    }
    return got > 0;
  }

  int fd_;
  bool connected_ = false;
  bool at_end_ = false;
  bool was_reset_ = false;
  std::string pending_;
};

// The first answer to `bytes`, on a connection of their own.
inline Reply answer_to(std::uint16_t port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.reply();
}

// The answer to a request for `target`, on a connection of its own.
inline Reply ask(std::uint16_t port, std::string_view target) { return RawClient(port).ask(target); }

// True when the connection on which `bytes` are sent is cut inside the answer.
inline bool is_cut_off(std::uint16_t port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.reply().status == 0 && client.was_reset();
}

// Connections that are all there at once.
inline std::vector<std::unique_ptr<RawClient>> many_clients(std::uint16_t port, int count) {
  std::vector<std::unique_ptr<RawClient>> out;
  for (int i = 0; i < count; ++i) {
    out.push_back(std::make_unique<RawClient>(port));
  }
  return out;
}

// Waits, yielding, until `condition` holds; fails after a bound.
template <typename Condition>
void wait_until(Condition condition) {
  const auto bound = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), bound);
    std::this_thread::yield();
  }
}

}  // namespace trialkeep::http::testing
