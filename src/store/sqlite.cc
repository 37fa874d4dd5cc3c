#include "store/sqlite.h"

#include <cerrno>
#include <sqlite3.h>
#include <utility>

#include "base/check.h"
#include "base/strings.h"
#include "store/checked_vfs.h"

namespace trialkeep::store {
namespace {

Status status_of(sqlite3* database, int code) {
  const std::string text =
      concat("the store reports: ", database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database));
  switch (code & 0xff) {
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(
          concat(text, "; free some space and run the same command again: what was committed is whole"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(concat(text, "; restore the data folder from a copy"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(concat(text, "; another program is using the data folder, try again"));
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return absl::PermissionDeniedError(concat(text, "; check that you may read and write the data folder"));
    case SQLITE_IOERR: {
      // A full disk and the limit of file sizes also show as a failed write.
      return absl::ResourceExhaustedError(
          concat(text, " (", sqlite3_errstr(sqlite3_extended_errcode(database)),
                 "); check the disk, its free space and the limit of file sizes (ulimit -f)"));
    }
    default:
      return absl::InternalError(text);
  }
}

}  // namespace

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(database_, other.database_);
  std::swap(statement_, other.statement_);
  return *this;
}

Statement& Statement::bind(int index, std::int64_t value) {
  CHECK(sqlite3_bind_int64(statement_, index, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_text(int index, std::string_view text) {
  CHECK(sqlite3_bind_text64(statement_, index, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_STATIC,
                            SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
  CHECK(sqlite3_bind_blob64(statement_, index, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                            SQLITE_STATIC) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind_null(int index) {
  CHECK(sqlite3_bind_null(statement_, index) == SQLITE_OK);
  return *this;
}

StatusOr<bool> Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code == SQLITE_DONE) {
    return false;
  }
  Status status = status_of(database_, code);
  sqlite3_reset(statement_);
  return status;
}

Status Statement::run() {
  while (true) {
    ASSIGN_OR_RETURN(const bool row, step());
    if (!row) {
      reset();
      return absl::OkStatus();
    }
  }
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

StatusOr<std::unique_ptr<Database>> Database::open(const std::string& path, Access access, const std::string& driver) {
  ASSIGN_OR_RETURN(const std::string checked, checked_driver(driver));
  sqlite3* handle = nullptr;
  const int flags = access == Access::kRead    ? SQLITE_OPEN_READONLY
                    : access == Access::kWrite ? SQLITE_OPEN_READWRITE
                                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, checked.c_str());
  if (code != SQLITE_OK) {
    const bool is_missing = (code & 0xff) == SQLITE_CANTOPEN && access != Access::kCreate && handle != nullptr &&
                            sqlite3_system_errno(handle) == ENOENT;
    Status status =
        is_missing
            ? absl::NotFoundError(concat("there is no store at ", path, "; load data with `trialkeep load PATH`"))
            : annotate(status_of(handle, code), concat("cannot open ", path));
    sqlite3_close(handle);
    return status;
  }
  constexpr int kBusyMs = 10'000;
  sqlite3_busy_timeout(handle, kBusyMs);
  return std::unique_ptr<Database>(new Database(handle, driver));
}

Database::~Database() { sqlite3_close_v2(handle_); }

Status Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : status_of(handle_, code);
}

StatusOr<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) {
    return status_of(handle_, code);
  }
  return Statement(handle_, statement);
}

StatusOr<std::int64_t> Database::integer(std::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, prepare(sql));
  ASSIGN_OR_RETURN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

Status Database::reserve_seals() {
  int bytes = kSealBytes;
  const int code = sqlite3_file_control(handle_, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
  return code == SQLITE_OK ? absl::OkStatus() : status_of(handle_, code);
}

StatusOr<std::vector<std::string>> Database::damaged_pages() { return store::damaged_pages(handle_); }

Status Database::copy_to(const std::string& path) {
  ASSIGN_OR_RETURN(const auto target, Database::open(path, Access::kCreate, driver_));
  // A first page that says that pages are sealed, before any other page is written.
  ASSIGN_OR_RETURN(const std::int64_t page_bytes, integer("PRAGMA page_size"));
  RETURN_IF_ERROR(target->reserve_seals());
  RETURN_IF_ERROR(target->execute(concat("PRAGMA page_size=", page_bytes, "; PRAGMA user_version=1").c_str()));
  sqlite3_backup* const copy = sqlite3_backup_init(target->handle_, "main", handle_, "main");
  if (copy == nullptr) {
    return status_of(target->handle_, sqlite3_errcode(target->handle_));
  }
  const int step = sqlite3_backup_step(copy, -1);
  const int code = sqlite3_backup_finish(copy);
  return code == SQLITE_OK && step == SQLITE_DONE ? absl::OkStatus() : status_of(target->handle_, code);
}

}  // namespace trialkeep::store
