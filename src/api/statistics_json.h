#pragma once
// The registry's statistics as its JSON (spec/API.md section 7.2), and the one that is kept between requests.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "base/status.h"
#include "engine/registry.h"
#include "engine/statistics.h"

namespace trialkeep::api {

// Keeps the statistics of the newest data that were asked about. Safe to use from several threads.
class StatisticsKeeper {
 public:
  // Those of what the registry holds now: computed by the first who asks after a change, while others wait.
  StatusOr<std::shared_ptr<const engine::RegistryStatistics>> get(engine::Registry& registry);

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  bool is_computing_ = false;
  std::shared_ptr<const engine::RegistryStatistics> newest_;
};

// {"averageSizeBytes","largestStudies":[{"id","sizeBytes"}],"percentiles":{"1":bytes,...},
//  "ranges":[{"sizeRange","studiesCount"}],"totalStudies"}. The names of percentiles and ranges were never recorded:
// percentiles by their number; ranges double from 1 KB on, the upper end not included.
std::string sizes_json(const engine::RegistryStatistics& statistics);

// ENUM, STRING, DATE, INTEGER, NUMBER or BOOLEAN.
std::string_view statistics_type(const model::Field& field);

// One entry of /stats/field/values; `all` is the number of studies.
void append_field_statistics(const engine::FieldStatistics& statistics, std::uint64_t all, std::string& out);
// One entry of /stats/field/sizes.
void append_list_statistics(const engine::ListStatistics& statistics, std::string& out);

}  // namespace trialkeep::api
