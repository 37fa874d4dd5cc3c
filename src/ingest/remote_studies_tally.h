#pragma once
// What has arrived from another server: how many different studies, and how new the newest is.

#include <cstdint>
#include <memory>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <unordered_set>

#include "ingest/record_source.h"

namespace trialkeep::ingest {

class RemoteTally {
 public:
  // What of a record a reader of pages wants to know. Empty texts for what is no study.
  struct Facts {
    std::string number;       // "NCT00000001"
    std::string last_update;  // the day its last update was posted, yyyy-MM-dd
  };
  Facts add(std::string_view record);
  void clear() { numbers_.clear(); }  // forgets the studies, not the newest day

  std::uint64_t studies() const { return numbers_.size(); }
  const std::string& newest_update() const { return newest_update_; }  // empty when none was seen

 private:
  simdjson::dom::parser parser_;
  std::string padded_;
  std::unordered_set<std::uint32_t> numbers_;
  std::string newest_update_;
};

// `source` with a tally of what passes through. `tally` outlives it and is read when the source has ended.
std::unique_ptr<RecordSource> with_tally(std::unique_ptr<RecordSource> source, RemoteTally& tally);

}  // namespace trialkeep::ingest
