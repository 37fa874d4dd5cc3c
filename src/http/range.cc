#include "http/range.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/strings.h"

namespace trialkeep::http {
namespace {

// Digits only; a number too large for the type is its largest.
std::optional<std::uint64_t> position(std::string_view digits) {
  constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
  if (digits.empty()) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value > (kLargest - 9) / 10 ? kLargest : value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

}  // namespace

ByteRange parse_range(std::string_view range, std::uint64_t size_bytes) {
  constexpr std::string_view kUnit = "bytes=";
  if (!equals_ignoring_case(range.substr(0, kUnit.size()), kUnit)) {
    return {};
  }
  range = without_outer_blanks(range.substr(kUnit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) {
    return {};
  }
  const auto left = position(range.substr(0, dash));
  const auto right = position(range.substr(dash + 1));
  if (dash == 0) {  // so many bytes from the end
    if (!right) {
      return {};
    }
    const std::uint64_t size = std::min(*right, size_bytes);
    return size == 0 ? ByteRange{RangeKind::kUnsatisfiable}
                     : ByteRange{RangeKind::kPart, size_bytes - size, size_bytes};
  }
  const bool is_open = dash + 1 == range.size();
  if (!left || (!right && !is_open) || (right && *right < *left)) {
    return {};
  }
  if (*left >= size_bytes) {
    return {RangeKind::kUnsatisfiable};
  }
  return {RangeKind::kPart, *left, is_open ? size_bytes : std::min(*right, size_bytes - 1) + 1};
}

bool if_range_holds(std::string_view if_range, std::string_view etag, std::string_view last_modified) {
  if_range = without_outer_blanks(if_range);
  if (if_range.empty()) {
    return true;
  }
  return if_range.front() == '"' ? if_range == etag : if_range == last_modified;
}

}  // namespace trialkeep::http
