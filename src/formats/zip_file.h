#pragma once
// A ZIP file of one entry, for `format=json.zip`.

#include <string>
#include <string_view>

namespace trialkeep::formats {

// The file, the same for the same input: its entry carries no time but the format's first day. `name` is the entry's,
// in ASCII. REQUIRES: `content` is below 4 GiB.
std::string zip_of_one(std::string_view name, std::string_view content);

}  // namespace trialkeep::formats
