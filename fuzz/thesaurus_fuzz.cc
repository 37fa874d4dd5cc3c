// links: query
// Any bytes as a thesaurus, as they are and with a right checksum: what is read prints to the same bytes, and the table
// made from it gives no phrase for itself.

#include <cstdint>
#include <fmt/format.h>
#include <string>

#include "base/check.h"
#include "base/hash.h"
#include "query/synonym_table.h"

namespace {

void examine(const std::string& text) {
  using namespace trialkeep::query;
  const auto content = parse_thesaurus(text);
  const auto table = SynonymTable::make({text});
  CHECK(content.ok() == table.ok());
  if (!content.ok()) {
    CHECK(content.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  CHECK(print_thesaurus(*content) == text);
  CHECK(parse_thesaurus_head(text).ok());
  for (const ThesaurusPair& pair : content->pairs) {
    for (const auto& step : (*table)->steps_from(pair.left)) {
      CHECK(step.phrase != pair.left && !step.phrase.empty());
    }
    CHECK(!pair.is_used() || !(*table)->synonyms_of(pair.left).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  examine(text);
  const std::string lines = text.substr(0, text.rfind("checksum\t"));
  examine(lines + fmt::format("checksum\t{:016x}\n", trialkeep::hash64(lines)));
  return 0;
}
