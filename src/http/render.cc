#include "http/render.h"

#include <optional>
#include <utility>

#include "base/strings.h"
#include "http/negotiation.h"
#include "http/range.h"

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
    {401, "Unauthorized"},
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
    {416, "Range Not Satisfiable"},
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
    {"Access-Control-Allow-Origin", "*"}, {"Access-Control-Expose-Headers", "*"}, {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "SAMEORIGIN"},    {"Referrer-Policy", "no-referrer"},
};

// Browsers that have come by TLS once come by nothing else for a year.
constexpr std::string_view kStrictTransport = "max-age=31536000";

std::string_view reason(int status) {
  for (const auto& [code, text] : kReasons) {
    if (code == status) {
      return text;
    }
  }
  return "Status";
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

std::optional<std::uint64_t> size_of(const Response& response) {
  return response.stream != nullptr ? response.stream->size_bytes()
                                    : std::optional<std::uint64_t>(response.bytes().size());
}

std::string_view header_of(const Response& response, std::string_view name) {
  const std::string* value = response.find_header(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

bool reads(const Request& request) {
  return !request.is_form && (request.method == Method::kGet || request.method == Method::kHead);
}

// Whether the client has this state of the answer already (RFC 9110 section 13.2.2).
bool is_known(const Request& request, const Response& response) {
  if (response.status != 200 || !reads(request)) {
    return false;
  }
  if (!request.if_none_match.empty()) {
    return etag_matches(request.if_none_match, header_of(response, "ETag"));
  }
  return unmodified_since(request.if_modified_since, header_of(response, "Last-Modified"));
}

// Cuts the body to the range that is asked for, where it can be cut. True for a part: its bytes are counted
// in the plain body, so it goes out as it is.
bool narrow(const Request& request, Response& response) {
  const auto size = size_of(response);
  if (response.status != 200 || response.stream == nullptr || !size || !response.stream->can_narrow()) {
    return false;
  }
  replace_header(response, "Accept-Ranges", "bytes");
  if (request.method != Method::kGet || request.is_form ||
      !if_range_holds(request.if_range, header_of(response, "ETag"), header_of(response, "Last-Modified"))) {
    return false;
  }
  const ByteRange range = parse_range(request.range, *size);
  if (range.kind == RangeKind::kPart) {
    response.status = 206;
    response.stream->narrow(range.first, range.end);
    replace_header(response, "Content-Range", concat("bytes ", range.first, "-", range.end - 1, "/", *size));
  } else if (range.kind == RangeKind::kUnsatisfiable) {
    auto headers = std::move(response.headers);
    response = Response::text(416, concat("The range begins behind the end; there are ", *size, " bytes."));
    response.headers = std::move(headers);
    replace_header(response, "Content-Range", concat("bytes */", *size));
  }
  return range.kind != RangeKind::kWhole;
}

// The coding that the body is to have. A compressed body is other bytes than the plain one, so a strong
// ETag becomes a weak one on it.
Coding choose_coding(const Request& request, Response& response) {
  const auto size = size_of(response);
  if (!response.compressible || !has_body(response.status) || (size && *size < kCompressibleBytes) ||
      response.find_header("Content-Encoding") != nullptr) {
    return Coding::kIdentity;
  }
  const std::string* vary = response.find_header("Vary");
  replace_header(response, "Vary", vary == nullptr ? "Accept-Encoding" : concat(*vary, ", Accept-Encoding"));
  const Coding coding = preferred_coding(request.accept_encoding);
  const std::string* etag = response.find_header("ETag");
  if (coding != Coding::kIdentity && etag != nullptr && !etag->starts_with("W/")) {
    replace_header(response, "ETag", concat("W/", *etag));
  }
  return coding;
}

// Compresses a body that is whole; kIdentity when that does not make it smaller.
Coding pack(Coding coding, Response& response, Compressor& compressor) {
  auto packed = compressor.compress(coding, response.bytes());
  if (!packed) {
    return Coding::kIdentity;
  }
  response.body = *std::move(packed);
  response.kept_body = nullptr;
  return coding;
}

Framing framing_of(const Response& response, Coding coding, const Connection& connection) {
  if (response.stream == nullptr || (coding == Coding::kIdentity && response.stream->size_bytes())) {
    return Framing::kLength;
  }
  return connection.http_1_0 ? Framing::kUntilClose : Framing::kChunked;
}

void append_headers(const Response& response, const Connection& connection, std::string& head) {
  for (const auto& [name, value] : kCommonHeaders) {
    if (response.find_header(name) == nullptr) {
      append_header(head, name, value);
    }
  }
  if (connection.is_secure) {
    append_header(head, "Strict-Transport-Security", kStrictTransport);
  }
  for (const auto& [name, value] : response.headers) {
    append_header(head, name, value);
  }
  if (!connection.keep_alive) {
    append_header(head, "Connection", "close");
  } else if (connection.http_1_0) {
    append_header(head, "Connection", "keep-alive");
  }
}

}  // namespace

WireAnswer render(const Request& request, Response response, Connection connection, std::string_view server_name,
                  std::string_view date, Compressor& compressor) {
  const bool known = is_known(request, response);
  const bool is_part = !known && narrow(request, response);
  Coding coding = is_part ? Coding::kIdentity : choose_coding(request, response);
  if (known) {
    response.status = 304;
  }
  const bool sends = has_body(response.status);
  std::unique_ptr<StreamEncoder> encoder;
  if (sends && response.stream != nullptr) {
    encoder = StreamEncoder::make(coding);
    coding = encoder == nullptr ? Coding::kIdentity : coding;
  } else if (sends) {
    coding = pack(coding, response, compressor);
  }
  const Framing framing = framing_of(response, coding, connection);
  connection.keep_alive = connection.keep_alive && !(sends && framing == Framing::kUntilClose);

  WireAnswer out;
  out.keep_alive = connection.keep_alive;
  out.head.reserve(512);
  append_to(out.head, "HTTP/1.1 ", response.status, " ", reason(response.status), "\r\n");
  append_header(out.head, "Date", date);
  append_header(out.head, "Server", server_name);
  if (sends) {
    if (!response.content_type.empty()) {
      append_header(out.head, "Content-Type", response.content_type);
    }
    if (coding != Coding::kIdentity) {
      append_header(out.head, "Content-Encoding", coding_name(coding));
    }
    if (framing == Framing::kLength) {
      append_header(out.head, "Content-Length", std::to_string(*size_of(response)));
    } else if (framing == Framing::kChunked) {
      append_header(out.head, "Transfer-Encoding", "chunked");
    }
  }
  append_headers(response, connection, out.head);
  out.head += "\r\n";
  if (sends && request.method != Method::kHead) {
    out.body = std::move(response.body);
    out.kept_body = std::move(response.kept_body);
    if (response.stream != nullptr) {
      out.body.clear();
      out.stream = std::make_unique<BodyStream>(std::move(response.stream), std::move(encoder), framing);
    }
  }
  return out;
}

}  // namespace trialkeep::http
