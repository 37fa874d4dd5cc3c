#pragma once
// A request as a handler sees it, and the answer it gives back. Nothing here knows sockets: a test of a
// handler makes a Request with make_request() (query_string.h) and looks at the Response.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trialkeep::http {

// What the server has no use for is kOther; a handler sees kGet and kHead, and kPost where forms are on.
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
  std::string accept_encoding;
  std::string if_none_match;
  std::string host;
  std::string user_agent;

  // The first parameter of that name; null when there is none.
  const std::string* find_parameter(std::string_view name) const;
};

// The server adds Content-Length, Date, Server, Vary, Connection and the headers common to all answers,
// compresses, and turns an answer with a matching ETag into 304. What `headers` names, it leaves alone.
struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool compressible = true;  // false for bytes that are compressed already

  // The value of the first header of that name, in any case of letters; null when there is none.
  const std::string* find_header(std::string_view name) const;

  static Response text(int status, std::string body);  // text/plain; charset=utf-8
  static Response html(int status, std::string body);  // text/html; charset=utf-8
  static Response json(int status, std::string body);  // application/json
};

}  // namespace trialkeep::http
