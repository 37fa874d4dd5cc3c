#pragma once
// What a Range header asks of a body of known length (RFC 9110 section 14). One range of bytes is served;
// several, other units and malformed ones are answered with the whole, as the standard allows.

#include <cstdint>
#include <string_view>

namespace trialkeep::http {

enum class RangeKind {
  kWhole,          // no range, or one that is passed over
  kPart,           // 206
  kUnsatisfiable,  // 416: it begins behind the end
};

struct ByteRange {
  RangeKind kind = RangeKind::kWhole;
  std::uint64_t first = 0;  // of a part
  std::uint64_t end = 0;    // one behind its last byte
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// "bytes=0-99", "bytes=100-", "bytes=-100" (the last hundred).
ByteRange parse_range(std::string_view range, std::uint64_t size_bytes);

// False when If-Range names another state of the body than `etag` (compared strongly) or `last_modified`
// (compared as text), so that the whole must be sent. True for an empty `if_range`.
bool if_range_holds(std::string_view if_range, std::string_view etag, std::string_view last_modified);

}  // namespace trialkeep::http
