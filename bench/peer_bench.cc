// peer_bench fts5|xapian COLUMNS_FILE EMPTY_FOLDER [--queries bench/queries.tsv] [--rounds 4]: indexes the columns of
// studies with another search library and runs the queries of the log that it can express, on one thread, each for its
// exact total and best ten, as search_log_bench does. Prints lines for bench_table.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "measure/measurements.h"
#include "measure/query_log.h"
#include "os/clock.h"
#include "os/environment.h"
#include "peers/column_file.h"
#include "peers/peer.h"

namespace {

using namespace trialkeep;

struct Arguments {
  std::string engine;
  std::string columns;
  std::string folder;
  std::string queries = "bench/queries.tsv";
  int rounds = 4;
};

double bytes_below(const std::string& folder) {
  double bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    bytes += entry.is_regular_file() ? static_cast<double>(entry.file_size()) : 0;
  }
  return bytes;
}

Status build(const Arguments& arguments, std::string_view name, bench::Peer& peer) {
  bench::ColumnReader reader(arguments.columns);
  std::int64_t taken = 0;
  std::uint64_t studies = 0;
  for (;; ++studies) {
    ASSIGN_OR_RETURN(const auto row, reader.next());
    const std::int64_t started = os::system_clock().monotonic_us();
    if (!row) {
      RETURN_IF_ERROR(peer.finish());
      taken += os::system_clock().monotonic_us() - started;
      break;
    }
    RETURN_IF_ERROR(peer.add(row->number, row->texts));
    taken += os::system_clock().monotonic_us() - started;
  }
  if (studies == 0) {
    return absl::NotFoundError(arguments.columns + " holds no study.");
  }
  bench::print_fact(stdout, name, "build s", static_cast<double>(taken) / 1e6);
  bench::print_fact(stdout, name, "index bytes a study", bytes_below(arguments.folder) / static_cast<double>(studies));
  bench::print_fact(stdout, name, "peak MiB building", static_cast<double>(os::peak_memory_bytes()) / 1048576);
  return absl::OkStatus();
}

Status run_log(const Arguments& arguments, std::string_view name, bench::Peer& peer) {
  ASSIGN_OR_RETURN(const auto log, bench::read_query_log(arguments.queries));
  std::vector<bench::Repeated> times(log.size());
  for (int round = 0; round < arguments.rounds; ++round) {
    for (std::size_t i = 0; i < log.size(); ++i) {
      if (log[i].plain.empty()) {
        continue;
      }
      ASSIGN_OR_RETURN(const auto query, bench::parse_plain_query(log[i].plain));
      const std::int64_t started = os::system_clock().monotonic_us();
      ASSIGN_OR_RETURN(const auto answer, peer.search(query, bench::columns_of(log[i].parameter), 10));
      if (round > 0) {
        times[i].add(os::system_clock().monotonic_us() - started, answer.total);
      }
    }
  }
  for (std::size_t i = 0; i < log.size(); ++i) {
    times[i].print(stdout, name, log[i].kind);
  }
  return absl::OkStatus();
}

Status run(const Arguments& arguments) {
  const bool is_fts5 = arguments.engine == "fts5";
  ASSIGN_OR_RETURN(const auto peer,
                   is_fts5 ? bench::open_fts5_peer(arguments.folder) : bench::open_xapian_peer(arguments.folder));
  const std::string_view name = is_fts5 ? "SQLite FTS5" : "Xapian";
  RETURN_IF_ERROR(build(arguments, name, *peer));
  return run_log(arguments, name, *peer);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("The times of a log of queries with another search library");
  app.add_option("engine", arguments.engine)->required()->check(CLI::IsMember({"fts5", "xapian"}));
  app.add_option("columns", arguments.columns, "made by peer_columns")->required();
  app.add_option("folder", arguments.folder)->required();
  app.add_option("--queries", arguments.queries);
  app.add_option("--rounds", arguments.rounds, "the first is not counted")->check(CLI::Range(2, 1000));
  CLI11_PARSE(app, argc, argv);
  const Status status = run(arguments);
  if (!status.ok()) {
    std::fprintf(stderr, "peer_bench: %s\n", std::string(status.message()).c_str());
  }
  return static_cast<int>(exit_code(status.code()));
}
