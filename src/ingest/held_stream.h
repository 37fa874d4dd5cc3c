#pragma once
// Holds back what an unpacker gives until its checksum has spoken, so that a short stream which turns out damaged gives
// none of the bytes that are in doubt. A longer one is passed on as it comes; its failure then says what that means.

#include <cstddef>
#include <memory>

#include "ingest/byte_stream.h"

namespace trialkeep::ingest {

// The bytes of `stream`, read ahead before the first is given: to its end if that comes within `held_bytes_max`, which
// is about the memory that it takes.
std::unique_ptr<ByteStream> hold_back(std::unique_ptr<ByteStream> stream, std::size_t held_bytes_max);

}  // namespace trialkeep::ingest
