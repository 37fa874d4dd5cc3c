#pragma once
// Which documents of a result to score so that the best are known, when evidence comes from alternatives alone: a
// document is worth at most the sum of the greatest that its alternatives can be worth. The most promising are scored
// first; of the rest only those whose sum reaches the last of the best so far.

#include <cstdint>
#include <vector>

#include "search/alternatives.h"
#include "search/facets.h"

namespace trialkeep::search {

class BestFirst {
 public:
  // REQUIRES: `weighing` has the rarity of each alternative, and outlives it.
  BestFirst(const std::vector<const query::BoundNode*>& alternatives, const Weighing& weighing);

  // The result of the snapshot's segment `number`, in ascending order; those left out have none. REQUIRES: `found` has
  // every alternative.
  void add(std::size_t number, const index::Segment& segment, const FoundAlternatives& found, ResultSet result);

  // The `count` most promising documents, by segment; of equally promising ones the first.
  std::vector<ResultSet> most_promising(std::size_t count);
  // The others that may be worth `evidence` or more.
  std::vector<ResultSet> others(Evidence evidence) const;

 private:
  struct Part {
    ResultSet result;
    std::vector<std::uint32_t> bounds;  // of each document, in units of 2^kUnitBits, rounded up
  };
  template <typename Visit>
  void for_each(const Visit& visit) const;

  const Weighing& weighing_;
  std::vector<std::pair<const query::BoundNode*, std::uint32_t>> greatest_;
  std::uint64_t sum_ = 1;  // of all of them
  std::vector<Part> parts_;
  std::vector<ResultSet> taken_;
};

}  // namespace trialkeep::search
