#pragma once
// A place in the change feed: behind one event. Clients keep its text and take it as opaque.
//
//   place = load "." kind "." key [ "." check ]
//
// It holds for as long as the store goes on from where it was given. A store that was restored from a backup since, and
// one that is another, is told by the check: 8 hexadecimal digits, the hash of what never changes once the place was
// given out. Behind a version that is when its load began, the study and the hash of the record. What a load found back
// or missing is told when no more comes of the load: then it is the load's times, counts and fingerprint. All that was
// told before such a place is the same in every store that gives it the same check. The beginning has none, nor do
// places from older programs: these are only held against what is there.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/status.h"
#include "store/store.h"

namespace trialkeep::engine {

struct FeedPosition {
  // Within a load: its versions by sequence, then the studies that came back, then those that were missing.
  enum Kind : std::uint32_t { kVersions, kReturns, kRemovals };

  store::LoadId load = 0;
  std::uint32_t kind = kVersions;
  std::uint64_t key = 0;  // a sequence, or the digits of a study
  std::optional<std::uint32_t> check = {};

  // Where it is; the check does not matter.
  friend std::strong_ordering operator<=>(const FeedPosition& a, const FeedPosition& b) {
    return std::tie(a.load, a.kind, a.key) <=> std::tie(b.load, b.kind, b.key);
  }
  friend bool operator==(const FeedPosition& a, const FeedPosition& b) { return (a <=> b) == 0; }

  std::string text() const;
  static std::optional<FeedPosition> parse(std::string_view text);
};

// The same place with the check that this store gives it.
StatusOr<FeedPosition> with_check(store::Reader& reader, FeedPosition position);
// kInvalidArgument, with what to do, for a place that this store did not give: it lies beyond the end, or another
// course of the data gave it. Looks at all that is stored, which is no less than what any registry shows of it.
Status check_place(store::Reader& reader, const FeedPosition& position);

// Behind the version with that sequence; the beginning for 0.
StatusOr<FeedPosition> place_behind(store::Reader& reader, store::Sequence sequence);
FeedPosition place_of_removal(const store::Removal& removal);
FeedPosition place_of_return(const store::Removal& removal);

}  // namespace trialkeep::engine
