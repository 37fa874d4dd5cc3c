#include "http/answer.h"

#include <array>
#include <utility>

#include "base/limits.h"
#include "base/strings.h"
#include "http/query_string.h"
#include "http/read_token.h"

namespace trialkeep::http {
namespace {

Method method_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Method>, 4> kMethods = {
      {{"GET", Method::kGet}, {"HEAD", Method::kHead}, {"OPTIONS", Method::kOptions}, {"POST", Method::kPost}}};
  for (const auto& [text, method] : kMethods) {
    if (text == name) {
      return method;
    }
  }
  return Method::kOther;
}

std::string_view allowed_methods(const ServerOptions& options) {
  return options.post_forms ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS";
}

Response options_response(const ServerOptions& options) {
  Response response;
  response.status = 204;
  response.compressible = false;
  response.headers = {{"Allow", std::string(allowed_methods(options))},
                      {"Access-Control-Allow-Methods", std::string(allowed_methods(options))},
                      {"Access-Control-Allow-Headers", "*, Authorization"},
                      {"Access-Control-Max-Age", "86400"}};
  return response;
}

Response method_refused(std::string_view method, const ServerOptions& options) {
  constexpr std::size_t kQuotedBytes = 32;
  Response response = Response::text(405, concat("The method ", method.substr(0, kQuotedBytes),
                                                 " is not served here; use ", allowed_methods(options), "."));
  response.headers = {{"Allow", std::string(allowed_methods(options))}};
  return response;
}

// What may be asked without a token: whether the server lives.
bool is_health(std::string_view target) { return target.substr(0, target.find('?')) == "/healthz"; }

Response token_wanted(bool has_sent_one) {
  Response response = Response::text(
      401, has_sent_one ? "The token is not the one that this server asks for."
                        : "This server asks for a token; send the header \"Authorization: Bearer\" with it.");
  response.headers = {{"WWW-Authenticate", has_sent_one ? "Bearer realm=\"trialkeep\", error=\"invalid_token\""
                                                        : "Bearer realm=\"trialkeep\""}};
  return response;
}

// A body that unpacks to many times its size is never unpacked.
bool is_packed(const WireRequest& wire) {
  const std::string_view coding = without_outer_blanks(wire.content_encoding);
  return !coding.empty() && !equals_ignoring_case(coding, "identity");
}

Response packed_body_refused() {
  Response response = Response::text(415, "The body is compressed; send it as it is, without Content-Encoding.");
  response.headers = {{"Accept-Encoding", "identity"}};
  return response;
}

// Adds the fields of the form in the body to `parameters`. kUnimplemented when the body is something else.
Status add_form(const WireRequest& wire, std::vector<Parameter>& parameters) {
  if (wire.body.empty()) {
    return absl::OkStatus();
  }
  const std::string_view type = without_outer_blanks(wire.content_type.substr(0, wire.content_type.find(';')));
  if (!equals_ignoring_case(type, "application/x-www-form-urlencoded")) {
    return absl::UnimplementedError("The body is not a form; send it as application/x-www-form-urlencoded.");
  }
  ASSIGN_OR_RETURN(std::vector<Parameter> fields, parse_parameters(wire.body));
  if (parameters.size() + fields.size() > limits::kParameters) {
    return absl::InvalidArgumentError(
        concat("Target and form have more than ", limits::kParameters, " parameters together; send fewer."));
  }
  parameters.insert(parameters.end(), std::make_move_iterator(fields.begin()), std::make_move_iterator(fields.end()));
  return absl::OkStatus();
}

Response refusal(const Status& status) {
  const int code = absl::IsOutOfRange(status) ? 414 : absl::IsUnimplemented(status) ? 415 : 400;
  return Response::text(code, std::string(status.message()));
}

std::string span_text(std::chrono::milliseconds span) {
  return span.count() % 1000 == 0 ? concat(span.count() / 1000, " seconds") : concat(span.count(), " ms");
}

void take_headers(const WireRequest& wire, Request& request) {
  request.accept_encoding = wire.accept_encoding;
  request.if_none_match = wire.if_none_match;
  request.if_modified_since = wire.if_modified_since;
  request.if_range = wire.if_range;
  request.range = wire.range;
  request.host = wire.host;
  request.user_agent = wire.user_agent;
}

}  // namespace

std::optional<Response> read_request(const WireRequest& wire, const ServerOptions& options,
                                     const std::atomic<bool>& cancelled, Request& request) {
  request = unread_request(wire);
  const Method method = request.method;
  if (method == Method::kOptions) {
    return options_response(options);
  }
  if (!options.read_token.empty() && !is_health(wire.target) && !may_read(wire.authorization, options.read_token)) {
    return token_wanted(!wire.authorization.empty());
  }
  if (method == Method::kOther || (method == Method::kPost && !options.post_forms)) {
    return method_refused(wire.method, options);
  }
  if (is_packed(wire)) {
    return packed_body_refused();
  }
  auto read = make_request(method, wire.target, options.target_bytes_max);
  if (!read.ok()) {
    return refusal(read.status());
  }
  request = *std::move(read);
  take_headers(wire, request);
  request.cancelled = &cancelled;
  if (method == Method::kPost) {
    if (const Status status = add_form(wire, request.parameters); !status.ok()) {
      return refusal(status);
    }
    request.method = Method::kGet;
    request.is_form = true;
  }
  return std::nullopt;
}

Response ask(const Handler& handler, const Request& request, const ServerOptions& options) {
  try {
    Response response = handler(request);
    if (request.cancelled->load(std::memory_order_relaxed)) {
      return gave_up(options);
    }
    if (response.bytes().size() > options.answer_bytes_max) {
      return Response::text(503, concat("The answer has ", response.bytes().size(), " bytes; at most ",
                                        options.answer_bytes_max, " are held for one request. Ask for less."));
    }
    return response;
  } catch (...) {
    return Response::text(500, "The server met a fault while it made this answer; please report what you asked for.");
  }
}

Response gave_up(const ServerOptions& options) {
  return Response::text(503, concat("The answer took longer than ", span_text(options.handler_timeout),
                                    " to make and was given up; ask for less, or narrow the query."));
}

Request unread_request(const WireRequest& wire) {
  Request request;
  request.method = method_of(wire.method);
  return request;
}

}  // namespace trialkeep::http
