// The disk whose power fails, and the database driver on it: what must survive does under every seed, and what need not
// is lost under some, so that a program which forgets to sync is found out.

#include "os/fault_file_system.h"

#include <functional>
#include <set>
#include <sqlite3.h>

#include "support/fault_driver.h"
#include "support/support.h"

namespace trialkeep::os {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FaultDriver;
using ::testing::IsSupersetOf;

constexpr std::size_t kPlenty = 1 << 20;
constexpr std::uint64_t kSeeds = 200;

std::string content(FaultFileSystem& files, const std::string& path) {
  const auto bytes = files.read_file(path, kPlenty);
  return bytes.ok() ? *bytes : "none";
}

void write(FaultFileSystem& files, const std::string& path, std::string_view bytes) {
  auto file = files.create(path);
  ASSERT_OK(file);
  ASSERT_OK((*file)->append(bytes));
}

void write_safely(FaultFileSystem& files, const std::string& path, std::string_view bytes) {
  ASSERT_OK(write_file_atomically(files, path, bytes));
}

// What `path` holds after `work` and the loss of power, under each seed.
std::set<std::string> outcomes(const std::string& path, const std::function<void(FaultFileSystem&)>& work) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    FaultFileSystem files;
    work(files);
    Random random(seed);
    files.crash(random);
    found.insert(content(files, path));
  }
  return found;
}

TEST(FaultFileSystem, works_like_any_other_while_it_has_power) {
  FaultFileSystem files;
  ASSERT_OK(files.make_folders("/a/b/"));
  ASSERT_OK(files.make_folders("/a/b"));
  write(files, "/a/b/x", "one");
  write(files, "/a/b/x", "two");
  EXPECT_EQ(content(files, "/a/b/x"), "two");
  EXPECT_EQ(*files.size("/a/b/x"), 3u);
  const auto mapped = files.map("/a/b/x");
  ASSERT_OK(mapped);
  ASSERT_OK(files.rename("/a/b/x", "/a/b/y"));
  ASSERT_OK(files.remove("/a/b/y"));
  EXPECT_EQ((*mapped)->bytes(), "two");
  EXPECT_THAT(*files.list("/a"), ElementsAre("b"));
  EXPECT_EQ(*files.kind("/a/b"), EntryKind::kFolder);
  EXPECT_EQ(*files.kind("/a/b/y"), EntryKind::kNone);
  EXPECT_TRUE(absl::IsNotFound(files.remove("/a/b/y")));
  EXPECT_TRUE(absl::IsNotFound(files.create("/nowhere/y").status()));
  EXPECT_TRUE(absl::IsNotFound(files.open("/a/z", false).status()));
  write(files, "/file", "");
  EXPECT_TRUE(absl::IsFailedPrecondition(files.make_folders("/file")));
}

TEST(FaultFileSystem, writes_on_where_a_file_was_shortened) {
  FaultFileSystem files;
  auto file = files.create("/x");
  ASSERT_OK(file);
  ASSERT_OK((*file)->append("begin, torn"));
  ASSERT_OK((*file)->truncate(5));
  ASSERT_OK((*file)->append(" and end"));
  EXPECT_EQ(*files.read_file("/x", 100), "begin and end");
}

TEST(FaultFileSystem, loses_keeps_or_tears_what_was_not_synced) {
  const std::string old_bytes(3 * kSectorBytes, 'o');
  const std::string new_bytes(3 * kSectorBytes, 'n');
  const auto found = outcomes("/x", [&](FaultFileSystem& files) {
    write_safely(files, "/x", old_bytes);
    auto file = files.open("/x", false);
    ASSERT_OK(file);
    ASSERT_OK(file->write(0, new_bytes));
  });
  const auto sectors = [](std::string_view letters) {
    std::string out;
    for (const char letter : letters) out += std::string(kSectorBytes, letter);
    return out;
  };
  EXPECT_THAT(found, IsSupersetOf({old_bytes, new_bytes, sectors("noo"), sectors("non"), sectors("oon")}));
  EXPECT_LE(found.size(), 8u);
}

TEST(FaultFileSystem, may_lengthen_a_file_without_its_data_and_forget_a_truncation) {
  const auto longer = outcomes("/x", [](FaultFileSystem& files) {
    write_safely(files, "/x", "old");
    ASSERT_OK(files.open("/x", false)->write(3, "new"));
  });
  EXPECT_THAT(longer, ElementsAre("old", std::string("old\0\0\0", 6), "oldnew"));
  const auto shorter = outcomes("/x", [](FaultFileSystem& files) {
    write_safely(files, "/x", "old");
    ASSERT_OK(files.open("/x", false)->truncate(1));
  });
  EXPECT_THAT(shorter, ElementsAre("o", "old"));
}

TEST(FaultFileSystem, keeps_what_was_synced_with_its_folder) {
  EXPECT_THAT(outcomes("/a/x",
                       [](FaultFileSystem& files) {
                         ASSERT_OK(files.make_folders("/a"));
                         write_safely(files, "/a/x", "bytes");
                       }),
              ElementsAre("bytes"));
  EXPECT_THAT(outcomes("/x",
                       [](FaultFileSystem& files) {
                         auto file = files.create("/x");
                         ASSERT_OK(file);
                         ASSERT_OK((*file)->append("bytes"));
                         ASSERT_OK((*file)->sync());
                       }),
              ElementsAre("bytes", "none"))
      << "a name needs a sync of its own";
}

TEST(FaultFileSystem, loses_changes_of_a_folder_from_some_point_on) {
  std::set<std::vector<std::string>> found;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    FaultFileSystem files;
    write_safely(files, "/a", "");
    write(files, "/b", "");
    ASSERT_OK(files.rename("/b", "/c"));
    ASSERT_OK(files.remove("/a"));
    Random random(seed);
    files.crash(random);
    found.insert(*files.list("/"));
  }
  using Names = std::vector<std::string>;
  EXPECT_THAT(found, ElementsAre(Names{"a"}, Names{"a", "b"}, Names{"a", "c"}, Names{"c"}));
}

TEST(FaultFileSystem, finds_out_a_replacement_that_does_not_sync) {
  const auto careless = [](FaultFileSystem& files) {
    write_safely(files, "/x", "old");
    write(files, "/x.new", "new");
    ASSERT_OK(files.rename("/x.new", "/x"));
    ASSERT_OK(files.sync_folder("/"));
  };
  EXPECT_THAT(outcomes("/x", careless), Contains("")) << "neither the old nor the new";
}

TEST(FaultFileSystem, replaces_atomically_wherever_the_power_fails) {
  FaultFileSystem dry;
  write_safely(dry, "/x", "old");
  const std::uint64_t before = dry.operations();
  write_safely(dry, "/x", "new");
  std::set<std::string> found;
  for (std::uint64_t cut = before; cut <= dry.operations(); ++cut) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      FaultFileSystem files;
      write_safely(files, "/x", "old");
      files.power_off_after(cut);
      const Status status = write_file_atomically(files, "/x", "new");
      EXPECT_EQ(status.ok(), cut == dry.operations()) << status;
      Random random(seed);
      files.crash(random);
      const std::string bytes = content(files, "/x");
      found.insert(bytes);
      EXPECT_TRUE(bytes == "new" || (bytes == "old" && !status.ok())) << bytes << ", cut " << cut << ", seed " << seed;
    }
  }
  EXPECT_EQ(found.size(), 2u);
}

TEST(FaultFileSystem, does_nothing_without_power_and_starts_anew_after_it) {
  FaultFileSystem files;
  write_safely(files, "/x", "old");
  auto file = files.open("/x", false);
  ASSERT_OK(file);
  auto lock = files.lock("/lock");
  ASSERT_OK(lock);
  EXPECT_TRUE(absl::IsUnavailable(files.lock("/lock").status()));
  EXPECT_TRUE(*files.is_locked("/lock"));
  EXPECT_FALSE(*files.is_locked("/none"));
  EXPECT_EQ(*files.kind("/none"), EntryKind::kNone);
  files.power_off_after(files.operations());
  EXPECT_TRUE(files.has_power());
  EXPECT_TRUE(absl::IsUnavailable(file->write(0, "new")));
  EXPECT_FALSE(files.has_power());
  for (const Status& status :
       {files.read_file("/x", kPlenty).status(), files.create("/y").status(), files.map("/x").status(),
        files.list("/").status(), files.make_folders("/f"), files.remove("/x"), files.rename("/x", "/y"),
        files.sync_folder("/"), files.kind("/x").status(), files.size("/x").status(), files.lock("/l").status(),
        files.is_locked("/l").status(), files.open("/x", true).status(), file->sync(), file->truncate(0),
        file->size().status()}) {
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  }
  Random random(1);
  files.crash(random);
  EXPECT_TRUE(files.has_power());
  EXPECT_EQ(files.operations(), 0u);
  EXPECT_TRUE(absl::IsUnavailable(file->write(0, "late"))) << "it was opened before the crash";
  EXPECT_FALSE(*files.is_locked("/lock"));
  EXPECT_OK(files.lock("/lock"));
}

TEST(FaultFileSystem, copies_what_programs_see) {
  FaultFileSystem files;
  write(files, "/x", "unsynced");
  const auto copy = files.copy();
  write(files, "/x", "later");
  Random random(1);
  copy->crash(random);
  EXPECT_EQ(content(*copy, "/x"), "unsynced");
}

// ---- The database driver ----

class Connection {
 public:
  explicit Connection(FaultFileSystem& files) {
    EXPECT_EQ(
        sqlite3_open_v2("/db", &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, files.database_driver().c_str()),
        SQLITE_OK);
  }
  ~Connection() { EXPECT_EQ(sqlite3_close(handle_), SQLITE_OK); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int run(const std::string& sql) { return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr); }
  // The first column of the first row, -1 when there is none.
  int number(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    int found = -1;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
      found = sqlite3_column_int(statement, 0);
    }
    sqlite3_finalize(statement);
    return found;
  }

 private:
  sqlite3* handle_ = nullptr;
};

TEST(FaultDriver, locks_connections_against_each_other) {
  for (const std::string mode : {"DELETE", "WAL"}) {
    SCOPED_TRACE(mode);
    FaultFileSystem files;
    const FaultDriver driver(files);
    Connection a(files);
    Connection b(files);
    ASSERT_EQ(a.run("PRAGMA journal_mode=" + mode + "; CREATE TABLE t (x); INSERT INTO t VALUES (1)"), SQLITE_OK);
    ASSERT_EQ(a.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)"), SQLITE_OK);
    EXPECT_EQ(b.number("SELECT count(*) FROM t"), 1) << "what is not committed is not seen";
    EXPECT_EQ(b.run("BEGIN IMMEDIATE"), SQLITE_BUSY);
    ASSERT_EQ(b.run("BEGIN; SELECT * FROM t"), SQLITE_OK);
    EXPECT_EQ(a.run("COMMIT"), mode == "WAL" ? SQLITE_OK : SQLITE_BUSY) << "a reader holds up a writer without a log";
    EXPECT_EQ(b.number("SELECT count(*) FROM t"), 1);
    ASSERT_EQ(b.run("COMMIT"), SQLITE_OK);
    EXPECT_EQ(mode == "WAL" ? SQLITE_OK : a.run("COMMIT"), SQLITE_OK);
    EXPECT_EQ(b.number("SELECT count(*) FROM t"), 2);
    ASSERT_EQ(b.run("BEGIN EXCLUSIVE; INSERT INTO t VALUES (3)"), SQLITE_OK);
    EXPECT_EQ(a.run("BEGIN IMMEDIATE"), SQLITE_BUSY);
    ASSERT_EQ(b.run("COMMIT"), SQLITE_OK);
    EXPECT_EQ(a.number("SELECT count(*) FROM t"), 3);
  }
}

struct Survival {
  int lost = 0;  // a commit that had been acknowledged
  int damaged = 0;
};

// Small commits to a database, cut off somewhere, under each seed.
Survival survival(const std::string& synchronous, bool keeps_neighbours) {
  Survival out;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Random random(seed);
    FaultFileSystem files;
    const FaultDriver driver(files, keeps_neighbours);
    int acknowledged = 0;
    {
      Connection writer(files);
      EXPECT_EQ(writer.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=8; PRAGMA synchronous=" + synchronous +
                           "; CREATE TABLE t (x INTEGER PRIMARY KEY, y); INSERT INTO t VALUES (0, zeroblob(9000))"),
                SQLITE_OK);
      files.power_off_after(files.operations() + random.below(80));
      while (writer.run("INSERT INTO t (y) VALUES (zeroblob(9000))") == SQLITE_OK) {
        ++acknowledged;
      }
    }
    files.crash(random);
    Connection reader(files);
    out.lost += reader.number("SELECT count(*) FROM t") < acknowledged + 1 ? 1 : 0;
    out.damaged += reader.number("SELECT integrity_check = 'ok' FROM pragma_integrity_check") != 1 ? 1 : 0;
  }
  return out;
}

TEST(FaultDriver, loses_no_commit_of_a_database_that_syncs) {
  for (const bool keeps_neighbours : {true, false}) {
    const Survival found = survival("FULL", keeps_neighbours);
    EXPECT_EQ(found.lost, 0);
    EXPECT_EQ(found.damaged, 0);
  }
}

TEST(FaultDriver, finds_out_a_database_that_does_not_sync) {
  const Survival normal = survival("NORMAL", true);
  EXPECT_GT(normal.lost, 0) << "commits between checkpoints are not synced";
  EXPECT_EQ(normal.damaged, 0);
  EXPECT_GT(survival("OFF", true).damaged, 0);
}

}  // namespace
}  // namespace trialkeep::os
