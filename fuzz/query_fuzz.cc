// links: query
// Any text as a query: it always gives a tree, whose printed form parses to the same tree without complaint.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "query/bound.h"
#include "query/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trialkeep::query;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const ParsedQuery parsed = parse(text);
  for (std::size_t i = 0; i < std::min<std::size_t>(parsed.complaints.size(), 20); ++i) {
    const Complaint& one = parsed.complaints[i];
    CHECK(one.span.begin <= one.span.end && one.span.end <= size && !one.message.empty());
    CHECK(!show_complaint(text, one).empty());
  }
  const std::string printed = print(parsed.tree);
  if (printed.size() <= trialkeep::limits::kQueryBytes) {
    const ParsedQuery again = parse(printed);
    CHECK(again.complaints.empty() && same_tree(again.tree, parsed.tree) && print(again.tree) == printed);
  }
  (void)bind(parsed.tree, area_of_parameter("term"));
  return 0;
}
