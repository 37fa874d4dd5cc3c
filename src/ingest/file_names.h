#pragma once
// What the name of a file in a folder or an archive says about it. A file that the user names is read
// whatever it is called.

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace trialkeep::ingest {

// .json, .ndjson, .jsonl, .xml, .zip, .tar, .tgz, and .gz and .zst unless the name before them is one of
// another kind (studies.csv.gz). Letters may be of either case.
bool may_hold_records(std::string_view name);

// The start of the day, in UTC, that a file of a dated snapshot is named by: `2014-03-14.ndjson` (.json, .jsonl) or
// `2014-03-14__any text.xml`, packed or not, in any folder or archive.
std::optional<Instant> day_in_name(std::string_view path);

// Whether a part of the path begins with a dot or is __MACOSX, as archives from a Mac have it.
bool is_hidden(std::string_view path);

// Letter case of ASCII ignored.
bool ends_with_ignoring_case(std::string_view name, std::string_view ending);

// `name` with control characters as question marks, fit for a message.
std::string printable(std::string_view name);

}  // namespace trialkeep::ingest
