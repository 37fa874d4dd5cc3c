// links: http
// Any bytes as the headers of conditions, ranges and tokens, and as a form: no crash; a range lies inside its
// body; a date that is read is written the same; what a form holds is what its query holds; no value that is
// given back starts a header of its own.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/limits.h"
#include "http/answer.h"
#include "http/http_date.h"
#include "http/negotiation.h"
#include "http/query_string.h"
#include "http/range.h"
#include "http/read_token.h"
#include "http/render.h"

namespace {

using namespace trialkeep;
using namespace trialkeep::http;

void check_range(std::string_view text) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}, UINT64_MAX}) {
    const ByteRange range = parse_range(text, size);
    CHECK(range.kind != RangeKind::kPart || (range.first < range.end && range.end <= size));
  }
  CHECK(text.starts_with("W/") ? !if_range_holds(text, text, "") : true);
}

void check_date(std::string_view text) {
  if (const auto date = parse_http_date(text)) {
    const auto again = parse_http_date(http_date(*date));
    CHECK(again && *again == *date);
    CHECK(unmodified_since(text, text));
  }
}

void check_token(std::string_view text) {
  if (const auto token = parse_read_token(text); token.ok()) {
    CHECK(may_read("Bearer " + *token, *token));
    CHECK(!may_read("Bearer " + *token + "x", *token));
  }
  CHECK(!may_read(text, "a token that no corpus has"));
}

// The worst that a handler can do.
Response reflect(const Request& request) {
  Response response = Response::text(200, "body");
  for (const Parameter& parameter : request.parameters) {
    response.headers.emplace_back("X-Reflected", parameter.name + parameter.value);
  }
  return response;
}

void check_form(std::string_view text) {
  ServerOptions options;
  options.post_forms = true;
  WireRequest wire;
  wire.method = "POST";
  wire.target = "/";
  wire.body = text;
  wire.content_type = "application/x-www-form-urlencoded";
  wire.accept_encoding = text;
  wire.if_none_match = text;
  wire.range = text;
  const std::atomic<bool> cancelled = false;
  Request request;
  auto refusal = read_request(wire, options, cancelled, request);
  Response response = refusal ? *std::move(refusal) : ask(reflect, request, options);
  const auto parameters = parse_parameters(text);
  CHECK((response.status == 200) == parameters.ok());
  CHECK(!parameters.ok() || *parameters == request.parameters);
  CHECK(request.parameters.size() <= limits::kParameters);
  const std::size_t reflected = response.headers.size();
  Compressor compressor;
  const std::string head = render(request, std::move(response), {true, false, false}, "test", "now", compressor).head;
  CHECK(head.find("\r\n\r\n") == head.size() - 4);
  constexpr std::ptrdiff_t kOtherLinesMax = 14;
  CHECK(std::count(head.begin(), head.end(), '\n') <= static_cast<std::ptrdiff_t>(reflected) + kOtherLinesMax);
  CHECK(std::count(head.begin(), head.end(), '\n') == std::count(head.begin(), head.end(), '\r'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_range(text);
  check_date(text);
  check_token(text);
  check_form(text);
  return 0;
}
