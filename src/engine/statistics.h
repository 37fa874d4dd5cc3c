#pragma once
// Statistics of all studies that the registry holds now: their sizes, the values of their fields, the lengths of their
// lists. One pass over the newest version of each study.
//
// Memory is bounded (base/limits.h). Of each field, kStatisticsValues different values are counted one by one, those
// that come first in the order of the numbers; when there are more, the number of different values is an estimate
// (within some 2 %) and a value that came later is not listed. A text longer than kStatisticsValueBytes is counted as a
// value and never listed.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "engine/registry.h"
#include "model/catalogue.h"

namespace trialkeep::engine {

struct CountedValue {
  std::string value;
  std::uint64_t studies = 0;
};

// Of a field that the catalogue gives statistics. What does not belong to its kind is empty.
struct FieldStatistics {
  model::FieldId field = model::kNoField;
  std::uint64_t studies = 0;  // that have a value
  // Texts and enums.
  std::uint64_t unique_values = 0;
  std::vector<CountedValue> top;  // by studies, falling; then by value
  std::string longest;
  std::uint64_t longest_length = 0;     // characters
  std::optional<NctNumber> longest_in;  // unset where there is no text
  // Booleans.
  std::uint64_t studies_with_true = 0;
  std::uint64_t studies_with_false = 0;
  // Numbers; meaningless where no study has a value.
  double min = 0;
  double max = 0;
  double sum = 0;
  std::uint64_t numbers = 0;
  // Dates, as they are written.
  std::string earliest;
  std::string latest;
  std::vector<std::string> formats;  // in order: yyyy, yyyy-MM, ...
};

// Of a field whose value is a list. A study counts once for each length that a list of it has; an empty or missing
// list is none.
struct ListStatistics {
  model::FieldId field = model::kNoField;
  std::uint64_t unique_lengths = 0;
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> top;  // length and studies; by studies, falling
};

struct StudySize {
  NctNumber nct;
  std::uint64_t bytes = 0;  // of the record as compact JSON
};

struct RegistryStatistics {
  std::uint64_t generation = 0;  // of the index that named the studies
  std::vector<StudySize> sizes;  // by size, falling; then by number
  std::vector<FieldStatistics> fields;
  std::vector<ListStatistics> lists;
};

// On so many threads. Costs a parse of every record.
StatusOr<RegistryStatistics> compute_statistics(Registry& registry, unsigned threads);

}  // namespace trialkeep::engine
