#pragma once
// Tells from its first bytes what a stream is, and takes the packing off.

#include <memory>
#include <string>
#include <string_view>

#include "ingest/byte_stream.h"

namespace trialkeep::ingest {

enum class Packing { kNone, kGzip, kZstd, kZip };

// How much of a stream tells what it is.
inline constexpr std::size_t kHeadBytes = 512;

// What `head`, the first bytes of a stream, says. Where a stream ends within its magic number, its name decides.
Packing packing_of(std::string_view head, std::string_view name);

// Whether a document begins as XML does. `head` may hold a byte order mark and blanks first.
bool is_xml(std::string_view head);

// Takes gzip and zstd off, one inside the other too, up to kPackingLayers. What is left may be JSON, XML or a
// tar archive. Refuses what is none of them for certain, saying what it is: archives and packings of other
// kinds, UTF-16 and UTF-32, web pages. `name` stands for the stream in errors. What unpacks to limits::kBatchBytes or
// less gives no byte that its checksum denies.
inline constexpr int kPackingLayers = 4;
StatusOr<std::unique_ptr<BufferedStream>> unpack(std::unique_ptr<BufferedStream> stream, const std::string& name);

}  // namespace trialkeep::ingest
