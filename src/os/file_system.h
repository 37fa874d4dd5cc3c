#pragma once
// The one seam to files. The real one is posix_file_system(); tests may give another that loses, tears
// and delays writes. Errors name the path, the cause in the system's words, and what to do where known.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace trialkeep::os {

// A file being written from its start. Bytes are safe only after sync().
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  virtual Status append(std::string_view bytes) = 0;
  // Throws away all behind the first `size` bytes, of which there are as many; append() goes on there. Frees space, so
  // it works on a full disk too.
  virtual Status truncate(std::uint64_t size) = 0;
  virtual Status sync() = 0;
  // Closes without syncing. Idempotent; the destructor does it too.
  virtual Status close() = 0;
};

// A file's bytes, mapped read-only for as long as the object lives. The file may be removed meanwhile;
// it must not be shortened.
class MappedFile {
 public:
  virtual ~MappedFile() = default;
  virtual std::string_view bytes() const = 0;
  // The process need not hold the bytes in memory for now; reading them is as right as before, and may be slower. Any
  // thread may call it at any time.
  virtual void release() const {}
};

enum class EntryKind { kNone, kFile, kFolder, kOther };

// Held until the object goes, or the process ends.
class HeldLock {
 public:
  virtual ~HeldLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual StatusOr<std::string> read_file(const std::string& path, std::size_t size_bytes_max) = 0;
  virtual StatusOr<std::unique_ptr<WritableFile>> create(const std::string& path) = 0;
  virtual StatusOr<std::unique_ptr<MappedFile>> map(const std::string& path) = 0;
  // The names in a folder, sorted, without "." and "..".
  virtual StatusOr<std::vector<std::string>> list(const std::string& folder) = 0;
  // Creates the folder and its parents; fine if it is there. New folders are readable by the owner only, and are
  // safe against power loss when it returns.
  virtual Status make_folders(const std::string& folder) = 0;
  virtual Status remove(const std::string& path) = 0;
  // Atomic replacement within one folder; not yet safe against power loss before sync_folder().
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Status sync_folder(const std::string& folder) = 0;
  // kNone when there is no such entry. Symbolic links are followed.
  virtual StatusOr<EntryKind> kind(const std::string& path) = 0;
  virtual StatusOr<std::uint64_t> size(const std::string& path) = 0;
  // One holder among all processes, without waiting; kUnavailable when another holds it. Creates the file.
  virtual StatusOr<std::unique_ptr<HeldLock>> lock(const std::string& path) = 0;
  // Whether somebody holds that lock now; creates nothing. What is here takes the lock for a moment, on the real disk
  // nobody is kept from it.
  virtual StatusOr<bool> is_locked(const std::string& path);
  // The name of the database driver (an SQLite VFS) that works on these files; "" is the system's own.
  virtual std::string database_driver() const { return {}; }
};

FileSystem& posix_file_system();

// Writes `bytes` to `path` so that after a crash either the old or the new content is there, whole:
// a sibling file, synced, renamed over, its folder synced.
Status write_file_atomically(FileSystem& files, const std::string& path, std::string_view bytes);

std::string join_path(std::string_view folder, std::string_view name);

// The folder that an entry lies in: "/a" for "/a/b", "/" for "/a", "." for "a". A slash at the end is left out of
// account.
std::string parent_folder(std::string_view path);

}  // namespace trialkeep::os
