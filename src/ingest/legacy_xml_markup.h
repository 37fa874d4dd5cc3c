#pragma once
// Text of the legacy XML as the registry's present markup.
//
// The XML has two ways. In <textblock> the registry laid the text out for reading: indented, hard-wrapped, a
// blank line between paragraphs, list items as `-  ` and `1. ` whose text begins five columns further in for
// each level. Elsewhere a text stands unwrapped and each line is a paragraph. In the present form a paragraph
// is one line, items begin with `* ` or `1. `, and characters that CommonMark would read as markup are escaped.

#include <string>
#include <string_view>

namespace trialkeep::ingest {

// A <textblock> whose text is indented by `indent` columns, or by less where a line stands further out.
std::string markup_of_textblock(std::string_view text, std::size_t indent);

// Text outside <textblock>.
std::string markup_of_lines(std::string_view text);

}  // namespace trialkeep::ingest
