#include "os/memory_file_system.h"

#include <map>
#include <mutex>

#include "base/strings.h"

namespace trialkeep::os {
namespace {

using Bytes = std::shared_ptr<std::string>;

class MemoryWritableFile final : public WritableFile {
 public:
  explicit MemoryWritableFile(Bytes bytes) : bytes_(std::move(bytes)) {}
  Status append(std::string_view bytes) override {
    bytes_->append(bytes);
    return absl::OkStatus();
  }
  Status truncate(std::uint64_t size) override {
    bytes_->resize(size);
    return absl::OkStatus();
  }
  Status sync() override { return absl::OkStatus(); }
  Status close() override { return absl::OkStatus(); }

 private:
  Bytes bytes_;
};

class MemoryMappedFile final : public MappedFile {
 public:
  explicit MemoryMappedFile(Bytes bytes) : bytes_(std::move(bytes)) {}
  std::string_view bytes() const override { return *bytes_; }

 private:
  Bytes bytes_;
};

class MemoryFileSystem final : public FileSystem {
 public:
  StatusOr<std::string> read_file(const std::string& path, std::size_t size_bytes_max) override {
    ASSIGN_OR_RETURN(const Bytes bytes, find(path));
    if (bytes->size() > size_bytes_max) {
      return absl::OutOfRangeError(concat(path, " is larger than ", size_bytes_max, " bytes"));
    }
    return *bytes;
  }
  StatusOr<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    const Bytes bytes = std::make_shared<std::string>();
    files_[path] = bytes;
    return std::make_unique<MemoryWritableFile>(bytes);
  }
  StatusOr<std::unique_ptr<MappedFile>> map(const std::string& path) override {
    ASSIGN_OR_RETURN(Bytes bytes, find(path));
    return std::make_unique<MemoryMappedFile>(std::move(bytes));
  }
  StatusOr<std::vector<std::string>> list(const std::string& folder) override {
    const std::lock_guard lock(mutex_);
    const std::string prefix = join_path(folder, "");
    std::vector<std::string> names;
    for (const auto& [path, bytes] : files_) {
      if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos) {
        names.push_back(path.substr(prefix.size()));
      }
    }
    return names;
  }
  Status make_folders(const std::string&) override { return absl::OkStatus(); }
  Status remove(const std::string& path) override {
    const std::lock_guard lock(mutex_);
    return files_.erase(path) == 1 ? absl::OkStatus() : missing(path);
  }
  Status rename(const std::string& from, const std::string& to) override {
    ASSIGN_OR_RETURN(Bytes bytes, find(from));
    const std::lock_guard lock(mutex_);
    files_.erase(from);
    files_[to] = std::move(bytes);
    return absl::OkStatus();
  }
  Status sync_folder(const std::string&) override { return absl::OkStatus(); }
  StatusOr<EntryKind> kind(const std::string& path) override {
    return find(path).ok() ? EntryKind::kFile : EntryKind::kNone;
  }
  StatusOr<std::uint64_t> size(const std::string& path) override {
    ASSIGN_OR_RETURN(const Bytes bytes, find(path));
    return bytes->size();
  }
  // Memory belongs to one process, which knows what it does.
  StatusOr<std::unique_ptr<HeldLock>> lock(const std::string&) override { return std::make_unique<HeldLock>(); }

 private:
  static Status missing(const std::string& path) {
    return absl::NotFoundError(concat("there is no file ", path, " in memory"));
  }
  StatusOr<Bytes> find(const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(path);
    if (found == files_.end()) {
      return missing(path);
    }
    return found->second;
  }
  std::mutex mutex_;
  std::map<std::string, Bytes> files_;
};

}  // namespace

std::unique_ptr<FileSystem> make_memory_file_system() { return std::make_unique<MemoryFileSystem>(); }

}  // namespace trialkeep::os
