// unpack_bench DATA_FOLDER [STUDIES]: how fast zstd alone unpacks records, on one thread: the newest bodies of the
// first STUDIES (1,000) studies of a store, already in memory, each with its dictionary. Prints a line: bodies,
// unpacked bytes, MB/s. What it costs to find them, to check them and to send them is left out.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <vector>
#include <zstd.h>

namespace {

struct Free {
  void operator()(sqlite3* database) const { ::sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
  void operator()(ZSTD_DCtx* context) const { ::ZSTD_freeDCtx(context); }
  void operator()(ZSTD_DDict* dictionary) const { ::ZSTD_freeDDict(dictionary); }
};
using Database = std::unique_ptr<sqlite3, Free>;
using Statement = std::unique_ptr<sqlite3_stmt, Free>;

struct Body {
  std::string packed;
  const ZSTD_DDict* dictionary;  // null for none
};

Statement prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  ::sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
  return Statement(statement);
}

std::string bytes_of(sqlite3_stmt* row, int column) {
  const auto* bytes = static_cast<const char*>(::sqlite3_column_blob(row, column));
  return {bytes, static_cast<std::size_t>(::sqlite3_column_bytes(row, column))};
}

// Unpacks all bodies once; the number of bytes, or 0 when one cannot be unpacked.
std::size_t unpack(const std::vector<Body>& bodies, ZSTD_DCtx* context, std::string& space) {
  std::size_t total = 0;
  for (const Body& body : bodies) {
    const auto size = ::ZSTD_getFrameContentSize(body.packed.data(), body.packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
      return 0;
    }
    space.resize(std::max<std::size_t>(space.size(), size));
    const std::size_t got =
        body.dictionary == nullptr
            ? ::ZSTD_decompressDCtx(context, space.data(), space.size(), body.packed.data(), body.packed.size())
            : ::ZSTD_decompress_usingDDict(context, space.data(), space.size(), body.packed.data(), body.packed.size(),
                                           body.dictionary);
    if (::ZSTD_isError(got) != 0) {
      return 0;
    }
    total += got;
  }
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "unpack_bench DATA_FOLDER [STUDIES]\n");
    return 2;
  }
  const std::string path = std::string(argv[1]) + "/store.db";
  sqlite3* opened = nullptr;
  const int code = ::sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const Database database(opened);
  if (code != SQLITE_OK) {
    std::fprintf(stderr, "unpack_bench: %s cannot be opened\n", path.c_str());
    return 2;
  }
  std::map<std::int64_t, std::unique_ptr<ZSTD_DDict, Free>> dictionaries;
  const Statement of_dictionaries = prepare(database.get(), "SELECT id, bytes FROM dictionaries");
  while (of_dictionaries && ::sqlite3_step(of_dictionaries.get()) == SQLITE_ROW) {
    const std::string bytes = bytes_of(of_dictionaries.get(), 1);
    dictionaries[::sqlite3_column_int64(of_dictionaries.get(), 0)].reset(
        ::ZSTD_createDDict(bytes.data(), bytes.size()));
  }
  std::vector<Body> bodies;
  const Statement of_bodies = prepare(
      database.get(), std::string("SELECT b.packed, b.dictionary FROM studies s JOIN bodies b ON b.sequence = s.newest "
                                  "WHERE b.base IS NULL ORDER BY s.study LIMIT ") +
                          (argc > 2 ? std::to_string(std::atoi(argv[2])) : "1000"));
  while (of_bodies && ::sqlite3_step(of_bodies.get()) == SQLITE_ROW) {
    const auto found = dictionaries.find(::sqlite3_column_int64(of_bodies.get(), 1));
    bodies.push_back({bytes_of(of_bodies.get(), 0), found == dictionaries.end() ? nullptr : found->second.get()});
  }
  const std::unique_ptr<ZSTD_DCtx, Free> context(::ZSTD_createDCtx());
  std::string space;
  std::size_t bytes = unpack(bodies, context.get(), space);  // warms up
  if (bytes == 0) {
    std::fprintf(stderr, "unpack_bench: %s holds no body that can be unpacked\n", path.c_str());
    return 1;
  }
  constexpr double kSeconds = 3;
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::size_t rounds = 0;
  double seconds = 0;
  while (seconds < kSeconds) {
    bytes = unpack(bodies, context.get(), space);
    ++rounds;
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  std::printf("%zu %zu %.1f\n", bodies.size(), bytes, static_cast<double>(bytes * rounds) / seconds / 1e6);
  return 0;
}
