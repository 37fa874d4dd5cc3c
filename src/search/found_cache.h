#pragma once
// What parts of queries match in a segment, kept for the queries that follow: the next page, the next filter, the
// counts beside a result, a strategy with one line more. A segment never changes, so what was found in it stays true;
// which of its documents are live is asked afterwards.

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  explicit FoundCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // nullptr when it is not kept. `identity` names what was looked for.
  std::shared_ptr<const Found> find(const index::Segment& segment, const std::string& identity);
  void keep(const index::Segment& segment, const std::string& identity, std::shared_ptr<const Found> found);
  void clear();
  std::size_t size_bytes() const;

 private:
  struct Kept {
    std::uint64_t segment;  // its serial number
    std::string identity;
    std::shared_ptr<const Found> found;
  };
  using Key = std::pair<std::uint64_t, std::string_view>;
  static std::size_t bytes_of(const Kept& kept);

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::list<Kept> kept_;                             // the one used last in front
  std::map<Key, std::list<Kept>::iterator> by_key_;  // of the identities in kept_
  std::size_t bytes_ = 0;
};

}  // namespace trialkeep::search
