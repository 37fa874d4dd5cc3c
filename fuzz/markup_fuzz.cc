// links: text
// Any bytes as a text of a record: words lie inside it and fold to themselves, HTML holds only what
// CommonMark yields, HTML of the registry comes back to a markup that says the same, and wrapped lines keep their
// width.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "text/markup.h"
#include "text/plain.h"
#include "text/registry_html.h"
#include "text/words.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trialkeep::text;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t last_end = 0;
  for (WordReader reader(text); reader.next(); last_end = reader.end()) {
    CHECK(last_end <= reader.begin() && reader.begin() < reader.end() && reader.end() <= size);
    CHECK(!reader.word().empty() && reader.word().size() <= kWordBytesMax);
  }
  const std::string folded = fold(text);
  CHECK(fold(folded) == folded);
  (void)markup_blocks(text);
  const std::string html = markup_to_html(text);
  for (std::string_view never : {"<script", "<img", "<iframe", "<!--", "href=\"javascript:", "href=\"data:"}) {
    CHECK(html.find(never) == std::string::npos);
  }
  const std::string registry_html = markup_to_registry_html(text);
  (void)registry_html_to_markup(registry_html);
  if (const auto markup = registry_html_to_markup(text)) {
    CHECK(registry_html_to_markup(markup_to_registry_html(*markup)) == markup);
  }
  const std::string plain = printable(markup_to_plain(text));
  CHECK(plain.find('\x1b') == std::string::npos);
  constexpr std::size_t kWidth = 20;
  for (const std::string& line : wrap(plain, kWidth)) {
    CHECK(column_count(line) <= kWidth);
  }
  return 0;
}
