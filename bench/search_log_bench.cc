// search_log_bench DATA_FOLDER [--queries bench/queries.tsv] [--rounds 4] [--raw]: runs a log of queries over a loaded
// data folder on one thread: exact total and the best ten of each. The first round warms up and is not counted. A query
// that the engine does not understand, or a facet that it cannot count, is shown as not answered. Prints a table, or
// with
// --raw the lines that bench_table reads (measure/measurements.h).

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

#include "engine/registry.h"
#include "engine/search_words.h"
#include "measure/measurements.h"
#include "measure/query_log.h"
#include "os/clock.h"
#include "os/environment.h"

namespace {

using namespace trialkeep;

constexpr std::string_view kEngine = "Trialkeep";

struct Arguments {
  std::string folder;
  std::string queries = "bench/queries.tsv";
  int rounds = 4;
  bool raw = false;
};

// A temporary file that the measurements pass through, so that a table is made of the same lines that are printed raw.
using Lines = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

struct Answer {
  std::int64_t microseconds = 0;
  std::uint64_t total = 0;
  std::string refusal;  // why there is no answer
};

Answer ask(engine::Registry& registry, const bench::LoggedQuery& query) {
  constexpr std::string_view kFacet = "facet ";
  engine::SearchRequest request;
  if (query.parameter.starts_with(kFacet)) {
    const auto facet = engine::parse_facet(std::string_view(query.parameter).substr(kFacet.size()));
    if (!facet.ok()) {
      return {0, 0, std::string(facet.status().message())};
    }
    request.facets.push_back(*facet);
    request.parts.push_back({"term", query.text});
  } else {
    request.parts.push_back({query.parameter, query.text});
  }
  registry.forget_found();  // no query gains from another, or from itself in the round before
  const std::int64_t started = os::system_clock().monotonic_us();
  const auto result = registry.search(request);
  const std::int64_t taken = os::system_clock().monotonic_us() - started;
  if (!result.ok()) {
    return {0, 0, std::string(result.status().message())};
  }
  if (!result->complaints.empty()) {
    return {0, 0, result->complaints.front().complaint.message};
  }
  return {taken, result->total, ""};
}

Status run_log(const Arguments& arguments, std::FILE* out) {
  ASSIGN_OR_RETURN(const auto log, bench::read_query_log(arguments.queries));
  const std::int64_t started = os::system_clock().monotonic_us();
  ASSIGN_OR_RETURN(const auto registry, engine::Registry::open(arguments.folder));
  bench::print_fact(out, kEngine, "open ms", static_cast<double>(os::system_clock().monotonic_us() - started) / 1000);
  std::vector<bench::Repeated> times(log.size());
  std::vector<std::string> refusals(log.size());
  for (int round = 0; round < arguments.rounds; ++round) {
    for (std::size_t i = 0; i < log.size(); ++i) {
      const Answer answer = ask(*registry, log[i]);
      refusals[i] = answer.refusal;
      if (answer.refusal.empty() && round > 0) {
        times[i].add(answer.microseconds, answer.total);
      }
    }
  }
  for (std::size_t i = 0; i < log.size(); ++i) {
    times[i].print(out, kEngine, log[i].kind);
    if (!refusals[i].empty()) {
      bench::print_refusal(out, kEngine, log[i].kind, refusals[i]);
    }
  }
  bench::print_fact(out, kEngine, "peak MiB searching", static_cast<double>(os::peak_memory_bytes()) / 1048576);
  return absl::OkStatus();
}

Status run(const Arguments& arguments) {
  if (arguments.raw) {
    return run_log(arguments, stdout);
  }
  const Lines lines(std::tmpfile(), &std::fclose);
  if (lines == nullptr) {
    return absl::UnavailableError("No temporary file can be made; check the space in /tmp.");
  }
  RETURN_IF_ERROR(run_log(arguments, lines.get()));
  std::rewind(lines.get());
  bench::Measurements measurements;
  char line[4096];
  while (std::fgets(line, sizeof line, lines.get()) != nullptr) {
    std::string_view text(line);
    text.remove_suffix(text.ends_with('\n') ? 1 : 0);
    RETURN_IF_ERROR(measurements.add(text));
  }
  std::fputs(measurements.table().c_str(), stdout);
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("The times of a log of queries over a data folder");
  app.add_option("data_folder", arguments.folder)->required();
  app.add_option("--queries", arguments.queries);
  app.add_option("--rounds", arguments.rounds, "the first is not counted")->check(CLI::Range(2, 1000));
  app.add_flag("--raw", arguments.raw, "lines for bench_table");
  CLI11_PARSE(app, argc, argv);
  const Status status = run(arguments);
  if (!status.ok()) {
    std::fprintf(stderr, "search_log_bench: %s\n", std::string(status.message()).c_str());
  }
  return static_cast<int>(exit_code(status.code()));
}
