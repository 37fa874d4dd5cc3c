#include "http/answer.h"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "base/strings.h"
#include "http/negotiation.h"
#include "http/query_string.h"

namespace trialkeep::http {
namespace {

constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

// On every answer, unless the handler has said otherwise. Records are public, so any page may read them.
constexpr std::pair<std::string_view, std::string_view> kCommonHeaders[] = {
    {"Access-Control-Allow-Origin", "*"},
    {"Access-Control-Expose-Headers", "*"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
};

std::string_view reason(int status) {
  for (const auto& [code, text] : kReasons) {
    if (code == status) {
      return text;
    }
  }
  return "Status";
}

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
                      {"Access-Control-Allow-Headers", "*"},
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
  parameters.insert(parameters.end(), std::make_move_iterator(fields.begin()), std::make_move_iterator(fields.end()));
  return absl::OkStatus();
}

Response refusal(const Status& status) {
  const int code = absl::IsOutOfRange(status) ? 414 : absl::IsUnimplemented(status) ? 415 : 400;
  return Response::text(code, std::string(status.message()));
}

Response ask(const Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (...) {
    return Response::text(500, "The server met a fault while it made this answer; please report what you asked for.");
  }
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void replace_header(Response& response, std::string_view name, std::string value) {
  for (auto& [key, old] : response.headers) {
    if (equals_ignoring_case(key, name)) {
      old = std::move(value);
      return;
    }
  }
  response.headers.emplace_back(name, std::move(value));
}

// Adds `name: value`. A line end inside a value would start a header of its own, so it becomes a blank.
void append_header(std::string& head, std::string_view name, std::string_view value) {
  const std::size_t start = head.size();
  append_to(head, name, ": ", value);
  for (std::size_t i = start; i < head.size(); ++i) {
    if (head[i] == '\r' || head[i] == '\n' || head[i] == '\0') {
      head[i] = ' ';
    }
  }
  head += "\r\n";
}

// Turns the answer into 304 or compresses its body, as the request's headers ask. A compressed body is
// other bytes than the plain one, so a strong ETag becomes a weak one on both.
void negotiate(const Request& request, Response& response, GzipCompressor& gzip) {
  const bool packs = response.compressible && has_body(response.status) && response.body.size() >= kCompressibleBytes &&
                     response.find_header("Content-Encoding") == nullptr;
  const bool packs_here = packs && accepts_gzip(request.accept_encoding);
  if (packs) {
    const std::string* vary = response.find_header("Vary");
    replace_header(response, "Vary", vary == nullptr ? "Accept-Encoding" : concat(*vary, ", Accept-Encoding"));
  }
  const std::string* etag = response.find_header("ETag");
  const bool reads = request.method == Method::kGet || request.method == Method::kHead;
  const bool same = etag != nullptr && response.status == 200 && reads && etag_matches(request.if_none_match, *etag);
  if (packs_here && etag != nullptr && !etag->starts_with("W/")) {
    replace_header(response, "ETag", concat("W/", *etag));
  }
  if (same) {
    response.status = 304;
  } else if (packs_here) {
    if (auto packed = gzip.compress(response.body)) {
      response.body = *std::move(packed);
      response.headers.emplace_back("Content-Encoding", "gzip");
    }
  }
}

}  // namespace

Outcome answer(const WireRequest& wire, const ServerOptions& options, const Handler& handler) {
  Outcome out;
  out.request.method = method_of(wire.method);
  const Method method = out.request.method;
  if (method == Method::kOptions) {
    out.response = options_response(options);
    return out;
  }
  if (method == Method::kOther || (method == Method::kPost && !options.post_forms)) {
    out.response = method_refused(wire.method, options);
    return out;
  }
  auto request = make_request(method, wire.target, options.target_bytes_max);
  if (!request.ok()) {
    out.response = refusal(request.status());
    return out;
  }
  out.request = *std::move(request);
  out.request.accept_encoding = wire.accept_encoding;
  out.request.if_none_match = wire.if_none_match;
  out.request.host = wire.host;
  out.request.user_agent = wire.user_agent;
  if (method == Method::kPost) {
    if (const Status status = add_form(wire, out.request.parameters); !status.ok()) {
      out.response = refusal(status);
      return out;
    }
  }
  out.response = ask(handler, out.request);
  return out;
}

WireAnswer render(const Request& request, Response response, Ending ending, std::string_view server_name,
                  std::string_view date, GzipCompressor& gzip) {
  negotiate(request, response, gzip);
  WireAnswer out;
  out.head.reserve(512);
  append_to(out.head, "HTTP/1.1 ", response.status, " ", reason(response.status), "\r\n");
  append_header(out.head, "Date", date);
  append_header(out.head, "Server", server_name);
  if (has_body(response.status)) {
    if (!response.content_type.empty()) {
      append_header(out.head, "Content-Type", response.content_type);
    }
    append_header(out.head, "Content-Length", std::to_string(response.body.size()));
  }
  for (const auto& [name, value] : kCommonHeaders) {
    if (response.find_header(name) == nullptr) {
      append_header(out.head, name, value);
    }
  }
  for (const auto& [name, value] : response.headers) {
    append_header(out.head, name, value);
  }
  if (!ending.keep_alive) {
    append_header(out.head, "Connection", "close");
  } else if (ending.http_1_0) {
    append_header(out.head, "Connection", "keep-alive");
  }
  out.head += "\r\n";
  if (has_body(response.status) && request.method != Method::kHead) {
    out.body = std::move(response.body);
  }
  return out;
}

std::string http_date(Instant instant) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr int kFirstWeekday = 4;  // 1970-01-01 was a Thursday
  const std::int64_t seconds = instant.unix_ms / 1000;
  const auto days = static_cast<std::int32_t>(seconds / 86'400);
  const std::int64_t rest = seconds % 86'400;
  const CalendarDate date = date_from_days(days);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[(days + kFirstWeekday) % 7], date.day,
                     kMonths[date.month - 1], date.year, rest / 3600, rest / 60 % 60, rest % 60);
}

}  // namespace trialkeep::http
