#pragma once
// Zstandard unpacked as it streams by.

#include <memory>
#include <string>

#include "ingest/byte_stream.h"

namespace trialkeep::ingest {

// The largest window that is followed, as a power of two: what `zstd --long=27` writes, 128 MiB of memory.
inline constexpr int kZstdWindowLog = 27;

// Several frames in a row are one stream; skippable frames are passed over. `name` stands for the source
// in errors.
std::unique_ptr<ByteStream> zstd_stream(std::unique_ptr<BufferedStream> packed, std::string name);

}  // namespace trialkeep::ingest
