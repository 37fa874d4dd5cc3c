#pragma once
// From a request read in full to the handler's response: which methods and bodies are served, who may
// read, the call of the handler and the limits on what it gives back. Knows no sockets.

#include <atomic>
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

// `request` carries what render() needs, even where the target was malformed.
struct Outcome {
  Request request;
  Response response;
};

// Refuses what is not served (400, 401, 405, 414, 415), answers OPTIONS, and asks the handler for the rest;
// 503 when `cancelled` has become true by the time the handler returns, and for an answer over the limit.
// `cancelled` must outlive the response.
Outcome answer(const WireRequest& wire, const ServerOptions& options, const Handler& handler,
               const std::atomic<bool>& cancelled);

// The 503 that says that an answer, or the start of one, took too long to make.
Response gave_up(const ServerOptions& options);

// Answers a request with `response` without looking at more than its method.
Outcome turn_away(const WireRequest& wire, Response response);

}  // namespace trialkeep::http
