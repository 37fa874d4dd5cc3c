#pragma once
// Runs a bound query over a snapshot: the exact total and one page of hits.

#include <atomic>
#include <cstdint>
#include <vector>

#include "base/status.h"
#include "index/snapshot.h"
#include "query/bound.h"
#include "search/cursor.h"

namespace trialkeep::search {

struct Hit {
  std::uint32_t external_id;
  std::uint64_t sequence;
  Evidence evidence;
};

struct PageRequest {
  std::uint64_t from = 0;        // hits to leave out at the front
  std::uint64_t size = 10;       // hits wanted
  std::uint16_t tie_column = 0;  // of hits with equal evidence, the greater number comes first
};

struct Page {
  std::uint64_t total = 0;  // exact
  std::vector<Hit> hits;    // by evidence, then tie column, both falling; then external id, rising
};

// kDataLoss when the index is damaged; kDeadlineExceeded when `cancelled` became true on the way.
StatusOr<Page> run(const index::Snapshot& snapshot, const query::BoundNode& query, const PageRequest& request,
                   const std::atomic<bool>* cancelled = nullptr);

}  // namespace trialkeep::search
