#pragma once
// Turns the paths a user names into the list of files to read.

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "ingest/notes.h"
#include "os/file_system.h"

namespace trialkeep::ingest {

enum class FileKind { kFile, kPipe, kStandardInput };

struct SourceFile {
  std::string path;
  FileKind kind = FileKind::kFile;
  std::uint64_t size_bytes = 0;  // of a kFile
  Status problem;                // of a folder that cannot be read; then this is no file
};

// The files in the order of `paths`, folders in the order of their names. A folder that is reached twice,
// by a link, is read once. What is skipped is noted. kNotFound for a path that does not exist.
StatusOr<std::vector<SourceFile>> list_files(os::FileSystem& files, const std::vector<std::string>& paths,
                                             Notes& notes);

}  // namespace trialkeep::ingest
