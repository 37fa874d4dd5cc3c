#pragma once
// The members of a tar archive (POSIX ustar, pax, GNU), one after the other, each as a stream of its bytes.
// The archive may itself come out of an unpacker: it is read once, from front to back, and never put anywhere.

#include <memory>
#include <string>
#include <string_view>

#include "ingest/archive.h"
#include "ingest/byte_stream.h"
#include "ingest/notes.h"

namespace trialkeep::ingest {

// As much of a stream as is_tar() looks at.
inline constexpr std::size_t kTarBlockBytes = 512;

// Whether `head`, the first bytes of a stream, is a tar header.
bool is_tar(std::string_view head);

// `name` stands for the archive in errors and notes; `notes` outlives it. Links and other members that are no
// files are noted. A header that is damaged, or an archive without its end, is an error, after which next()
// gives no more.
std::unique_ptr<Archive> open_tar(std::unique_ptr<BufferedStream> bytes, std::string name, Notes& notes);

}  // namespace trialkeep::ingest
