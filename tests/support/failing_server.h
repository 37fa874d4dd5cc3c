#pragma once
// A server on loopback that answers by a script and fails as it is told: cuts the connection inside a body,
// stalls, or closes without a word. One connection at a time, one request each.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace trialkeep::testing {

struct ScriptedRequest {
  std::string target;                          // as sent
  std::map<std::string, std::string> headers;  // names in lower case
  std::size_t number = 0;                      // 0 for the first

  bool is_for(std::string_view start) const { return std::string_view(target).starts_with(start); }
};

struct ScriptedAnswer {
  int status = 200;  // 0: the connection is closed without an answer
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::size_t> body_bytes_sent;  // fewer than the body has, then the connection ends
  bool stalls = false;                         // it does not end, but nothing more is sent
};

class FailingServer {
 public:
  using Script = std::function<ScriptedAnswer(const ScriptedRequest&)>;

  explicit FailingServer(Script script);
  ~FailingServer();
  FailingServer(const FailingServer&) = delete;
  FailingServer& operator=(const FailingServer&) = delete;

  std::string url() const;  // "http://127.0.0.1:12345"
  std::vector<std::string> targets() const;

 private:
  void run();
  void serve(int connection);
  void send_answer(int connection, const ScriptedAnswer& answer);

  const Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ended_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> targets_;
  std::thread thread_;
};

}  // namespace trialkeep::testing
