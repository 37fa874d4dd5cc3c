#include "formats/criteria.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "text/markup.h"

namespace trialkeep::formats {
namespace {

constexpr std::size_t kHeadingBytes = 80;  // a longer line is a sentence

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  return out;
}

// A line of its own, not an entry of a list: "Inclusion Criteria:", "**Main exclusion criteria**", "## Exclusion".
// "Inclusion and exclusion criteria" opens both, and so neither.
std::optional<CriteriaKind> heading_kind(std::string_view line) {
  if (line.empty() || line.size() > kHeadingBytes || line.front() == ' ' || line.starts_with("* ") ||
      line.starts_with("- ")) {
    return std::nullopt;
  }
  const std::string lower = in_lower_case(line);
  const bool includes = lower.find("inclusion") != std::string::npos;
  const bool excludes = lower.find("exclusion") != std::string::npos;
  const bool is_heading = lower.find("criteria") != std::string::npos && lower.find(". ") == std::string::npos;
  const std::size_t colon = lower.find(':');
  const bool goes_on = colon != std::string::npos && lower.find_first_not_of(" *_:#\\", colon) != std::string::npos;
  if (!is_heading || includes == excludes || goes_on) {
    return std::nullopt;
  }
  const bool is_negated =
      lower.find("non-inclusion") != std::string::npos || lower.find("non inclusion") != std::string::npos;
  return excludes || is_negated ? CriteriaKind::kExclusion : CriteriaKind::kInclusion;
}

std::string heading_text(std::string_view line) {
  std::string plain = text::markup_to_plain(line);
  while (!plain.empty() && (plain.back() == ':' || plain.back() == '\n' || plain.back() == ' ')) {
    plain.pop_back();
  }
  return plain;
}

}  // namespace

std::vector<CriteriaPart> split_criteria(std::string_view markup) {
  std::vector<CriteriaPart> parts(1);
  for (std::size_t begin = 0; begin < markup.size();) {
    const std::size_t end = std::min(markup.find('\n', begin), markup.size());
    const std::string_view line = markup.substr(begin, end - begin);
    if (const auto kind = heading_kind(line)) {
      parts.push_back({.kind = *kind, .title = heading_text(line), .markup = {}});
    } else {
      append_to(parts.back().markup, line, "\n");
    }
    begin = end + 1;
  }
  const auto has = [&](CriteriaKind kind) {
    return std::any_of(parts.begin(), parts.end(), [&](const CriteriaPart& part) { return part.kind == kind; });
  };
  if (!has(CriteriaKind::kInclusion) || !has(CriteriaKind::kExclusion)) {
    return {};
  }
  if (without_outer_blanks(parts.front().markup).empty()) {
    parts.erase(parts.begin());
  }
  return parts;
}

}  // namespace trialkeep::formats
