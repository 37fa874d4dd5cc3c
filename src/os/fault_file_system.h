#pragma once
// Files in memory that behave as on a disk whose power can fail: for tests of what survives.
//
// Each file has the bytes that programs see, and those that the disk has: what was written or truncated since the last
// sync of the file may be lost, torn at the borders of sectors, or arrive without what came before it; a file may have
// grown without its data (zeros). Likewise for folders: what was created, renamed or removed since the last sync of the
// folder is there up to some point and lost from then on. Syncing a file does not keep its name: that is stricter than
// most real file systems.
//
// Only "/" is there at the start. A rename stays within its folder. All is safe to call from several threads.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/status.h"
#include "os/file_system.h"

namespace trialkeep::os {

inline constexpr std::size_t kSectorBytes = 512;  // what a disk writes whole or not at all

namespace internal {
struct Disk;
struct DiskEntry;
}  // namespace internal

// A file to be read and written anywhere: what a database driver works on. After a crash it is of no use any more.
class FaultFile {
 public:
  // Of this file and no other, for as long as it is open.
  std::uint64_t id() const;
  // Appends at most `size` bytes from `offset` on to `out`; fewer at the end of the file.
  Status read(std::uint64_t offset, std::size_t size, std::string& out) const;
  Status write(std::uint64_t offset, std::string_view bytes);
  Status truncate(std::uint64_t size);
  Status sync();
  StatusOr<std::uint64_t> size() const;

 private:
  friend class FaultFileSystem;
  FaultFile(std::shared_ptr<internal::Disk> disk, std::shared_ptr<internal::DiskEntry> entry)
      : disk_(std::move(disk)), entry_(std::move(entry)) {}
  std::shared_ptr<internal::Disk> disk_;
  std::shared_ptr<internal::DiskEntry> entry_;
};

class FaultFileSystem final : public FileSystem {
 public:
  FaultFileSystem();

  StatusOr<std::string> read_file(const std::string& path, std::size_t size_bytes_max) override;
  StatusOr<std::unique_ptr<WritableFile>> create(const std::string& path) override;
  StatusOr<std::unique_ptr<MappedFile>> map(const std::string& path) override;
  StatusOr<std::vector<std::string>> list(const std::string& folder) override;
  Status make_folders(const std::string& folder) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status sync_folder(const std::string& folder) override;
  StatusOr<EntryKind> kind(const std::string& path) override;
  StatusOr<std::uint64_t> size(const std::string& path) override;
  StatusOr<std::unique_ptr<HeldLock>> lock(const std::string& path) override;
  std::string database_driver() const override { return database_driver_; }

  // kNotFound when there is no such file and `creates` is false. A file that is there keeps its bytes.
  StatusOr<FaultFile> open(const std::string& path, bool creates);
  // A file without a name, gone when it is closed.
  FaultFile open_unnamed();
  void set_database_driver(std::string name) { database_driver_ = std::move(name); }

  // How many operations that change or sync something were begun since the start or the last crash.
  std::uint64_t operations() const;
  // Every operation after so many, counted as above, fails with kUnavailable, reading too. The one that the loss of
  // power hits may have reached the disk in part.
  void power_off_after(std::uint64_t operations);
  bool has_power() const;
  // The power was lost and is back: what is left is what the disk had, by `random`. What was open or locked before is
  // not any more, and every use of it fails.
  void crash(Random& random);
  // The same files as programs see them now, as after the end of all of them; all of it on the disk, nothing locked.
  std::unique_ptr<FaultFileSystem> copy() const;

 private:
  explicit FaultFileSystem(std::shared_ptr<internal::Disk> disk) : disk_(std::move(disk)) {}
  const std::shared_ptr<internal::Disk> disk_;
  std::string database_driver_;
};

}  // namespace trialkeep::os
