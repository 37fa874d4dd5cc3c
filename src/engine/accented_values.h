#pragma once
// The values of a field that are not of ASCII alone, folded once for a segment: what is typed without accents is looked
// for among them by their folded form, which the index does not order them by.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/recently_used.h"
#include "base/status.h"
#include "index/segment.h"
#include "model/catalogue.h"

namespace trialkeep::engine {

struct AccentedValue {
  std::string folded;  // text::fold()
  std::string spelling;
};

// Safe to use from several threads. Those used longest ago give way.
class AccentedValues {
 public:
  using List = std::shared_ptr<const std::vector<AccentedValue>>;

  explicit AccentedValues(std::size_t bytes_max) : kept_(bytes_max) {}

  // REQUIRES: a field that is counted by its values. The first call for a segment and field reads all of its values;
  // later ones cost nothing while the list is kept.
  StatusOr<List> of(const index::Segment& segment, model::FieldId field);

 private:
  std::mutex mutex_;
  RecentlyUsed<std::pair<std::uint64_t, model::FieldId>, List> kept_;  // by the segment's serial number
};

}  // namespace trialkeep::engine
