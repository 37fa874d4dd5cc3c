#pragma once
// Runs a bound query over a snapshot: the exact total, one page of hits in the order asked for, and counts by value.

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "index/snapshot.h"
#include "query/bound.h"
#include "query/geo_filter.h"
#include "search/facets.h"
#include "search/found_cache.h"
#include "search/matcher.h"

namespace trialkeep::search {

struct Hit {
  std::uint32_t external_id;
  std::uint64_t sequence;
  Evidence evidence;
};

// A key to sort by. Hits without a number of the field come last, whatever the direction. Of several numbers the least
// counts when ascending, the greatest when descending.
struct SortKey {
  std::optional<model::FieldId> field;  // nullopt: relevance
  bool is_descending = true;
};
inline constexpr std::size_t kSortKeysMax = 2;  // more are passed over

// Takes from the evidence of hits by the distance of their closest point (spec/API.md section 2, geoDecay).
struct NearnessRanking {
  query::GeoDecay decay;
  double latitude = 0;  // of the centre, degrees
  double longitude = 0;
  model::FieldId field = model::kNoField;  // of geo points
};
// Not applied when more studies match.
inline constexpr std::uint64_t kNearnessHitsMax = 10'000;

struct PageRequest {
  std::uint64_t from = 0;  // hits to leave out at the front
  std::uint64_t size = 10;
  std::vector<SortKey> sort = {};              // empty: by relevance, falling
  model::FieldId tie_field = model::kNoField;  // hits equal in all keys: the greater number first, none last; then id
  std::vector<FacetRequest> facets = {};
  std::optional<NearnessRanking> nearness = std::nullopt;
  std::vector<const query::BoundNode*> counted = {};  // how many of the hits each of these matches too
  std::size_t scored_first = 256;  // beside those wanted, where not all hits are scored (best_first.h)
};

struct Page {
  std::uint64_t total = 0;  // exact
  std::vector<Hit> hits;
  std::vector<Facet> facets;          // one for each request
  std::vector<std::uint64_t> counts;  // one for each of those counted
};

// kDataLoss when the index is damaged; kDeadlineExceeded when `cancelled` became true on the way;
// kResourceExhausted when the query would read more than limits::kQueryPostings. `cache` keeps what is found of the
// query's parts and is asked for it; the answer is the same without.
StatusOr<Page> run(const index::Snapshot& snapshot, const query::BoundNode& query, const PageRequest& request,
                   const std::atomic<bool>* cancelled = nullptr, FoundCache* cache = nullptr);

// What a document's evidence is made of; nullopt when the query does not match it or it is not there.
using Explained = std::optional<std::vector<ScorePart>>;
// Of each of these documents, in their order, each named once. Filters and ranking by nearness have no part in it. Many
// cost little more than one: what is to be known of the whole registry is found once.
StatusOr<std::vector<Explained>> explain(const index::Snapshot& snapshot, const query::BoundNode& query,
                                         std::span<const std::uint32_t> external_ids, FoundCache* cache = nullptr);

}  // namespace trialkeep::search
