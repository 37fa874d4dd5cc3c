#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strings.h"
#include "os/file_lock.h"
#include "os/file_system.h"
#include "os/system_error.h"

namespace trialkeep::os {
namespace {

class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  ~PosixWritableFile() override { (void)close(); }

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0) {
        if (errno == EINTR) {
          continue;
        }
        return system_error(errno, "write to", path_);
      }
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return absl::OkStatus();
  }

  Status truncate(std::uint64_t size) override {
    const auto end = static_cast<off_t>(size);
    const bool is_cut = ::ftruncate(fd_, end) == 0 && ::lseek(fd_, end, SEEK_SET) == end;
    return is_cut ? absl::OkStatus() : system_error(errno, "shorten", path_);
  }

  Status sync() override { return ::fdatasync(fd_) == 0 ? absl::OkStatus() : system_error(errno, "sync", path_); }

  Status close() override {
    const int fd = fd_;
    fd_ = -1;
    if (fd >= 0 && ::close(fd) != 0) {
      return system_error(errno, "close", path_);
    }
    return absl::OkStatus();
  }

 private:
  int fd_;
  std::string path_;
};

class PosixMappedFile final : public MappedFile {
 public:
  PosixMappedFile(void* data, std::size_t size) : data_(data), size_(size) {}
  ~PosixMappedFile() override {
    if (size_ > 0) {
      ::munmap(data_, size_);
    }
  }
  std::string_view bytes() const override { return {static_cast<const char*>(data_), size_}; }
  void release() const override {
    if (size_ > 0) {
      (void)::madvise(data_, size_, MADV_DONTNEED);  // advice: nothing depends on it
    }
  }

 private:
  void* data_;
  std::size_t size_;
};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

class PosixFileSystem final : public FileSystem {
 public:
  StatusOr<std::string> read_file(const std::string& path, std::size_t size_bytes_max) override {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
      return system_error(errno, "open", path);
    }
    std::string out;
    char buffer[1 << 16];
    while (true) {
      const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got < 0) {
        return system_error(errno, "read", path);
      }
      if (got == 0) {
        return out;
      }
      out.append(buffer, static_cast<std::size_t>(got));
      if (out.size() > size_bytes_max) {
        return absl::OutOfRangeError(concat(path, " is larger than ", size_bytes_max, " bytes"));
      }
    }
  }

  StatusOr<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
      return system_error(errno, "create", path);
    }
    return std::make_unique<PosixWritableFile>(fd, path);
  }

  StatusOr<std::unique_ptr<MappedFile>> map(const std::string& path) override {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
      return system_error(errno, "open", path);
    }
    struct stat info;
    if (::fstat(file.get(), &info) != 0) {
      return system_error(errno, "examine", path);
    }
    const auto size = static_cast<std::size_t>(info.st_size);
    void* data = nullptr;
    if (size > 0) {
      data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
      if (data == MAP_FAILED) {
        return system_error(errno, "map", path);
      }
    }
    return std::make_unique<PosixMappedFile>(data, size);
  }

  StatusOr<std::vector<std::string>> list(const std::string& folder) override {
    DIR* dir = ::opendir(folder.c_str());
    if (dir == nullptr) {
      return system_error(errno, "open folder", folder);
    }
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(dir)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") {
        names.emplace_back(name);
      }
    }
    ::closedir(dir);
    std::sort(names.begin(), names.end());
    return names;
  }

  Status make_folders(const std::string& folder) override {
    for (std::size_t end = 1; end <= folder.size(); ++end) {
      if (end != folder.size() && folder[end] != '/') {
        continue;
      }
      const std::string part = folder.substr(0, end);
      if (::mkdir(part.c_str(), 0700) == 0) {
        RETURN_IF_ERROR(sync_folder(parent_folder(part)));
      } else if (errno != EEXIST) {
        return system_error(errno, "create folder", part);
      }
    }
    ASSIGN_OR_RETURN(const EntryKind found, kind(folder));
    if (found != EntryKind::kFolder) {
      return absl::FailedPreconditionError(concat(folder, " is there, but is not a folder"));
    }
    return absl::OkStatus();
  }

  Status remove(const std::string& path) override {
    return ::unlink(path.c_str()) == 0 ? absl::OkStatus() : system_error(errno, "remove", path);
  }

  Status rename(const std::string& from, const std::string& to) override {
    return ::rename(from.c_str(), to.c_str()) == 0 ? absl::OkStatus() : system_error(errno, "rename to", to);
  }

  Status sync_folder(const std::string& folder) override {
    const Descriptor dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (dir.get() < 0) {
      return system_error(errno, "open folder", folder);
    }
    return ::fsync(dir.get()) == 0 ? absl::OkStatus() : system_error(errno, "sync folder", folder);
  }

  StatusOr<EntryKind> kind(const std::string& path) override {
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) {
        return EntryKind::kNone;
      }
      return system_error(errno, "examine", path);
    }
    if (S_ISREG(info.st_mode)) {
      return EntryKind::kFile;
    }
    return S_ISDIR(info.st_mode) ? EntryKind::kFolder : EntryKind::kOther;
  }

  StatusOr<std::uint64_t> size(const std::string& path) override {
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) {
      return system_error(errno, "examine", path);
    }
    return static_cast<std::uint64_t>(info.st_size);
  }
  StatusOr<std::unique_ptr<HeldLock>> lock(const std::string& path) override {
    ASSIGN_OR_RETURN(std::unique_ptr<HeldLock> held, FileLock::take(path));
    return held;
  }
  StatusOr<bool> is_locked(const std::string& path) override { return FileLock::is_held(path); }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem files;
  return files;
}

StatusOr<bool> FileSystem::is_locked(const std::string& path) {
  ASSIGN_OR_RETURN(const EntryKind entry, kind(path));
  const Status taken = entry == EntryKind::kNone ? absl::OkStatus() : lock(path).status();
  if (!taken.ok() && !absl::IsUnavailable(taken)) {
    return taken;
  }
  return !taken.ok();
}

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty()) {
    return std::string(name);
  }
  return concat(folder, folder.back() == '/' ? "" : "/", name);
}

std::string parent_folder(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') {
    path.remove_suffix(1);
  }
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) {
    return ".";
  }
  return std::string(path.substr(0, std::max<std::size_t>(slash, 1)));
}

Status write_file_atomically(FileSystem& files, const std::string& path, std::string_view bytes) {
  const std::string fresh = path + ".new";
  ASSIGN_OR_RETURN(auto file, files.create(fresh));
  RETURN_IF_ERROR(file->append(bytes));
  RETURN_IF_ERROR(file->sync());
  RETURN_IF_ERROR(file->close());
  RETURN_IF_ERROR(files.rename(fresh, path));
  return files.sync_folder(parent_folder(path));
}

}  // namespace trialkeep::os
