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
  Instant last;                  // never before `first`, never after the next span's first
  bool is_of_this_load = false;  // seen by the load that the observation comes from
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
  Instant from;  // when the new span begins, or the extended one
};

// REQUIRES: `spans` of one study by time, no two neighbours with one hash.
//
// Different records can be observed at one instant: a history names days. What one load reads then stands in the order
// in which it is read, also A, B, A; what an earlier load read at that instant counts as seen again, so that the same
// load once more changes nothing. A span that is extended back to such an instant begins a millisecond behind the span
// it must follow; those that follow each other at a millisecond are of one instant.
Placement place(const std::vector<Span>& spans, Instant observed, const Hash128& hash);

}  // namespace trialkeep::store
