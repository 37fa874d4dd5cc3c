#include "ingest/file_names.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

constexpr std::array<std::string_view, 7> kRecordEndings = {".json", ".ndjson", ".jsonl", ".xml",
                                                            ".zip",  ".tar",    ".tgz"};
constexpr std::array<std::string_view, 2> kPackedEndings = {".gz", ".zst"};
constexpr std::array<std::string_view, 8> kOtherEndings = {".csv", ".tsv",  ".txt", ".md",
                                                           ".pdf", ".html", ".sql", ".zip"};
constexpr std::array<std::string_view, 4> kDatedEndings = {".json", ".ndjson", ".jsonl", ".xml"};

template <typename Endings>
std::string_view ending_of(std::string_view name, const Endings& endings) {
  for (std::string_view ending : endings) {
    if (ends_with_ignoring_case(name, ending)) {
      return ending;
    }
  }
  return {};
}

}  // namespace

bool ends_with_ignoring_case(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() && equals_ignoring_case(name.substr(name.size() - ending.size()), ending);
}

bool may_hold_records(std::string_view name) {
  const std::string_view packed = ending_of(name, kPackedEndings);
  if (packed.empty()) {
    return !ending_of(name, kRecordEndings).empty();
  }
  name.remove_suffix(packed.size());
  return ending_of(name, kOtherEndings).empty();
}

std::optional<Instant> day_in_name(std::string_view path) {
  constexpr std::size_t kDayBytes = 10;  // 2014-03-14
  const std::size_t last = path.find_last_of("/!");
  std::string_view name = last == std::string_view::npos ? path : path.substr(last + 1);
  name.remove_suffix(ending_of(name, kPackedEndings).size());
  const std::string_view ending = ending_of(name, kDatedEndings);
  name.remove_suffix(ending.size());
  if (ending.empty() || name.size() < kDayBytes ||
      (name.size() > kDayBytes && !name.substr(kDayBytes).starts_with("__"))) {
    return std::nullopt;
  }
  return parse_instant(name.substr(0, kDayBytes));
}

bool is_hidden(std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    if (part.starts_with(".") || part == "__MACOSX") {
      return true;
    }
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return false;
}

std::string printable(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    c = byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return out;
}

}  // namespace trialkeep::ingest
