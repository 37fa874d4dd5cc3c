#pragma once
// What the name of a file in a folder or an archive says about it. A file that the user names is read
// whatever it is called.

#include <string>
#include <string_view>

namespace trialkeep::ingest {

// .json, .ndjson, .jsonl, .zip, and .gz and .zst unless the name before them is one of another kind
// (studies.csv.gz). Letters may be of either case.
bool may_hold_records(std::string_view name);

// Whether a part of the path begins with a dot or is __MACOSX, as archives from a Mac have it.
bool is_hidden(std::string_view path);

// Letter case of ASCII ignored.
bool ends_with_ignoring_case(std::string_view name, std::string_view ending);

// `name` with control characters as question marks, fit for a message.
std::string printable(std::string_view name);

}  // namespace trialkeep::ingest
