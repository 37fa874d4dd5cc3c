#pragma once
// The sentences for packed bytes that cannot be unpacked; the same for every kind of packing.

#include <cstdint>
#include <string_view>

#include "base/status.h"

namespace trialkeep::ingest {

// `bytes` counts what there is of `source` as it lies on disk.
Status cut_off_error(std::string_view source, std::uint64_t bytes);

// Of damage that a checksum may only tell afterwards: held_stream.h adds what became of the records. `reason` is the
// unpacker's own word.
Status doubtful_error(std::string_view source, std::uint64_t at_byte, std::string_view reason);

// Of damage behind what was read, which is right.
Status damaged_error(std::string_view source, std::uint64_t at_byte, std::string_view reason);

}  // namespace trialkeep::ingest
