// links: text
// Any bytes as a text of a record: words lie inside it and fold to themselves, HTML holds only what
// CommonMark yields, and wrapped lines keep their width.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "text/markup.h"
#include "text/plain.h"
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
  const std::string plain = printable(markup_to_plain(text));
  CHECK(plain.find('\x1b') == std::string::npos);
  constexpr std::size_t kWidth = 20;
  for (const std::string& line : wrap(plain, kWidth)) {
    CHECK(column_count(line) <= kWidth);
  }
  return 0;
}
