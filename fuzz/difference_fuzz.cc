// links: formats
// Two records separated by a line break: every record is the same as itself, the difference read backwards
// has as many changes, and its forms are safe to print and valid JSON.

#include <algorithm>
#include <array>
#include <cstdint>
#include <simdjson.h>
#include <string>
#include <string_view>

#include "base/check.h"
#include "formats/difference_view.h"
#include "model/canonical.h"
#include "model/difference.h"
#include "text/plain.h"

namespace {

using trialkeep::model::ChangeKind;
using trialkeep::model::Difference;

std::size_t count(const Difference& difference, ChangeKind kind) {
  return static_cast<std::size_t>(
      std::count_if(difference.begin(), difference.end(), [&](const auto& change) { return change.kind == kind; }));
}

void check_forms(const Difference& difference) {
  using namespace trialkeep::formats;
  const ComparedVersions versions{.nct = "NCT00000001", .from = {}, .to = {}};
  const std::string text = print_difference(versions, difference, {.width = 60, .colour = false});
  CHECK(text == trialkeep::text::printable(text));
  const std::string json = difference_json(versions, difference);
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  CHECK(parser.parse(json).get(element) == simdjson::SUCCESS);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trialkeep::model;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(input.find('\n'), input.size());
  static Canonicalizer canonicalizer;
  const auto first = canonicalizer.read(input.substr(0, line_end));
  const auto second = canonicalizer.read(input.substr(std::min(line_end + 1, input.size())));
  if (!first.ok() || !second.ok()) {
    return 0;
  }
  static StudyParser first_parser;
  static StudyParser second_parser;
  const auto older = first_parser.parse(first->json);
  const auto newer = second_parser.parse(second->json);
  CHECK(older.ok() && newer.ok());
  CHECK(compare(*older, *older).empty() && compare(*newer, *newer).empty());
  const Difference forward = compare(*older, *newer);
  const Difference backward = compare(*newer, *older);
  CHECK(forward.empty() || content_hash(first->json) != content_hash(second->json));
  CHECK(forward.size() == backward.size());
  CHECK(count(forward, ChangeKind::kAdded) == count(backward, ChangeKind::kRemoved));
  CHECK(count(forward, ChangeKind::kMoved) == count(backward, ChangeKind::kMoved));
  check_forms(forward);
  return 0;
}
