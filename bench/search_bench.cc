// search_bench DATA_FOLDER ROUNDS: the time of single searches (exact total, best ten), one thread, by kind of
// query, on a loaded data folder.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "engine/registry.h"
#include "os/clock.h"
#include "os/environment.h"

namespace {

using trialkeep::engine::QueryPart;

struct Kind {
  const char* name;
  std::vector<QueryPart> queries;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"one word, conditions", {{"cond", "melanoma"}, {"cond", "asthma"}, {"cond", "diabetes"}, {"cond", "cancer"}}},
      {"one word, other terms",
       {{"term", "melanoma"}, {"term", "placebo"}, {"term", "patients"}, {"term", "metformin"}}},
      {"a run of words", {{"term", "heart attack"}, {"cond", "type 2 diabetes"}, {"term", "lung cancer stage 3"}}},
      {"a phrase", {{"term", "\"heart attack\""}, {"cond", "\"breast cancer\""}, {"term", "\"quality of life\""}}},
      {"Boolean",
       {{"term", "(melanoma OR carcinoma OR sarcoma) AND placebo NOT children"},
        {"cond", "(asthma OR copd) AND NOT allergy"}}},
      {"AREA",
       {{"term", "AREA[Phase]PHASE3 AND AREA[OverallStatus]RECRUITING"},
        {"term", "AREA[StartDate]2022"},
        {"term", "cancer AND AREA[LocationCountry]Germany"}}},
      {"everything", {{"term", "ALL"}, {"term", "NOT placebo"}}},
  };
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: search_bench DATA_FOLDER ROUNDS\n");
    return 2;
  }
  auto registry = trialkeep::engine::Registry::open(argv[1]);
  if (!registry.ok()) {
    std::fprintf(stderr, "%s\n", std::string(registry.status().message()).c_str());
    return 1;
  }
  const int rounds = std::atoi(argv[2]);
  const auto& clock = trialkeep::os::system_clock();
  std::printf("%-24s %10s %10s %10s %12s\n", "kind", "p50 us", "p99 us", "max us", "hits (mean)");
  for (const Kind& kind : kinds()) {
    std::vector<std::int64_t> times;
    std::uint64_t hits = 0;
    for (int round = 0; round < rounds; ++round) {
      for (const QueryPart& query : kind.queries) {
        const std::int64_t start = clock.monotonic_us();
        const auto result = (*registry)->search({.parts = {query}, .only_numbers = {}, .from = 0, .size = 10});
        times.push_back(clock.monotonic_us() - start);
        hits += result.ok() ? result->total : 0;
      }
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
      return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf("%-24s %10ld %10ld %10ld %12lu\n", kind.name, static_cast<long>(at(0.5)), static_cast<long>(at(0.99)),
                static_cast<long>(times.back()), static_cast<unsigned long>(hits / times.size()));
  }
  std::printf("peak memory %lu MiB\n", static_cast<unsigned long>(trialkeep::os::peak_memory_bytes() >> 20));
  return 0;
}
