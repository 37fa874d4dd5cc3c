#pragma once
// Where an observation belongs among the versions of a study that are known already. Observations may come
// in any order: today's download first, then a history from before it.
//
// A version lasts from its first observation until the next one begins; equal neighbours are one version.

#include <cstddef>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"

namespace trialkeep::store {

struct Span {
  Hash128 hash;
  Instant first;
  Instant last;  // never before `first`, never after the next span's first
};

enum class PlacementKind {
  kSeen,         // spans[at] was seen once more
  kExtendsBack,  // spans[at] was there earlier than was known
  kNew,          // a new span goes before spans[at]; at the end when at == size
  kSplits,       // spans[at] was seen before and after: it ends, a new span follows, then it comes again
};

struct Placement {
  PlacementKind kind;
  std::size_t at;
};

// REQUIRES: `spans` of one study by time, no two neighbours with one hash.
// Of different records observed at one instant, the one that came later follows.
Placement place(const std::vector<Span>& spans, Instant observed, const Hash128& hash);

}  // namespace trialkeep::store
