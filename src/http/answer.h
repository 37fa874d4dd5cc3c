#pragma once
// From a request read in full to the handler's response: which methods and bodies are served, who may
// read, the call of the handler and the limits on what it gives back. Knows no sockets and no threads.

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/server.h"

namespace trialkeep::http {

// A request as the parser of the wire leaves it; views into its memory. Of the texts that are strings,
// several headers of a name are joined by commas.
struct WireRequest {
  std::string_view method;
  std::string_view target;
  std::string_view body;
  std::string_view content_type;
  std::string content_encoding;
  std::string accept_encoding;
  std::string if_none_match;
  std::string if_range;
  std::string range;
  std::string authorization;
  std::string_view if_modified_since;
  std::string_view host;
  std::string_view user_agent;
};

// Reads the request that the handler is to be asked. A response means that it is not to be asked: what is not
// served is refused (400, 401, 405, 414, 415), and OPTIONS is answered; `request` then carries what render() needs.
// `cancelled` must outlive the request and what is answered to it.
std::optional<Response> read_request(const WireRequest& wire, const ServerOptions& options,
                                     const std::atomic<bool>& cancelled, Request& request);

// Asks the handler. 503 when the request's `cancelled` has become true by the time it returns, and for an answer over
// the limit; 500 for what it throws.
Response ask(const Handler& handler, const Request& request, const ServerOptions& options);

// The 503 that says that an answer, or the start of one, took too long to make.
Response gave_up(const ServerOptions& options);

// What render() needs of a request that is answered without being looked at.
Request unread_request(const WireRequest& wire);

}  // namespace trialkeep::http
