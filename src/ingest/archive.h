#pragma once
// The members of a zip archive that may hold records, one after the other, each as a stream of its
// unpacked bytes. Members are never written anywhere; no byte is given of one that its checksum denies, unless it is
// larger than a record may be.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/status.h"
#include "ingest/byte_stream.h"
#include "ingest/notes.h"

namespace trialkeep::ingest {

// More members than this are refused: their directory takes some 300 bytes of memory each.
inline constexpr std::uint64_t kArchiveMembers = 4'000'000;

struct ArchiveMember {
  std::string name;  // printable
  std::unique_ptr<ByteStream> bytes;
};

class Archive {
 public:
  virtual ~Archive() = default;

  // The next member, or nullopt at the end. The one before it is gone by then: its stream must not be used
  // any more. An error names the member, or the archive when nothing more can be read of it; calling next()
  // again goes on in either case. Folders and hidden members are passed over, other kinds of files noted.
  virtual StatusOr<std::optional<ArchiveMember>> next() = 0;
};

struct ArchiveContext {
  std::atomic<std::uint64_t>& bytes_read;  // counted up by packed bytes; both outlive the archive
  Notes& notes;
};

// Opens by the directory at the archive's end, zip64 included. Where that is missing or damaged, the
// members are read from the front as far as they go, and the last next() before the end gives the error.
StatusOr<std::unique_ptr<Archive>> open_archive(const std::string& path, const ArchiveContext& context);

}  // namespace trialkeep::ingest
