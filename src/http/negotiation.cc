#include "http/negotiation.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "http/http_date.h"

namespace trialkeep::http {
namespace {

// Takes what stands before the next `separator`, and the separator, off `text`.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::string_view without_weak_mark(std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; }

// A weight in thousandths: "0", "0.5", "1.000"; nullopt for anything else.
std::optional<int> weight_value(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.')) {
    return std::nullopt;
  }
  int value = (text[0] - '0') * 1000;
  int unit = 100;
  for (char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value += (c - '0') * unit;
    unit /= 10;
  }
  return value > 1000 ? std::nullopt : std::optional(value);
}

// The weight among the parameters of one coding; 1000 when none is given.
std::optional<int> weight_among(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = without_outer_blanks(take_until(parameters, ';'));
    if (equals_ignoring_case(parameter.substr(0, 2), "q=")) {
      return weight_value(parameter.substr(2));
    }
  }
  return 1000;
}

// Takes the next entity tag off `list`, without its W/; nullopt at the end or at what is no tag.
std::optional<std::string_view> take_tag(std::string_view& list) {
  while (!list.empty() && (list.front() == ',' || list.front() == ' ' || list.front() == '\t')) {
    list.remove_prefix(1);
  }
  list = without_weak_mark(list);
  const std::size_t end = list.empty() || list.front() != '"' ? std::string_view::npos : list.find('"', 1);
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view tag = list.substr(0, end + 1);
  list.remove_prefix(end + 1);
  return tag;
}

}  // namespace

Coding preferred_coding(std::string_view accept_encoding) {
  std::optional<int> zstd;
  std::optional<int> gzip;
  std::optional<int> any;
  std::optional<int> plain;
  while (!accept_encoding.empty()) {
    std::string_view part = take_until(accept_encoding, ',');
    const std::string_view coding = without_outer_blanks(take_until(part, ';'));
    const auto weight = weight_among(part);
    if (!weight) {
      continue;
    }
    if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip")) {
      gzip = weight;
    } else if (equals_ignoring_case(coding, "zstd")) {
      zstd = weight;
    } else if (equals_ignoring_case(coding, "identity")) {
      plain = weight;
    } else if (coding == "*") {
      any = weight;
    }
  }
  const int zstd_weight = zstd.value_or(0);
  const int gzip_weight = gzip.value_or(any.value_or(0));
  const int best = std::max(zstd_weight, gzip_weight);
  if (best == 0 || best < plain.value_or(0)) {
    return Coding::kIdentity;
  }
  return zstd_weight == best ? Coding::kZstd : Coding::kGzip;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty()) {
    return false;
  }
  etag = without_weak_mark(etag);
  if (without_outer_blanks(if_none_match) == "*") {
    return true;
  }
  while (const auto tag = take_tag(if_none_match)) {
    if (*tag == etag) {
      return true;
    }
  }
  return false;
}

bool unmodified_since(std::string_view if_modified_since, std::string_view last_modified) {
  const auto since = parse_http_date(without_outer_blanks(if_modified_since));
  const auto modified = parse_http_date(last_modified);
  return since && modified && *modified <= *since;
}

}  // namespace trialkeep::http
