#pragma once
// From a response to the bytes that go back: the headers common to all answers, 304, ranges, compression,
// the framing of the body. Knows no sockets.

#include <memory>
#include <string>
#include <string_view>

#include "http/body_stream.h"
#include "http/compression.h"
#include "http/message.h"

namespace trialkeep::http {

inline constexpr std::size_t kCompressibleBytes = 1u << 10;  // a smaller body goes out as it is

// The connection that the answer goes out on.
struct Connection {
  bool keep_alive = false;
  bool http_1_0 = false;   // the client must be told of keep-alive and takes no chunks
  bool is_secure = false;  // under TLS
};

struct WireAnswer {
  std::string head;                              // status line and headers with the empty line
  std::string body;                              // empty for HEAD, 204 and 304
  std::shared_ptr<const std::string> kept_body;  // in place of `body`; null where that is meant
  std::unique_ptr<BodyStream> stream;            // what follows `body`; null when nothing does
  bool keep_alive = false;                       // false as well where only the end of the connection ends the body

  std::string_view bytes() const { return kept_body != nullptr ? std::string_view(*kept_body) : body; }
};

WireAnswer render(const Request& request, Response response, Connection connection, std::string_view server_name,
                  std::string_view date, Compressor& compressor);

}  // namespace trialkeep::http
