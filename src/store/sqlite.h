#pragma once
// A thin layer over SQLite: statements as objects, errors as Status in whole words.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace trialkeep::store {

class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  // Parameters count from 1. Text and blobs must live until the statement is reset.
  Statement& bind(int index, std::int64_t value);
  Statement& bind_text(int index, std::string_view text);
  Statement& bind_blob(int index, std::string_view bytes);
  Statement& bind_null(int index);

  // True: a row is there; false: done.
  StatusOr<bool> step();
  // Runs to the end and resets.
  Status run();
  // Ready to be bound and stepped again.
  void reset();

  // Resets a statement that is kept for its next use, whatever happens before: one that is left at a row holds on to
  // the state of the data that it read.
  class Use {
   public:
    explicit Use(Statement& statement) : statement_(statement) {}
    ~Use() { statement_.reset(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    Statement& statement_;
  };

  std::int64_t integer(int column) const;
  bool is_null(int column) const;
  std::string_view bytes(int column) const;  // text or blob, valid until the next step

 private:
  friend class Database;
  Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

enum class Access { kRead, kWrite, kCreate };

// One connection; one thread at a time.
class Database {
 public:
  // kNotFound when there is no file at `path`, unless `access` is kCreate. `driver` names the SQLite driver (VFS)
  // that reads and writes the files; "" is the system's own. All go through the layer of checked_vfs.h.
  static StatusOr<std::unique_ptr<Database>> open(const std::string& path, Access access,
                                                  const std::string& driver = {});
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Status execute(const char* sql);
  StatusOr<Statement> prepare(std::string_view sql);
  StatusOr<std::int64_t> integer(std::string_view sql);  // the first column of the first row
  // Keeps the last bytes of each page for its seal. Takes effect on a database without a page.
  Status reserve_seals();
  // See checked_vfs.h.
  StatusOr<std::vector<std::string>> damaged_pages();
  // Copies the whole database, as it stands now, to a new file; other connections go on meanwhile.
  Status copy_to(const std::string& path);

 private:
  Database(sqlite3* handle, std::string driver) : handle_(handle), driver_(std::move(driver)) {}
  sqlite3* handle_;
  const std::string driver_;
};

}  // namespace trialkeep::store
