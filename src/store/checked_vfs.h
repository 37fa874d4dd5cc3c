#pragma once
// A layer below SQLite that seals every page of a database with a checksum in its last eight bytes, which
// SQLite leaves alone ("reserved bytes"), and checks a sealed page whenever it is read. SQLite itself would
// not notice a flipped bit in a number or a text. Any SQLite tool can read such a database; one that writes
// to it leaves pages without a seal, which are then damage.
//
// The seal is XXH3-64 of the page without its last eight bytes, little-endian.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

struct sqlite3;

namespace trialkeep::store {

inline constexpr int kSealBytes = 8;

// The name under which the layer over the driver `parent` is registered; "" is the system's own driver. Registers it
// when it is asked for first. kInternal when SQLite has no driver of that name.
StatusOr<std::string> checked_driver(const std::string& parent);

// Reads every page of an open database's file and names the damaged ones: "page 7 (bytes 98304 to 114687)".
// The caller has no transaction open.
StatusOr<std::vector<std::string>> damaged_pages(sqlite3* database);

}  // namespace trialkeep::store
