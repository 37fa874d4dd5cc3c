#pragma once
// Bytes of one connection to requests, one after the other: the parser (Boost.Beast, which this header
// does not show) and the limits on what it reads. Knows no sockets and no time.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "http/answer.h"
#include "http/message.h"
#include "http/server.h"

namespace trialkeep::http {

class RequestReader {
 public:
  // `options` must outlive the reader.
  explicit RequestReader(const ServerOptions& options);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Where the next bytes go; received() says how many have come. parse() and restart() end the span.
  std::span<char> space();
  void received(std::size_t size);

  // True from the first byte of the current request on. Line ends before it are dropped (RFC 9112 section 2.2).
  bool begun();

  // Uses up what has come. The answer to give, and to end with, when that is not the start of a request
  // within the limits: 400, 413, 414, 431. After one, nothing but drop() makes sense.
  std::optional<Response> parse();
  bool done() const;
  // True once in a request whose sender waits to be asked for the body.
  bool must_say_continue();

  // REQUIRES: done(). The views of wire() live until restart().
  WireRequest wire() const;
  bool keep_alive() const;
  bool http_1_0() const;  // false as well before the header is there

  // Forgets the request read; bytes behind it stay for the next.
  void restart();
  bool empty() const;  // no byte waits to be used
  void drop();         // forgets the bytes that wait

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace trialkeep::http
