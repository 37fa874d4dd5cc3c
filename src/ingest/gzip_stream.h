#pragma once
// Deflate unpacked as it streams by (zlib): gzip files, and bare deflate as it lies in a zip archive.

#include <memory>
#include <string>

#include "ingest/byte_stream.h"

namespace trialkeep::ingest {

// Unpacks gzip. Several members in a row are one stream, as RFC 1952 says; zero bytes behind the last are
// padding. `name` stands for the source in errors.
std::unique_ptr<ByteStream> gzip_stream(std::unique_ptr<BufferedStream> packed, std::string name);

// Unpacks one bare deflate stream and leaves `packed`, which outlives it, at the byte behind its end.
std::unique_ptr<ByteStream> deflate_stream(BufferedStream& packed, std::string name);

}  // namespace trialkeep::ingest
