#include "api/statistics_json.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <thread>

#include "base/limits.h"
#include "base/strings.h"
#include "model/catalogue.h"
#include "model/json_text.h"

namespace trialkeep::api {
namespace {

using engine::FieldStatistics;
using model::ValueKind;

void append_text(std::string_view key, std::string_view text, std::string& out) {
  append_to(out, ",\"", key, "\":");
  model::append_json_string(text, out);
}

void append_top(const FieldStatistics& statistics, std::string& out) {
  append_to(out, ",\"uniqueValuesCount\":", statistics.unique_values, ",\"topValues\":[");
  for (const engine::CountedValue& value : statistics.top) {
    append_to(out, &value == &statistics.top.front() ? "" : ",", "{\"value\":");
    model::append_json_string(value.value, out);
    append_to(out, ",\"studiesCount\":", value.studies, "}");
  }
  append_to(out, "]");
}

void append_longest(const FieldStatistics& statistics, std::string& out) {
  if (statistics.longest_in) {
    append_to(out, ",\"longest\":{\"value\":");
    model::append_json_string(statistics.longest, out);
    append_to(out, ",\"length\":", statistics.longest_length, ",\"nctId\":\"", statistics.longest_in->text(), "\"}");
  }
}

void append_dates(const FieldStatistics& statistics, std::string& out) {
  if (statistics.studies > 0) {
    append_text("min", statistics.earliest, out);
    append_text("max", statistics.latest, out);
  }
  append_to(out, ",\"formats\":[");
  for (const std::string& format : statistics.formats) {
    append_to(out, &format == &statistics.formats.front() ? "" : ",");
    model::append_json_string(format, out);
  }
  append_to(out, "]");
}

void append_numbers(const FieldStatistics& statistics, std::string& out) {
  if (statistics.numbers > 0) {
    append_to(out, fmt::format(",\"min\":{},\"max\":{},\"avg\":{}", statistics.min, statistics.max,
                               statistics.sum / static_cast<double>(statistics.numbers)));
  }
}

// "2-4 KB"
void append_ranges(const std::vector<engine::StudySize>& sizes, std::string& out) {
  constexpr std::uint64_t kKilobyte = 1024;
  auto at = sizes.rbegin();  // the smallest
  std::uint64_t low = 0;
  bool is_first = true;
  for (std::uint64_t high = 1; at != sizes.rend(); low = high, high *= 2) {
    const auto end = std::find_if(at, sizes.rend(), [&](const auto& size) { return size.bytes >= high * kKilobyte; });
    if (!is_first || end != at) {
      append_to(out, is_first ? "" : ",", "{\"sizeRange\":\"", low, "-", high, " KB\",\"studiesCount\":", end - at,
                "}");
      is_first = false;
    }
    at = end;
  }
}

}  // namespace

StatusOr<std::shared_ptr<const engine::RegistryStatistics>> StatisticsKeeper::get(engine::Registry& registry) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return !is_computing_; });
  if (newest_ != nullptr && newest_->generation == registry.generation()) {
    return newest_;
  }
  is_computing_ = true;
  lock.unlock();
  auto computed = engine::compute_statistics(registry, std::max(1u, std::thread::hardware_concurrency()));
  lock.lock();
  is_computing_ = false;
  done_.notify_all();
  RETURN_IF_ERROR(computed.status());
  newest_ = std::make_shared<const engine::RegistryStatistics>(*std::move(computed));
  return newest_;
}

std::string sizes_json(const engine::RegistryStatistics& statistics) {
  const auto& sizes = statistics.sizes;
  const std::uint64_t sum = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0},
                                            [](std::uint64_t all, const auto& one) { return all + one.bytes; });
  std::string out = concat("{\"averageSizeBytes\":", sizes.empty() ? 0 : sum / sizes.size(), ",\"largestStudies\":[");
  for (std::size_t i = 0; i < std::min(sizes.size(), limits::kStatisticsLargest); ++i) {
    append_to(out, i == 0 ? "" : ",", "{\"id\":\"", sizes[i].nct.text(), "\",\"sizeBytes\":", sizes[i].bytes, "}");
  }
  append_to(out, "],\"percentiles\":{");
  if (!sizes.empty()) {
    constexpr std::size_t kPercentiles[] = {1, 5, 10, 25, 50, 75, 90, 95, 99};
    for (const std::size_t percent : kPercentiles) {
      const std::size_t from_smallest = (sizes.size() - 1) * percent / 100;
      append_to(out, out.back() == '{' ? "" : ",", "\"", percent, "\":", sizes[sizes.size() - 1 - from_smallest].bytes);
    }
  }
  append_to(out, "},\"ranges\":[");
  append_ranges(sizes, out);
  append_to(out, "],\"totalStudies\":", sizes.size(), "}");
  return out;
}

std::string_view statistics_type(const model::Field& field) {
  switch (field.kind) {
    case ValueKind::kEnum:
      return "ENUM";
    case ValueKind::kBoolean:
      return "BOOLEAN";
    case ValueKind::kInteger:
      return "INTEGER";
    case ValueKind::kNumber:
      return "NUMBER";
    case ValueKind::kDate:
      return "DATE";
    default:
      return "STRING";
  }
}

void append_field_statistics(const FieldStatistics& statistics, std::uint64_t all, std::string& out) {
  const model::Field& field = model::field(statistics.field);
  append_to(out, "{\"type\":\"", statistics_type(field), "\",\"piece\":\"", field.piece, "\",\"field\":\"", field.path,
            "\",\"missingStudiesCount\":", all - statistics.studies);
  switch (field.kind) {
    case ValueKind::kEnum:
      append_top(statistics, out);
      break;
    case ValueKind::kBoolean:
      append_to(out, ",\"trueCount\":", statistics.studies_with_true,
                ",\"falseCount\":", statistics.studies_with_false);
      break;
    case ValueKind::kInteger:
    case ValueKind::kNumber:
      append_numbers(statistics, out);
      break;
    case ValueKind::kDate:
      append_dates(statistics, out);
      break;
    default:
      append_top(statistics, out);
      append_longest(statistics, out);
  }
  append_to(out, "}");
}

void append_list_statistics(const engine::ListStatistics& statistics, std::string& out) {
  const model::Field& field = model::field(statistics.field);
  append_to(out, "{\"piece\":\"", field.piece, "\",\"field\":\"", field.path,
            "\",\"uniqueSizesCount\":", statistics.unique_lengths);
  if (statistics.unique_lengths > 0) {
    append_to(out, ",\"minSize\":", statistics.min, ",\"maxSize\":", statistics.max, ",\"topSizes\":[");
    for (const auto& size : statistics.top) {
      append_to(out, &size == &statistics.top.front() ? "" : ",", "{\"size\":", size.first,
                ",\"studiesCount\":", size.second, "}");
    }
    append_to(out, "]");
  }
  append_to(out, "}");
}

}  // namespace trialkeep::api
