#pragma once
// Where records that nobody dated belong in time. They count as observed when they were loaded, unless they are clearly
// older (own_age.h) than a version of their study: an old export must not stand as the newest state of the registry
// because of a forgotten word, whether it is loaded after what is newer or before it. Then they belong on their own
// day.
//
// Of several records of a study in one load only the last can say how the study stands now. So a record that equals a
// version which is held, but not the newest, waits for the end of the load: it is news only if no other comes behind
// it. Or a load of two records of a study would change it each time that it is run.

#include <absl/container/flat_hash_map.h>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/status.h"
#include "store/writer.h"

namespace trialkeep::engine {

class UndatedRecords {
 public:
  // REQUIRES: `writer` outlives it.
  explicit UndatedRecords(store::Writer& writer) : writer_(writer) {}

  // Before an observation is stored, beside the newest version of its study as it is held. One that nobody dated and
  // that is clearly older goes to its own day, where it adds no version if it is held. Versions that would stand behind
  // one with a day, on the clock's word alone, go to theirs if they are clearly older; whatever was dated stays. True:
  // something moved, so that the newest version may be another.
  StatusOr<bool> settle(store::Observation& observation, bool is_dated, const store::Head& head);

  // A record that waits for the end of its load.
  struct Waiting {
    store::StudyNumber study = 0;
    store::Sequence held = 0;  // the version that it equals
    Hash128 hash;
    std::string stamp;
  };
  // The version that such a record equals, if it is to wait; 0 if not. REQUIRES: nobody dated it.
  StatusOr<store::Sequence> must_wait(const store::Observation& observation, const store::Head& head);
  // In place of what waits of its study. It takes some 80 bytes, however large the record.
  void wait(Waiting record) { waiting_[record.study] = std::move(record); }
  // Another record of the study came that nobody dated.
  void forget(store::StudyNumber study) { waiting_.erase(study); }
  // All that waits, by study; then nothing does.
  std::vector<Waiting> take_waiting();

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
  absl::flat_hash_map<store::StudyNumber, Waiting> waiting_;
};

}  // namespace trialkeep::engine
