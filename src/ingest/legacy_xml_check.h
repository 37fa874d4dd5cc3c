#pragma once
// What a document must be before it is parsed: XML in UTF-8 without a document type, within the limits of
// depth and size. One pass over the bytes, no memory; so neither a bomb nor an entity reaches the parser.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"

namespace trialkeep::ingest {

// Elements and attributes of a document. The parser takes some 50 bytes of memory for each.
inline constexpr std::size_t kLegacyXmlParts = 4'000'000;

// kInvalidArgument, with line and reason: larger than limits::kRecordBytes, deeper than limits::kRecordDepth,
// more parts than kLegacyXmlParts, a DOCTYPE or other declaration, a reference to an entity that XML itself
// does not have, an encoding other than UTF-8 or ASCII, bytes that are no UTF-8, a tag that does not end.
Status check_legacy_xml(std::string_view xml);

// "line 12" of the byte at `offset`.
std::string line_text(std::string_view xml, std::size_t offset);

}  // namespace trialkeep::ingest
