#include "support/fault_driver.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <sqlite3.h>
#include <thread>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "base/strings.h"

namespace trialkeep::testing {
namespace {

using os::FaultFile;
using os::FaultFileSystem;

constexpr int kPathBytesMax = 512;

// What the connections to one file share: who holds which lock, and the shared memory of a write-ahead log.
struct SharedState {
  int readers = 0;
  const void* reserved = nullptr;
  const void* pending = nullptr;
  const void* exclusive = nullptr;
  std::vector<std::unique_ptr<char[]>> regions;
  int memory_users = 0;
  int memory_readers[SQLITE_SHM_NLOCK] = {};
  const void* memory_writer[SQLITE_SHM_NLOCK] = {};
};

}  // namespace

struct FaultDriverSlot {
  std::string name;
  sqlite3_vfs vfs = {};
  FaultFileSystem* files = nullptr;  // none: free
  bool keeps_neighbours = true;
  std::mutex mutex;  // guards all below, and the shared states
  std::map<std::uint64_t, std::weak_ptr<SharedState>> shared;
  Random random{1};
};

namespace {

struct OpenFile {
  FaultDriverSlot& slot;
  FaultFile file;
  std::shared_ptr<SharedState> shared;
  std::string folder_to_sync;  // at the first sync; empty: none
  int level = SQLITE_LOCK_NONE;
  bool uses_memory = false;
  unsigned memory_read = 0;  // shared locks held, a bit each
};

struct SqliteFile {
  sqlite3_file base;
  OpenFile* open;
};

OpenFile& opened(sqlite3_file* file) { return *reinterpret_cast<SqliteFile*>(file)->open; }
FaultDriverSlot& slot_of(sqlite3_vfs* vfs) { return *static_cast<FaultDriverSlot*>(vfs->pAppData); }

// What SQLite asks for after an error.
thread_local int last_errno = 0;

int code_of(const Status& status, int failure) {
  last_errno = status.ok() ? 0 : absl::IsNotFound(status) ? ENOENT : EIO;
  return status.ok() ? SQLITE_OK : failure;
}

void release(OpenFile& self, int level) {
  SharedState& shared = *self.shared;
  for (const void** holder : {&shared.reserved, &shared.pending, &shared.exclusive}) {
    if (*holder == &self) {
      *holder = nullptr;
    }
  }
  if (level == SQLITE_LOCK_NONE && self.level >= SQLITE_LOCK_SHARED) {
    --shared.readers;
  }
  self.level = level;
}

void release_memory(OpenFile& self, int offset, int count) {
  for (int i = offset; i < offset + count; ++i) {
    if ((self.memory_read >> i & 1) != 0) {
      --self.shared->memory_readers[i];
    }
    if (self.shared->memory_writer[i] == &self) {
      self.shared->memory_writer[i] = nullptr;
    }
    self.memory_read &= ~(1u << i);
  }
}

void leave_memory(OpenFile& self) {
  if (self.uses_memory) {
    self.uses_memory = false;
    release_memory(self, 0, SQLITE_SHM_NLOCK);
    if (--self.shared->memory_users == 0) {
      self.shared->regions.clear();
    }
  }
}

int do_close(sqlite3_file* file) {
  OpenFile* const self = &opened(file);
  {
    const std::lock_guard guard(self->slot.mutex);
    leave_memory(*self);
    release(*self, SQLITE_LOCK_NONE);
  }
  delete self;
  return SQLITE_OK;
}

int do_read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  std::string bytes;
  const Status status =
      opened(file).file.read(static_cast<std::uint64_t>(offset), static_cast<std::size_t>(size), bytes);
  if (!status.ok()) {
    return code_of(status, SQLITE_IOERR_READ);
  }
  const bool is_short = bytes.size() < static_cast<std::size_t>(size);
  bytes.resize(static_cast<std::size_t>(size));
  std::memcpy(out, bytes.data(), bytes.size());
  return is_short ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

int do_write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const std::string_view view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return code_of(opened(file).file.write(static_cast<std::uint64_t>(offset), view), SQLITE_IOERR_WRITE);
}

int do_truncate(sqlite3_file* file, sqlite3_int64 size) {
  return code_of(opened(file).file.truncate(static_cast<std::uint64_t>(size)), SQLITE_IOERR_TRUNCATE);
}

int do_sync(sqlite3_file* file, int) {
  OpenFile& self = opened(file);
  Status status = self.file.sync();
  if (status.ok() && !self.folder_to_sync.empty()) {
    status = self.slot.files->sync_folder(self.folder_to_sync);
    self.folder_to_sync.clear();
  }
  return code_of(status, SQLITE_IOERR_FSYNC);
}

int do_size(sqlite3_file* file, sqlite3_int64* out) {
  const auto size = opened(file).file.size();
  *out = size.ok() ? static_cast<sqlite3_int64>(*size) : 0;
  return code_of(size.status(), SQLITE_IOERR_FSTAT);
}

bool is_others(const void* holder, const OpenFile& self) { return holder != nullptr && holder != &self; }

int do_lock(sqlite3_file* file, int level) {
  OpenFile& self = opened(file);
  const std::lock_guard guard(self.slot.mutex);
  SharedState& shared = *self.shared;
  if (self.level >= level) {
    return SQLITE_OK;
  }
  if (level == SQLITE_LOCK_SHARED) {
    if (is_others(shared.pending, self) || is_others(shared.exclusive, self)) {
      return SQLITE_BUSY;
    }
    ++shared.readers;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (is_others(shared.reserved, self) || is_others(shared.pending, self)) {
      return SQLITE_BUSY;
    }
    shared.reserved = &self;
  } else {
    if (is_others(shared.pending, self)) {
      return SQLITE_BUSY;
    }
    shared.pending = &self;  // no new readers from now on
    self.level = SQLITE_LOCK_PENDING;
    if (level == SQLITE_LOCK_EXCLUSIVE && shared.readers > 1) {
      return SQLITE_BUSY;
    }
    shared.exclusive = &self;
  }
  self.level = level;
  return SQLITE_OK;
}

int do_unlock(sqlite3_file* file, int level) {
  OpenFile& self = opened(file);
  const std::lock_guard guard(self.slot.mutex);
  if (self.level > level) {
    release(self, level);
  }
  return SQLITE_OK;
}

int do_check_lock(sqlite3_file* file, int* out) {
  OpenFile& self = opened(file);
  const std::lock_guard guard(self.slot.mutex);
  *out = self.shared->reserved != nullptr || self.shared->pending != nullptr || self.shared->exclusive != nullptr;
  return SQLITE_OK;
}

int do_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int do_sector_size(sqlite3_file*) { return 4096; }  // what SQLite takes for granted on Unix
int do_characteristics(sqlite3_file* file) {
  return opened(file).slot.keeps_neighbours ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

int do_map_memory(sqlite3_file* file, int region, int size, int extends, void volatile** out) {
  OpenFile& self = opened(file);
  const std::lock_guard guard(self.slot.mutex);
  auto& regions = self.shared->regions;
  if (!self.uses_memory) {
    self.uses_memory = true;
    ++self.shared->memory_users;
  }
  while (extends != 0 && regions.size() <= static_cast<std::size_t>(region)) {
    regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  }
  const bool is_there = static_cast<std::size_t>(region) < regions.size();
  *out = is_there ? regions[static_cast<std::size_t>(region)].get() : nullptr;
  return SQLITE_OK;
}

int do_lock_memory(sqlite3_file* file, int offset, int count, int flags) {
  OpenFile& self = opened(file);
  const std::lock_guard guard(self.slot.mutex);
  SharedState& shared = *self.shared;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    release_memory(self, offset, count);
    return SQLITE_OK;
  }
  const bool writes = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (int i = offset; i < offset + count; ++i) {
    const int own = static_cast<int>(self.memory_read >> i & 1);
    if (is_others(shared.memory_writer[i], self) || (writes && shared.memory_readers[i] > own)) {
      return SQLITE_BUSY;
    }
  }
  for (int i = offset; i < offset + count; ++i) {
    const unsigned bit = 1u << i;
    if (writes) {
      shared.memory_writer[i] = &self;
    } else if ((self.memory_read & bit) == 0) {
      ++shared.memory_readers[i];
      self.memory_read |= bit;
    }
  }
  return SQLITE_OK;
}

void do_barrier(sqlite3_file* file) {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const std::lock_guard guard(opened(file).slot.mutex);
}

int do_unmap_memory(sqlite3_file* file, int) {
  OpenFile& self = opened(file);
  const std::lock_guard guard(self.slot.mutex);
  leave_memory(self);
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods = {2,
                                         do_close,
                                         do_read,
                                         do_write,
                                         do_truncate,
                                         do_sync,
                                         do_size,
                                         do_lock,
                                         do_unlock,
                                         do_check_lock,
                                         do_control,
                                         do_sector_size,
                                         do_characteristics,
                                         do_map_memory,
                                         do_lock_memory,
                                         do_barrier,
                                         do_unmap_memory,
                                         nullptr,
                                         nullptr};

std::shared_ptr<SharedState> shared_state(FaultDriverSlot& slot, std::uint64_t id) {
  const std::lock_guard guard(slot.mutex);
  std::shared_ptr<SharedState> shared = slot.shared[id].lock();
  if (shared == nullptr) {
    shared = std::make_shared<SharedState>();
    slot.shared[id] = shared;
  }
  return shared;
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  file->pMethods = nullptr;
  FaultDriverSlot& slot = slot_of(vfs);
  auto found = name == nullptr ? StatusOr<FaultFile>(slot.files->open_unnamed())
                               : slot.files->open(name, (flags & SQLITE_OPEN_CREATE) != 0);
  if (!found.ok()) {
    return code_of(found.status(), SQLITE_CANTOPEN);
  }
  constexpr int kJournals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  auto shared = shared_state(slot, found->id());
  auto* const self = new OpenFile{slot, *std::move(found), std::move(shared), {}};
  if (name != nullptr && (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0) {
    self->folder_to_sync = os::parent_folder(name);
  }
  reinterpret_cast<SqliteFile*>(file)->open = self;
  file->pMethods = &kMethods;
  if (flags_out != nullptr) {
    *flags_out = flags;
  }
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int syncs) {
  FaultFileSystem& files = *slot_of(vfs).files;
  const Status status = files.remove(name);
  if (absl::IsNotFound(status)) {
    return SQLITE_IOERR_DELETE_NOENT;
  }
  if (!status.ok() || syncs == 0) {
    return code_of(status, SQLITE_IOERR_DELETE);
  }
  return code_of(files.sync_folder(os::parent_folder(name)), SQLITE_IOERR_DIR_FSYNC);
}

// An empty file counts as none, as in SQLite's own driver.
int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
  const auto size = slot_of(vfs).files->size(name);
  *out = size.ok() && (flags != SQLITE_ACCESS_EXISTS || *size > 0);
  return size.ok() || absl::IsNotFound(size.status()) ? SQLITE_OK : code_of(size.status(), SQLITE_IOERR_ACCESS);
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  if (std::strlen(name) >= static_cast<std::size_t>(size)) {
    return SQLITE_CANTOPEN;
  }
  std::strcpy(out, name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
  FaultDriverSlot& slot = slot_of(vfs);
  const std::lock_guard guard(slot.mutex);
  std::generate(out, out + size, [&] { return static_cast<char>(slot.random.next()); });
  return size;
}

int wait(sqlite3_vfs*, int microseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
  return microseconds;
}

int current_time(sqlite3_vfs*, double* out) {
  *out = 2460000.5;  // a day of 2023
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return last_errno; }

void register_slot(FaultDriverSlot& slot) {
  slot.vfs.iVersion = 1;
  slot.vfs.szOsFile = sizeof(SqliteFile);
  slot.vfs.mxPathname = kPathBytesMax;
  slot.vfs.zName = slot.name.c_str();
  slot.vfs.pAppData = &slot;
  slot.vfs.xOpen = open_file;
  slot.vfs.xDelete = delete_file;
  slot.vfs.xAccess = access_file;
  slot.vfs.xFullPathname = full_path;
  slot.vfs.xRandomness = randomness;
  slot.vfs.xSleep = wait;
  slot.vfs.xCurrentTime = current_time;
  slot.vfs.xGetLastError = last_error;
  CHECK(sqlite3_vfs_register(&slot.vfs, 0) == SQLITE_OK);
}

std::mutex slots_mutex;

// A free one. SQLite and the layers over a driver keep its address, so that none is ever given up.
FaultDriverSlot& take_slot(FaultFileSystem& files) {
  static auto& slots = *new std::vector<std::unique_ptr<FaultDriverSlot>>;
  const std::lock_guard guard(slots_mutex);
  auto found = std::find_if(slots.begin(), slots.end(), [](const auto& slot) { return slot->files == nullptr; });
  if (found == slots.end()) {
    auto made = std::make_unique<FaultDriverSlot>();
    made->name = concat("fault-", slots.size());
    register_slot(*made);
    found = slots.insert(slots.end(), std::move(made));
  }
  (*found)->files = &files;
  return **found;
}

}  // namespace

FaultDriver::FaultDriver(os::FaultFileSystem& files, bool keeps_neighbours) : files_(files), slot_(take_slot(files)) {
  slot_.keeps_neighbours = keeps_neighbours;
  files_.set_database_driver(slot_.name);
}

FaultDriver::~FaultDriver() {
  files_.set_database_driver({});
  const std::lock_guard guard(slots_mutex);
  for (const auto& [id, state] : slot_.shared) {
    CHECK(state.expired());
  }
  slot_.shared.clear();
  slot_.random = Random(1);
  slot_.files = nullptr;
}

}  // namespace trialkeep::testing
