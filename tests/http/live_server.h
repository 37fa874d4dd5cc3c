#pragma once
// A server on any free port with a handler that shows what it was asked.

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "http/server.h"
#include "support/support.h"

namespace trialkeep::http::testing {

inline Response show(const Request& request) {
  if (request.path == "/large") {
    Response response = Response::json(200, std::string(100'000, '7'));
    response.headers = {{"ETag", "\"large\""}};
    return response;
  }
  if (request.path == "/throws") {
    throw std::runtime_error("on purpose");
  }
  if (request.path == "/throws-a-number") {
    throw 7;
  }
  std::string text = request.path;
  for (const Parameter& parameter : request.parameters) {
    text += " " + parameter.name + "=" + parameter.value;
  }
  return Response::text(200, text);
}

// A handler that answers only when it is told to give up.
inline Response until_cancelled(const Request& request) {
  while (!request.cancelled->load()) {
    std::this_thread::yield();
  }
  return Response::text(200, "a part of the answer");
}

// A body of which so many pieces come at once, and no more before the producer is told to give up. `asked`, where there
// is one, counts how often it was asked for a piece.
inline Response stalled_after(int pieces, const Request& request, std::atomic<int>* asked = nullptr) {
  return Response::streamed(
      "text/plain",
      produce_pieces([pieces, asked, &cancelled = *request.cancelled](std::string& out) mutable -> StatusOr<bool> {
        if (asked != nullptr) {
          ++*asked;
        }
        if (pieces-- <= 0) {
          while (!cancelled.load()) {
            std::this_thread::yield();
          }
        }
        out.append(limits::kStreamBytes, 'x');
        return true;
      }));
}

inline ServerOptions any_port() {
  ServerOptions options;
  options.port = 0;
  options.threads = 1;
  return options;
}

inline std::unique_ptr<Server> start_server(ServerOptions options = any_port(), Handler handler = show) {
  auto server = Server::start(std::move(options), std::move(handler));
  EXPECT_OK(server);
  return server.ok() ? *std::move(server) : nullptr;
}

}  // namespace trialkeep::http::testing
