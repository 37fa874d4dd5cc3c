#pragma once
// A place in the change feed: behind one event. Clients keep its text and take it as opaque.
//
//   place = load "." kind "." key

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "store/store.h"

namespace trialkeep::engine {

struct FeedPosition {
  // Within a load: its versions by sequence, then the studies that came back, then those that were missing.
  enum Kind : std::uint32_t { kVersions, kReturns, kRemovals };

  store::LoadId load = 0;
  std::uint32_t kind = kVersions;
  std::uint64_t key = 0;  // a sequence, or the digits of a study
  friend auto operator<=>(const FeedPosition&, const FeedPosition&) = default;
  std::string text() const;
  static std::optional<FeedPosition> parse(std::string_view text);
};

// Behind the version with that sequence; the beginning for 0.
StatusOr<FeedPosition> place_behind(store::Reader& reader, store::Sequence sequence);
FeedPosition place_of_removal(const store::Removal& removal);
FeedPosition place_of_return(const store::Removal& removal);

}  // namespace trialkeep::engine
