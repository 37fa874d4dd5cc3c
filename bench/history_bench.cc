// history_bench DATA_FOLDER SCRATCH_FOLDER: what the past costs. Reading each of 100 versions of one study (the largest
// of a sample of the data folder's records, changed a little each time), the bytes they take, and searching a loaded
// folder as of a day, the first time and again.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/hash.h"
#include "base/random.h"
#include "base/strings.h"
#include "engine/registry.h"
#include "os/clock.h"
#include "store/writer.h"

namespace {

using namespace trialkeep;

// A record at the share `rank` of a sample of sizes: 0.5 is the median.
StatusOr<std::string> record_of(const std::string& folder, double rank) {
  ASSIGN_OR_RETURN(auto registry, engine::Registry::open(folder));
  engine::SearchRequest everything;
  everything.size = 500;
  ASSIGN_OR_RETURN(const auto found, registry->search(everything));
  std::vector<std::string> records;
  for (const auto& hit : found.hits) {
    ASSIGN_OR_RETURN(std::string json, registry->json_of(hit));
    records.push_back(std::move(json));
  }
  if (records.empty()) {
    return absl::NotFoundError("the data folder holds no study");
  }
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return records[static_cast<std::size_t>(rank * static_cast<double>(records.size() - 1))];
}

Status read_versions(const std::string& folder, const std::string& scratch, double rank) {
  constexpr int kVersions = 100;
  ASSIGN_OR_RETURN(std::string body, record_of(folder, rank));
  std::filesystem::remove_all(scratch);
  std::filesystem::create_directories(scratch);
  const std::string path = scratch + "/store.db";
  ASSIGN_OR_RETURN(auto writer, store::Writer::open(path));
  ASSIGN_OR_RETURN(const auto load, writer->begin_load("bench", Instant{0}, "bench"));
  Random random(1);
  RETURN_IF_ERROR(writer->begin_batch());
  for (int version = 0; version < kVersions; ++version) {
    for (int edit = 0; edit < 3; ++edit) {
      body.replace(random.below(body.size() - 12), 10, concat(1'000'000'000 + random.below(1'000'000'000)));
    }
    store::Observation seen;
    seen.study = 1;
    seen.at = Instant{version + 1};
    seen.hash = hash128({body});
    seen.body = body;
    RETURN_IF_ERROR(writer->observe(seen, load).status());
  }
  RETURN_IF_ERROR(writer->commit_batch());
  ASSIGN_OR_RETURN(auto reader, store::Reader::open(path));
  ASSIGN_OR_RETURN(const auto versions, reader->versions(1));
  std::vector<std::int64_t> times;
  for (int round = 0; round < 20; ++round) {
    for (const store::VersionInfo& one : versions) {
      const std::int64_t started = os::system_clock().monotonic_us();
      RETURN_IF_ERROR(reader->body(one.sequence).status());
      times.push_back(os::system_clock().monotonic_us() - started);
    }
  }
  std::sort(times.begin(), times.end());
  ASSIGN_OR_RETURN(const auto counts, reader->counts());
  std::printf("%d versions of a record of %zu bytes: read p50 %lld us, p99 %lld us, max %lld us; %llu bytes packed\n",
              kVersions, body.size(), static_cast<long long>(times[times.size() / 2]),
              static_cast<long long>(times[times.size() * 99 / 100]), static_cast<long long>(times.back()),
              static_cast<unsigned long long>(counts.packed_bytes));
  return absl::OkStatus();
}

Status search_past(const std::string& folder) {
  ASSIGN_OR_RETURN(auto registry, engine::Registry::open(folder));
  engine::SearchRequest request;
  request.parts = {{"term", "cancer"}};
  request.moment.as_of = os::system_clock().now();
  for (const char* which : {"first time", "again"}) {
    const std::int64_t started = os::system_clock().monotonic_us();
    ASSIGN_OR_RETURN(const auto found, registry->search(request));
    std::printf("search as of now, %s: %lld us, %llu hits\n", which,
                static_cast<long long>(os::system_clock().monotonic_us() - started),
                static_cast<unsigned long long>(found.total));
  }
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: history_bench DATA_FOLDER SCRATCH_FOLDER\n");
    return 2;
  }
  for (const double rank : {0.5, 0.9, 1.0}) {
    if (const Status status = read_versions(argv[1], argv[2], rank); !status.ok()) {
      std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
      return 1;
    }
  }
  const Status status = search_past(argv[1]);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  }
  return status.ok() ? 0 : 1;
}
