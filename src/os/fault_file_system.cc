#include "os/fault_file_system.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "base/strings.h"

namespace trialkeep::os {
namespace internal {

// A change of a file's bytes that the disk need not have.
struct Change {
  bool is_truncation = false;
  std::uint64_t offset = 0;  // of a truncation: the new size
  std::string bytes;
};

using Entry = std::shared_ptr<DiskEntry>;
using Entries = std::map<std::string, Entry, std::less<>>;
// Names and what they stand for from now on, nothing for a removed one: all of them at once.
using Renaming = std::vector<std::pair<std::string, Entry>>;

// A file or a folder.
struct DiskEntry {
  std::uint64_t id = 0;
  std::uint64_t life = 0;  // of the disk, from one crash to the next
  bool is_folder = false;
  bool is_locked = false;
  std::string bytes;
  std::string bytes_on_disk;
  std::vector<Change> unsynced;
  Entries entries;
  Entries entries_on_disk;
  std::vector<Renaming> unsynced_entries;
};

enum class Power { kOn, kFailing, kOff };

struct Disk {
  mutable std::mutex mutex;
  Entry root;
  std::uint64_t life = 0;
  std::uint64_t last_id = 0;
  std::uint64_t operations = 0;
  std::optional<std::uint64_t> operations_max;
  bool is_off = false;

  // All below: the caller holds the mutex.
  Power begin_operation() {
    if (!is_off && operations_max && operations >= *operations_max) {
      is_off = true;
      return Power::kFailing;
    }
    operations += is_off ? 0 : 1;
    return is_off ? Power::kOff : Power::kOn;
  }
  Entry make_entry(bool is_folder) {
    auto entry = std::make_shared<DiskEntry>();
    entry->id = ++last_id;
    entry->life = life;
    entry->is_folder = is_folder;
    return entry;
  }
  bool is_usable(const DiskEntry& entry) const { return !is_off && entry.life == life; }
  Entry find(std::string_view path) const;
  Status change_bytes(DiskEntry& file, Change change);
  Status change_entries(DiskEntry& folder, Renaming renaming);
  Status sync(DiskEntry& entry);
  StatusOr<Entry> find_file(const std::string& path) const;
  StatusOr<Entry> find_folder_of(const std::string& path) const;
  StatusOr<Entry> open(const std::string& path, bool creates);
  Entry survivor(const DiskEntry& entry, Random& random);
  Entry copy_of(const DiskEntry& entry);
};

namespace {

Status power_is_off() { return absl::UnavailableError("the power is off"); }

Status no_such(std::string_view what, std::string_view path) {
  return absl::NotFoundError(concat("there is no ", what, " ", path, " on the test disk"));
}

std::string name_of(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') {
    path.remove_suffix(1);
  }
  return std::string(path.substr(path.rfind('/') + 1));
}

void perform(const Change& change, std::string& bytes) {
  if (change.is_truncation) {
    bytes.resize(change.offset);
    return;
  }
  bytes.resize(std::max<std::size_t>(bytes.size(), change.offset + change.bytes.size()));
  bytes.replace(change.offset, change.bytes.size(), change.bytes);
}

void perform(const Renaming& renaming, Entries& entries) {
  for (const auto& [name, entry] : renaming) {
    if (entry == nullptr) {
      entries.erase(name);
    } else {
      entries[name] = entry;
    }
  }
}

// Some sectors of a write, others not.
void perform_torn(const Change& change, Random& random, std::string& bytes) {
  for (std::size_t done = 0; done < change.bytes.size();) {
    const std::uint64_t at = change.offset + done;
    const std::size_t size = std::min(change.bytes.size() - done, kSectorBytes - at % kSectorBytes);
    if (random.chance(0.5)) {
      perform({false, at, change.bytes.substr(done, size)}, bytes);
    }
    done += size;
  }
}

std::string surviving_bytes(const DiskEntry& file, Random& random) {
  constexpr double kShares[] = {0.0, 0.5, 0.9, 1.0};
  const double share = random.pick(kShares);
  std::vector<Change> changes = file.unsynced;
  if (random.chance(0.5)) {
    for (std::size_t i = changes.size(); i > 1; --i) {
      std::swap(changes[i - 1], changes[random.below(i)]);
    }
  }
  std::string bytes = file.bytes_on_disk;
  for (const Change& change : changes) {
    const std::size_t end = change.offset + change.bytes.size();
    if (!change.is_truncation && bytes.size() < end && random.chance(0.3)) {
      bytes.resize(end);  // it has grown, whether or not its data come
    }
    if (!random.chance(share)) {
      continue;
    }
    if (!change.is_truncation && random.chance(0.3)) {
      perform_torn(change, random, bytes);
    } else {
      perform(change, bytes);
    }
  }
  return bytes;
}

// How many of `count` changes of a folder are kept: often none or all of them.
std::size_t surviving_count(std::size_t count, Random& random) {
  const std::size_t counts[] = {0, count, random.below(count + 1)};
  return random.pick(counts);
}

}  // namespace

Entry Disk::find(std::string_view path) const {
  Entry entry = root;
  while (!path.empty() && entry != nullptr) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (!name.empty()) {
      const auto found = entry->entries.find(name);
      entry = found == entry->entries.end() ? nullptr : found->second;
    }
  }
  return entry;
}

Status Disk::change_bytes(DiskEntry& file, Change change) {
  const Power power = file.life == life ? begin_operation() : Power::kOff;
  if (power == Power::kOff) {
    return power_is_off();
  }
  perform(change, file.bytes);
  file.unsynced.push_back(std::move(change));
  return power == Power::kOn ? absl::OkStatus() : power_is_off();
}

Status Disk::change_entries(DiskEntry& folder, Renaming renaming) {
  const Power power = begin_operation();
  if (power == Power::kOff) {
    return power_is_off();
  }
  perform(renaming, folder.entries);
  folder.unsynced_entries.push_back(std::move(renaming));
  return power == Power::kOn ? absl::OkStatus() : power_is_off();
}

Status Disk::sync(DiskEntry& entry) {
  if (entry.life != life || begin_operation() != Power::kOn) {
    return power_is_off();
  }
  for (const Change& change : entry.unsynced) {
    perform(change, entry.bytes_on_disk);
  }
  entry.unsynced.clear();
  entry.entries_on_disk = entry.entries;
  entry.unsynced_entries.clear();
  return absl::OkStatus();
}

StatusOr<Entry> Disk::find_file(const std::string& path) const {
  if (is_off) {
    return power_is_off();
  }
  Entry found = find(path);
  if (found == nullptr || found->is_folder) {
    return no_such("file", path);
  }
  return found;
}

StatusOr<Entry> Disk::find_folder_of(const std::string& path) const {
  if (is_off) {
    return power_is_off();
  }
  Entry found = find(parent_folder(path));
  if (found == nullptr || !found->is_folder) {
    return no_such("folder", parent_folder(path));
  }
  return found;
}

StatusOr<Entry> Disk::open(const std::string& path, bool creates) {
  ASSIGN_OR_RETURN(const Entry folder, find_folder_of(path));
  Entry entry = find(path);
  if (entry == nullptr && creates) {
    entry = make_entry(false);
    RETURN_IF_ERROR(change_entries(*folder, {{name_of(path), entry}}));
  }
  if (entry == nullptr || entry->is_folder) {
    return no_such("file", path);
  }
  return entry;
}

Entry Disk::survivor(const DiskEntry& entry, Random& random) {
  Entry out = make_entry(entry.is_folder);
  out->bytes = surviving_bytes(entry, random);
  out->bytes_on_disk = out->bytes;
  Entries entries = entry.entries_on_disk;
  const std::size_t kept = surviving_count(entry.unsynced_entries.size(), random);
  for (std::size_t i = 0; i < kept; ++i) {
    perform(entry.unsynced_entries[i], entries);
  }
  for (const auto& [name, child] : entries) {
    out->entries[name] = survivor(*child, random);
  }
  out->entries_on_disk = out->entries;
  return out;
}

Entry Disk::copy_of(const DiskEntry& entry) {
  Entry out = make_entry(entry.is_folder);
  out->bytes = entry.bytes;
  out->bytes_on_disk = entry.bytes;
  for (const auto& [name, child] : entry.entries) {
    out->entries[name] = copy_of(*child);
  }
  out->entries_on_disk = out->entries;
  return out;
}

}  // namespace internal

namespace {

using internal::Disk;
using internal::Entry;
using internal::no_such;
using internal::power_is_off;

class FaultWritableFile final : public WritableFile {
 public:
  explicit FaultWritableFile(FaultFile file) : file_(std::move(file)) {}
  Status append(std::string_view bytes) override {
    ASSIGN_OR_RETURN(const std::uint64_t end, file_.size());
    return file_.write(end, bytes);
  }
  Status truncate(std::uint64_t size) override { return file_.truncate(size); }
  Status sync() override { return file_.sync(); }
  Status close() override { return absl::OkStatus(); }

 private:
  FaultFile file_;
};

class FaultMappedFile final : public MappedFile {
 public:
  explicit FaultMappedFile(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string_view bytes() const override { return bytes_; }

 private:
  const std::string bytes_;
};

class FaultLock final : public HeldLock {
 public:
  FaultLock(std::shared_ptr<Disk> disk, Entry entry) : disk_(std::move(disk)), entry_(std::move(entry)) {}
  ~FaultLock() override {
    const std::lock_guard guard(disk_->mutex);
    entry_->is_locked = false;
  }

 private:
  const std::shared_ptr<Disk> disk_;
  const Entry entry_;
};

}  // namespace

std::uint64_t FaultFile::id() const { return entry_->id; }

Status FaultFile::read(std::uint64_t offset, std::size_t size, std::string& out) const {
  const std::lock_guard guard(disk_->mutex);
  if (!disk_->is_usable(*entry_)) {
    return power_is_off();
  }
  if (offset < entry_->bytes.size()) {
    out.append(entry_->bytes, offset, size);
  }
  return absl::OkStatus();
}

Status FaultFile::write(std::uint64_t offset, std::string_view bytes) {
  const std::lock_guard guard(disk_->mutex);
  return disk_->change_bytes(*entry_, {false, offset, std::string(bytes)});
}

Status FaultFile::truncate(std::uint64_t size) {
  const std::lock_guard guard(disk_->mutex);
  return disk_->change_bytes(*entry_, {true, size, {}});
}

Status FaultFile::sync() {
  const std::lock_guard guard(disk_->mutex);
  return disk_->sync(*entry_);
}

StatusOr<std::uint64_t> FaultFile::size() const {
  const std::lock_guard guard(disk_->mutex);
  return disk_->is_usable(*entry_) ? StatusOr<std::uint64_t>(entry_->bytes.size()) : power_is_off();
}

FaultFileSystem::FaultFileSystem() : disk_(std::make_shared<Disk>()) { disk_->root = disk_->make_entry(true); }

StatusOr<std::string> FaultFileSystem::read_file(const std::string& path, std::size_t size_bytes_max) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(const Entry file, disk_->find_file(path));
  if (file->bytes.size() > size_bytes_max) {
    return absl::OutOfRangeError(concat(path, " is larger than ", size_bytes_max, " bytes"));
  }
  return file->bytes;
}

StatusOr<std::unique_ptr<WritableFile>> FaultFileSystem::create(const std::string& path) {
  ASSIGN_OR_RETURN(FaultFile file, open(path, true));
  ASSIGN_OR_RETURN(const std::uint64_t size, file.size());
  if (size > 0) {
    RETURN_IF_ERROR(file.truncate(0));
  }
  return std::make_unique<FaultWritableFile>(std::move(file));
}

StatusOr<std::unique_ptr<MappedFile>> FaultFileSystem::map(const std::string& path) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(const Entry file, disk_->find_file(path));
  return std::make_unique<FaultMappedFile>(file->bytes);
}

StatusOr<std::vector<std::string>> FaultFileSystem::list(const std::string& folder) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(const Entry found, disk_->find_folder_of(join_path(folder, "any")));
  std::vector<std::string> names;
  for (const auto& [name, entry] : found->entries) {
    names.push_back(name);
  }
  return names;
}

Status FaultFileSystem::make_folders(const std::string& folder) {
  const std::lock_guard guard(disk_->mutex);
  for (std::size_t end = 1; end <= folder.size(); ++end) {
    if (end != folder.size() && folder[end] != '/') {
      continue;
    }
    const std::string part = folder.substr(0, end);
    ASSIGN_OR_RETURN(const Entry parent, disk_->find_folder_of(part));
    const Entry found = disk_->find(part);
    if (found == nullptr) {
      RETURN_IF_ERROR(disk_->change_entries(*parent, {{internal::name_of(part), disk_->make_entry(true)}}));
      RETURN_IF_ERROR(disk_->sync(*parent));
    } else if (!found->is_folder) {
      return absl::FailedPreconditionError(concat(part, " is there, but is not a folder"));
    }
  }
  return absl::OkStatus();
}

Status FaultFileSystem::remove(const std::string& path) {
  const std::lock_guard guard(disk_->mutex);
  RETURN_IF_ERROR(disk_->find_file(path).status());
  ASSIGN_OR_RETURN(const Entry folder, disk_->find_folder_of(path));
  return disk_->change_entries(*folder, {{internal::name_of(path), nullptr}});
}

Status FaultFileSystem::rename(const std::string& from, const std::string& to) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(const Entry folder, disk_->find_folder_of(from));
  ASSIGN_OR_RETURN(const Entry target, disk_->find_folder_of(to));
  const Entry entry = disk_->find(from);
  if (entry == nullptr) {
    return no_such("file", from);
  }
  if (folder != target) {
    return absl::UnimplementedError(concat("the test disk does not rename ", from, " into another folder"));
  }
  return disk_->change_entries(*folder, {{internal::name_of(from), nullptr}, {internal::name_of(to), entry}});
}

Status FaultFileSystem::sync_folder(const std::string& folder) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(const Entry found, disk_->find_folder_of(join_path(folder, "any")));
  return disk_->sync(*found);
}

StatusOr<EntryKind> FaultFileSystem::kind(const std::string& path) {
  const std::lock_guard guard(disk_->mutex);
  if (disk_->is_off) {
    return power_is_off();
  }
  const Entry found = disk_->find(path);
  return found == nullptr ? EntryKind::kNone : found->is_folder ? EntryKind::kFolder : EntryKind::kFile;
}

StatusOr<std::uint64_t> FaultFileSystem::size(const std::string& path) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(const Entry file, disk_->find_file(path));
  return file->bytes.size();
}

StatusOr<std::unique_ptr<HeldLock>> FaultFileSystem::lock(const std::string& path) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(Entry entry, disk_->open(path, true));
  if (entry->is_locked) {
    return absl::UnavailableError(concat(path, " is locked by another"));
  }
  entry->is_locked = true;
  return std::make_unique<FaultLock>(disk_, std::move(entry));
}

StatusOr<FaultFile> FaultFileSystem::open(const std::string& path, bool creates) {
  const std::lock_guard guard(disk_->mutex);
  ASSIGN_OR_RETURN(Entry entry, disk_->open(path, creates));
  return FaultFile(disk_, std::move(entry));
}

FaultFile FaultFileSystem::open_unnamed() {
  const std::lock_guard guard(disk_->mutex);
  return FaultFile(disk_, disk_->make_entry(false));
}

std::uint64_t FaultFileSystem::operations() const {
  const std::lock_guard guard(disk_->mutex);
  return disk_->operations;
}

void FaultFileSystem::power_off_after(std::uint64_t operations) {
  const std::lock_guard guard(disk_->mutex);
  disk_->operations_max = operations;
}

bool FaultFileSystem::has_power() const {
  const std::lock_guard guard(disk_->mutex);
  return !disk_->is_off;
}

void FaultFileSystem::crash(Random& random) {
  const std::lock_guard guard(disk_->mutex);
  ++disk_->life;
  disk_->root = disk_->survivor(*disk_->root, random);
  disk_->operations = 0;
  disk_->operations_max.reset();
  disk_->is_off = false;
}

std::unique_ptr<FaultFileSystem> FaultFileSystem::copy() const {
  const std::lock_guard guard(disk_->mutex);
  auto disk = std::make_shared<Disk>();
  disk->root = disk->copy_of(*disk_->root);
  return std::unique_ptr<FaultFileSystem>(new FaultFileSystem(std::move(disk)));
}

}  // namespace trialkeep::os
