#pragma once
// Where records that nobody dated belong in time. They count as observed when they were loaded, unless they are clearly
// older (own_age.h) than a version of their study: an old export must not stand as the newest state of the registry
// because of a forgotten word, whether it is loaded after what is newer or before it. Then they belong on their own
// day.

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "store/writer.h"

namespace trialkeep::engine {

class UndatedRecords {
 public:
  // REQUIRES: `writer` outlives it.
  explicit UndatedRecords(store::Writer& writer) : writer_(writer) {}

  // Before an observation is stored, beside the newest version of its study as it is held. One that nobody dated and
  // that is clearly older goes to its own day. Versions that would stand behind one with a day, on the clock's word
  // alone, go to theirs if they are clearly older; whatever was dated stays. True: something moved, so that the newest
  // version may be another.
  StatusOr<bool> settle(store::Observation& observation, bool is_dated, const store::Head& head);

  // Those that were clearly older, and of them those that had no place before the newer version.
  struct Count {
    std::uint64_t older = 0;
    std::uint64_t still_newest = 0;
  };
  const Count& read() const { return read_; }  // by this load
  const Count& held() const { return held_; }  // from before

  // Sentences for the user; none where there were no such records.
  std::vector<std::string> notes() const;

 private:
  StatusOr<bool> place(store::Observation& observation, const store::Head& head);
  StatusOr<bool> give_way_to(const store::Observation& observation);

  store::Writer& writer_;
  Count read_;
  Count held_;
};

}  // namespace trialkeep::engine
