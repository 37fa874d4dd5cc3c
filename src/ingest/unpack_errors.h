#pragma once
// The sentences for packed bytes that cannot be unpacked; the same for every kind of packing.

#include <cstdint>
#include <string_view>

#include "base/status.h"

namespace trialkeep::ingest {

// `bytes` counts what there is of `source` as it lies on disk.
Status cut_off_error(std::string_view source, std::uint64_t bytes);

// `reason` is the unpacker's own word.
Status damaged_error(std::string_view source, std::uint64_t at_byte, std::string_view reason);

}  // namespace trialkeep::ingest
