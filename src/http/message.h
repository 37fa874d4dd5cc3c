#pragma once
// A request as a handler sees it, and the answer it gives back. Nothing here knows sockets: a test of a
// handler makes a Request with make_request() (query_string.h) and looks at the Response.

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/body.h"

namespace trialkeep::http {

// What the server has no use for is kOther; a handler sees kGet and kHead.
enum class Method { kGet, kHead, kOptions, kPost, kOther };

struct Parameter {
  std::string name;
  std::string value;
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

// All of path, segments and parameters is valid UTF-8 without NUL: bytes that are not UTF-8 have become
// U+FFFD. The other texts are as the client sent them.
struct Request {
  Method method = Method::kGet;
  std::string target;                 // as sent, still percent-encoded
  std::string path;                   // percent-decoded; starts with "/" and keeps "//" and a final "/"
  std::vector<std::string> segments;  // the path's parts, each decoded by itself (%2F stays inside one),
                                      // empty ones left out; never "." or ".."
  std::vector<Parameter> parameters;  // decoded, in order; "a" has the value ""
  bool is_form = false;               // came as POST: the fields of its form stand behind the target's
                                      // parameters, and `method` is kGet, since it asks for the same
  std::string accept_encoding;
  std::string if_none_match;
  std::string if_modified_since;
  std::string if_range;
  std::string range;
  std::string host;
  bool is_secure = false;  // came over TLS
  std::string user_agent;

  // Becomes true when the answer takes longer than the server allows, or the client has gone: whoever works long
  // looks at it now and then, and gives up with any error, in place of which the server says why. Valid until the
  // answer and its producer are gone; null outside a server.
  const std::atomic<bool>* cancelled = nullptr;

  // The first parameter of that name; null when there is none.
  const std::string* find_parameter(std::string_view name) const;
  // Its value without outer blanks; empty when there is none.
  std::string_view parameter(std::string_view name) const;
};

// The server adds Content-Length, Date, Server, Vary, Connection and the headers common to all answers,
// compresses, and turns an answer into 304 by its ETag or Last-Modified, and into 206 or 416 where `stream`
// can be narrowed. What `headers` names, it leaves alone.
struct Response {
  int status = 200;
  std::string content_type;
  std::string body;                              // the whole of it, or
  std::shared_ptr<const std::string> kept_body;  // the whole of it, which others hold too, or
  std::unique_ptr<BodyProducer> stream;          // what makes it while it is sent; `body` then has no meaning
  std::vector<std::pair<std::string, std::string>> headers;
  bool compressible = true;  // false for bytes that are compressed already

  // The body where it is whole.
  std::string_view bytes() const { return kept_body != nullptr ? std::string_view(*kept_body) : body; }

  // The value of the first header of that name, in any case of letters; null when there is none.
  const std::string* find_header(std::string_view name) const;

  static Response text(int status, std::string body);  // text/plain; charset=utf-8
  static Response html(int status, std::string body);  // text/html; charset=utf-8
  static Response json(int status, std::string body);  // application/json
  static Response streamed(std::string content_type, std::unique_ptr<BodyProducer> stream);  // 200
};

}  // namespace trialkeep::http
