#pragma once
// Drawing by learned counts and quantiles, in constant time.

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "frequencies/table.h"

namespace trialkeep::bench {

// Draws an index with the probability of its weight (Vose's alias method: each cell holds an index and one other).
class Chooser {
 public:
  Chooser() = default;
  explicit Chooser(std::span<const std::uint64_t> weights);

  bool empty() const { return cells_.empty(); }
  // REQUIRES: not empty.
  std::uint32_t draw(Random& random) const {
    const std::uint64_t bits = random.next();
    const auto at = static_cast<std::uint32_t>(((bits >> 32) * cells_.size()) >> 32);
    const Cell& cell = cells_[at];
    return static_cast<std::uint32_t>(bits) < cell.keep ? at : cell.other;
  }

 private:
  struct Cell {
    std::uint32_t keep = 0xffffffff;  // of 2^32
    std::uint32_t other = 0;
  };
  std::vector<Cell> cells_;
};

// The value at `share`, 0..1, between the points. 0 for no points.
double value_at(const Quantiles& quantiles, double share);

// A number that is the same for the same text: the seed of what belongs to a name.
std::uint64_t seed_of(std::string_view text, std::uint64_t salt);

}  // namespace trialkeep::bench
