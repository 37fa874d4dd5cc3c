#pragma once
// The bytes of a file, a named pipe or standard input, as they lie there.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "ingest/byte_stream.h"

namespace trialkeep::ingest {

// Adds what it reads to `bytes_read`, which outlives the stream.
StatusOr<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path, std::atomic<std::uint64_t>& bytes_read);

// Reads `descriptor`, which stays the caller's and outlives the stream; `name` stands for it in errors.
std::unique_ptr<ByteStream> descriptor_stream(int descriptor, std::string name, std::atomic<std::uint64_t>& bytes_read);

}  // namespace trialkeep::ingest
