#pragma once
// From the target of a request line to a path and parameters, and back. Liberal in what it takes, since
// real clients send ':' ',' '|' '(' ')' '[' ']' '"' and UTF-8 as they are; strict where a guess would
// change the meaning: a broken percent escape, a NUL, "." and ".." are refused, never repaired.
//
//   target    = [ "http://" authority ] path [ "?" parameter *( "&" parameter ) ]
//   path      = 1*( "/" segment )
//   parameter = [ name [ "=" value ] ]        ; an empty one is skipped
//
// Source: RFC 9112 section 3.2 (request target), the WHATWG URL standard (application/x-www-form-urlencoded).

#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/status.h"
#include "http/message.h"

namespace trialkeep::http {

// The decoded parts of a target; the same fields as in Request.
struct Target {
  std::string path;
  std::vector<std::string> segments;
  std::vector<Parameter> parameters;
};

// kInvalidArgument, with a sentence for the client that names the byte, when the target is malformed or has
// more than limits::kParameters parameters; kOutOfRange when it is longer than `bytes_max`.
StatusOr<Target> parse_target(std::string_view target, std::size_t bytes_max = limits::kTargetBytes);

// The same for a query alone or for the body of a form: "a=1&b=two+words".
StatusOr<std::vector<Parameter>> parse_parameters(std::string_view query);

// A request for `target` as the server would hand it over. For the server and for tests of handlers.
StatusOr<Request> make_request(Method method, std::string_view target, std::size_t bytes_max = limits::kTargetBytes);

// `text` for one segment of a link's path: all but letters, digits and "-._~" escaped.
std::string percent_encode(std::string_view text);

// `text` for a name or a value behind the "?" of a link: the same with a blank as "+", as browsers send a form, so that
// a link is no longer than the address that it was made from.
std::string encode_parameter(std::string_view text);

}  // namespace trialkeep::http
