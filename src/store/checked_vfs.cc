#include "store/checked_vfs.h"

#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <sqlite3.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/strings.h"

namespace trialkeep::store {
namespace {

// Of SQLite's file format: offsets in the header, which begins the first page.
constexpr int kPageSizeAt = 16;
constexpr int kReservedBytesAt = 20;
constexpr int kPageCountAt = 28;  // four bytes, most significant first
constexpr int kHeaderBytes = 100;
constexpr sqlite3_int64 kPendingByte = 0x40000000;  // the page that holds it is never written

struct CheckedFile {
  sqlite3_file base;
  bool is_database;
  bool is_sealed;  // the header said so when it was last read or written
  std::string* scratch;
  // The parent's file lies behind this object.
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

CheckedFile& checked(sqlite3_file* file) { return *reinterpret_cast<CheckedFile*>(file); }
sqlite3_file* inner(sqlite3_file* file) { return checked(file).inner(); }

std::uint64_t seal_of(const void* page, int size_bytes) {
  return hash64({static_cast<const char*>(page), static_cast<std::size_t>(size_bytes - kSealBytes)});
}

std::uint64_t stored_seal(const void* page, int size_bytes) {
  std::uint64_t seal = 0;
  const auto* end = static_cast<const unsigned char*>(page) + size_bytes;
  for (int i = 1; i <= kSealBytes; ++i) {
    seal = seal << 8 | end[-i];
  }
  return seal;
}

bool is_whole_page(int size_bytes, sqlite3_int64 offset) {
  return size_bytes >= 512 && (size_bytes & (size_bytes - 1)) == 0 && offset % size_bytes == 0;
}

bool is_empty(const void* page, int size_bytes) {
  const auto* bytes = static_cast<const char*>(page);
  return bytes[0] == 0 && std::memcmp(bytes, bytes + 1, static_cast<std::size_t>(size_bytes - 1)) == 0;
}

bool seal_holds(const void* page, int size_bytes) {
  // SQLite may lengthen the file without writing the new pages.
  return stored_seal(page, size_bytes) == seal_of(page, size_bytes) || is_empty(page, size_bytes);
}

void note_header(CheckedFile& file, const void* bytes, int size_bytes, sqlite3_int64 offset) {
  if (file.is_database && offset == 0 && size_bytes >= kHeaderBytes) {
    file.is_sealed = static_cast<const unsigned char*>(bytes)[kReservedBytesAt] == kSealBytes;
  }
}

int do_close(sqlite3_file* file) {
  const int code = inner(file)->pMethods->xClose(inner(file));
  delete checked(file).scratch;
  return code;
}

int do_read(sqlite3_file* file, void* bytes, int size_bytes, sqlite3_int64 offset) {
  const int code = inner(file)->pMethods->xRead(inner(file), bytes, size_bytes, offset);
  if (code != SQLITE_OK) {
    return code;
  }
  CheckedFile& self = checked(file);
  note_header(self, bytes, size_bytes, offset);
  if (self.is_sealed && is_whole_page(size_bytes, offset) && !seal_holds(bytes, size_bytes)) {
    return SQLITE_CORRUPT;
  }
  return SQLITE_OK;
}

int do_write(sqlite3_file* file, const void* bytes, int size_bytes, sqlite3_int64 offset) {
  CheckedFile& self = checked(file);
  note_header(self, bytes, size_bytes, offset);
  if (self.is_sealed && is_whole_page(size_bytes, offset)) {
    std::string& page = *self.scratch;
    page.assign(static_cast<const char*>(bytes), static_cast<std::size_t>(size_bytes));
    std::uint64_t seal = seal_of(page.data(), size_bytes);
    for (int i = kSealBytes; i > 0; --i) {
      page[page.size() - static_cast<std::size_t>(i)] = static_cast<char>(seal & 0xff);
      seal >>= 8;
    }
    return inner(file)->pMethods->xWrite(inner(file), page.data(), size_bytes, offset);
  }
  return inner(file)->pMethods->xWrite(inner(file), bytes, size_bytes, offset);
}

int do_truncate(sqlite3_file* file, sqlite3_int64 size) { return inner(file)->pMethods->xTruncate(inner(file), size); }
int do_sync(sqlite3_file* file, int flags) { return inner(file)->pMethods->xSync(inner(file), flags); }
int do_size(sqlite3_file* file, sqlite3_int64* size) { return inner(file)->pMethods->xFileSize(inner(file), size); }
int do_lock(sqlite3_file* file, int level) { return inner(file)->pMethods->xLock(inner(file), level); }
int do_unlock(sqlite3_file* file, int level) { return inner(file)->pMethods->xUnlock(inner(file), level); }
int do_check_lock(sqlite3_file* file, int* out) { return inner(file)->pMethods->xCheckReservedLock(inner(file), out); }
int do_control(sqlite3_file* file, int operation, void* argument) {
  return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}
int do_sector_size(sqlite3_file* file) { return inner(file)->pMethods->xSectorSize(inner(file)); }
int do_characteristics(sqlite3_file* file) { return inner(file)->pMethods->xDeviceCharacteristics(inner(file)); }
int do_map_memory(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return inner(file)->pMethods->xShmMap(inner(file), page, size, extend, out);
}
int do_lock_memory(sqlite3_file* file, int offset, int count, int flags) {
  return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}
void do_barrier(sqlite3_file* file) { inner(file)->pMethods->xShmBarrier(inner(file)); }
int do_unmap_memory(sqlite3_file* file, int remove) { return inner(file)->pMethods->xShmUnmap(inner(file), remove); }

// Version 2: no memory-mapped reading, which would go past the check.
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

sqlite3_vfs* parent_of(sqlite3_vfs* driver) { return static_cast<sqlite3_vfs*>(driver->pAppData); }

int open_file(sqlite3_vfs* driver, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* const self = new (file) CheckedFile{{nullptr}, (flags & SQLITE_OPEN_MAIN_DB) != 0, false, nullptr};
  const int code = parent_of(driver)->xOpen(parent_of(driver), name, self->inner(), flags, flags_out);
  if (self->inner()->pMethods != nullptr) {  // SQLite then closes, even after an error
    self->scratch = new std::string;
    self->base.pMethods = &kMethods;
  }
  return code;
}

int delete_file(sqlite3_vfs* driver, const char* name, int sync) {
  return parent_of(driver)->xDelete(parent_of(driver), name, sync);
}
int access_file(sqlite3_vfs* driver, const char* name, int flags, int* out) {
  return parent_of(driver)->xAccess(parent_of(driver), name, flags, out);
}
int full_path(sqlite3_vfs* driver, const char* name, int size, char* out) {
  return parent_of(driver)->xFullPathname(parent_of(driver), name, size, out);
}
int randomness(sqlite3_vfs* driver, int size, char* out) {
  return parent_of(driver)->xRandomness(parent_of(driver), size, out);
}
int wait(sqlite3_vfs* driver, int microseconds) { return parent_of(driver)->xSleep(parent_of(driver), microseconds); }
int current_time(sqlite3_vfs* driver, double* out) { return parent_of(driver)->xCurrentTime(parent_of(driver), out); }
int last_error(sqlite3_vfs* driver, int size, char* out) {
  return parent_of(driver)->xGetLastError(parent_of(driver), size, out);
}

struct Driver {
  std::string name;
  sqlite3_vfs vfs;
};

}  // namespace

StatusOr<std::string> checked_driver(const std::string& parent) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Driver>> drivers;
  const std::lock_guard lock(mutex);
  if (drivers.empty()) {
    // SQLite counts its memory under one lock of the process, for nobody here. It refuses where it is in use already.
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  }
  std::unique_ptr<Driver>& found = drivers[parent];
  if (found == nullptr) {
    sqlite3_vfs* const below = sqlite3_vfs_find(parent.empty() ? nullptr : parent.c_str());
    if (below == nullptr) {
      return absl::InternalError(concat("SQLite has no driver \"", parent, "\""));
    }
    auto made = std::make_unique<Driver>();
    made->name = concat("checked-", below->zName);
    made->vfs = {};
    made->vfs.iVersion = 1;
    made->vfs.szOsFile = static_cast<int>(sizeof(CheckedFile)) + below->szOsFile;
    made->vfs.mxPathname = below->mxPathname;
    made->vfs.zName = made->name.c_str();
    made->vfs.pAppData = below;
    made->vfs.xOpen = open_file;
    made->vfs.xDelete = delete_file;
    made->vfs.xAccess = access_file;
    made->vfs.xFullPathname = full_path;
    made->vfs.xRandomness = randomness;
    made->vfs.xSleep = wait;
    made->vfs.xCurrentTime = current_time;
    made->vfs.xGetLastError = last_error;
    CHECK(sqlite3_vfs_register(&made->vfs, 0) == SQLITE_OK);
    found = std::move(made);
  }
  return found->name;
}

StatusOr<std::vector<std::string>> damaged_pages(sqlite3* database) {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == nullptr ||
      file->pMethods != &kMethods) {
    return absl::InternalError("the store was not opened through its own driver");
  }
  sqlite3_file* const raw = inner(file);
  unsigned char header[kHeaderBytes];
  std::vector<std::string> faults;
  if (raw->pMethods->xRead(raw, header, kHeaderBytes, 0) != SQLITE_OK || header[kReservedBytesAt] != kSealBytes) {
    faults.emplace_back("page 1 does not say that the pages are sealed");
    return faults;
  }
  const int stated = header[kPageSizeAt] << 8 | header[kPageSizeAt + 1];
  const int page_bytes = stated == 1 ? 65'536 : stated;
  sqlite3_int64 size = 0;
  if (page_bytes < 512 || raw->pMethods->xFileSize(raw, &size) != SQLITE_OK) {
    faults.emplace_back("page 1 states an impossible page size");
    return faults;
  }
  // While pages wait in the write-ahead log, the file may be shorter than its header says.
  const char* const log = sqlite3_filename_wal(sqlite3_db_filename(database, "main"));
  sqlite3_vfs* driver = nullptr;
  int has_log = 1;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_VFS_POINTER, &driver) == SQLITE_OK) {
    (void)driver->xAccess(driver, log, SQLITE_ACCESS_EXISTS, &has_log);
  }
  const std::int64_t pages_stated = std::int64_t{header[kPageCountAt]} << 24 | header[kPageCountAt + 1] << 16 |
                                    header[kPageCountAt + 2] << 8 | header[kPageCountAt + 3];
  if (size % page_bytes != 0 || (has_log == 0 && size < pages_stated * page_bytes)) {
    faults.push_back(concat("the file ends at byte ", size, ", before its last page"));
  }
  std::string page(static_cast<std::size_t>(page_bytes), '\0');
  constexpr int kTries = 20;  // a page can be half written by another process
  for (sqlite3_int64 at = 0; at + page_bytes <= size; at += page_bytes) {
    if (at <= kPendingByte && kPendingByte < at + page_bytes) {
      continue;
    }
    bool holds = false;
    for (int i = 0; i < kTries && !holds; ++i) {
      if (i > 0) {
        sqlite3_sleep(1);
      }
      holds =
          raw->pMethods->xRead(raw, page.data(), page_bytes, at) == SQLITE_OK && seal_holds(page.data(), page_bytes);
    }
    if (!holds) {
      faults.push_back(concat("page ", at / page_bytes + 1, " (bytes ", at, " to ", at + page_bytes - 1,
                              ") is not as it was written"));
    }
  }
  return faults;
}

}  // namespace trialkeep::store
