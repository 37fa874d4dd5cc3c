#pragma once
// What happens between a request read in full and the bytes that go back: which methods are served, the
// call of the handler, the headers common to all answers, 304, compression. Knows no sockets.

#include <string>
#include <string_view>

#include "base/instant.h"
#include "http/gzip.h"
#include "http/message.h"
#include "http/server.h"

namespace trialkeep::http {

inline constexpr std::size_t kCompressibleBytes = 1u << 10;  // a smaller body goes out as it is

// A request as the parser of the wire leaves it; views into its memory.
struct WireRequest {
  std::string_view method;
  std::string_view target;
  std::string_view body;
  std::string_view content_type;
  std::string accept_encoding;  // several headers of a name joined by commas
  std::string if_none_match;
  std::string_view host;
  std::string_view user_agent;
};

// `request` carries what render() needs, even where the target was malformed.
struct Outcome {
  Request request;
  Response response;
};

// Refuses what is not served (400, 405, 414, 415), answers OPTIONS, and asks the handler for the rest.
Outcome answer(const WireRequest& wire, const ServerOptions& options, const Handler& handler);

// How the answer ends on the wire.
struct Ending {
  bool keep_alive = false;
  bool http_1_0 = false;  // the client must be told of keep-alive
};

struct WireAnswer {
  std::string head;  // status line and headers with the empty line
  std::string body;  // empty for HEAD, 204 and 304
};

WireAnswer render(const Request& request, Response response, Ending ending, std::string_view server_name,
                  std::string_view date, GzipCompressor& gzip);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
std::string http_date(Instant instant);

}  // namespace trialkeep::http
