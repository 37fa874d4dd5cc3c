#pragma once
// A server on any free port with a handler that shows what it was asked.

#include <memory>
#include <stdexcept>
#include <string>

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
