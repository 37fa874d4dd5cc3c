#pragma once
// What parts of queries match in a segment, kept for the queries that follow: the next page, the next filter, the
// counts beside a result, a strategy with one line more. A segment never changes, so what was found in it stays true;
// which of its documents are live is asked afterwards.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/recently_used.h"
#include "index/segment.h"
#include "search/evidence.h"

namespace trialkeep::search {

// The documents of a segment that something matches, found beforehand.
struct Found {
  std::vector<std::uint64_t> bits;  // document d: bit d % 64 of word d / 64
  std::vector<Evidence> evidence;   // of each of them in their order, not weighed, where has_evidence says so
  bool has_evidence = false;
};

// Safe to use from several threads. Those used longest ago give way.
class FoundCache {
 public:
  explicit FoundCache(std::size_t bytes_max) : kept_(bytes_max) {}

  // nullptr when it is not kept. `identity` names what was looked for.
  std::shared_ptr<const Found> find(const index::Segment& segment, const std::string& identity);
  // Of two that looked for the same at once, the first is kept.
  void keep(const index::Segment& segment, const std::string& identity, std::shared_ptr<const Found> found);
  void clear();
  std::size_t size_bytes() const;

 private:
  using Key = std::pair<std::uint64_t, std::string>;  // a segment's serial number, identity

  mutable std::mutex mutex_;
  RecentlyUsed<Key, std::shared_ptr<const Found>> kept_;
};

}  // namespace trialkeep::search
