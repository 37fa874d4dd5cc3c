// links: http
// Any bytes as a request target, a form, the headers that are parsed here, and a whole request on the wire:
// no crash; what is decoded stays the same when it is written as a link and read again; a request that
// arrives at once and the same one in pieces are one.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http/listen.h"
#include "http/negotiation.h"
#include "http/query_string.h"
#include "http/request_reader.h"

namespace {

using namespace trialkeep::http;

std::string link(const Target& target) {
  std::string out;
  for (const std::string& segment : target.segments) {
    out += "/" + percent_encode(segment);
  }
  out += target.segments.empty() ? "/?" : "?";
  for (const Parameter& parameter : target.parameters) {
    out += percent_encode(parameter.name) + "=" + percent_encode(parameter.value) + "&";
  }
  return out;
}

// Gives `bytes` to the reader in pieces; true when a request came of it.
bool reads_request(RequestReader& reader, std::string_view bytes, std::size_t piece_max) {
  while (!bytes.empty() && !reader.done()) {
    const auto space = reader.space();
    const std::size_t size = std::min({bytes.size(), space.size(), piece_max});
    std::copy_n(bytes.data(), size, space.data());
    reader.received(size);
    bytes.remove_prefix(size);
    if (reader.begun() && reader.parse()) {
      return false;
    }
    (void)reader.must_say_continue();
  }
  return reader.done();
}

void check_request(std::string_view bytes) {
  ServerOptions options;
  options.target_bytes_max = 200;
  options.header_bytes_max = 400;
  options.body_bytes_max = 100;
  options.post_forms = true;
  RequestReader at_once(options);
  if (!reads_request(at_once, bytes, bytes.size())) {
    return;
  }
  RequestReader in_pieces(options);
  CHECK(reads_request(in_pieces, bytes, 3));
  const WireRequest wire = at_once.wire();
  const WireRequest other = in_pieces.wire();
  CHECK(wire.method == other.method && wire.target == other.target && wire.body == other.body);
  CHECK(wire.body.size() <= options.body_bytes_max);
  const std::atomic<bool> cancelled = false;
  Request request;
  CHECK(read_request(wire, options, cancelled, request) || wire.target.size() <= options.target_bytes_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto target = parse_target(text); target.ok()) {
    const auto again = parse_target(link(*target), std::string::npos);
    CHECK(again.ok());
    CHECK(again->segments == target->segments);
    CHECK(again->parameters == target->parameters);
    for (const std::string& segment : target->segments) {
      CHECK(!segment.empty() && segment != "." && segment != "..");
    }
  }
  check_request(text);
  (void)parse_parameters(text);
  (void)preferred_coding(text);
  CHECK(etag_matches(text, "\"a\"") || !etag_matches(text, ""));
  if (const auto listen = parse_listen(text); listen.ok()) {
    CHECK(parse_listen(listen->text()).value() == *listen);
  }
  return 0;
}
