#pragma once
// Which entry of a list in the older version is which in the newer.

#include <cstdint>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/study.h"

namespace trialkeep::model {

// The entries of a list with their compact JSON.
struct Entries {
  explicit Entries(Json array);
  std::vector<Json> values;
  std::vector<std::string> texts;
};

inline constexpr std::uint32_t kUnpaired = 0xffffffff;

struct Pairing {
  std::vector<std::uint32_t> newer_of;  // for each older entry its newer one, or kUnpaired
  std::vector<std::uint32_t> older_of;  // for each newer entry its older one, or kUnpaired
  std::vector<bool> has_moved;          // for each newer entry; the fewest that can have
};

// Pairs equal entries first, then those of the same identity (difference_identity.h), then reworded ones
// by the share of common words, greatest first, within kSimilarPairsMax and the `words` left, which it
// lessens by what it compared. Scalars are paired when equal, as often as both lists have them.
Pairing pair_entries(FieldId list, const Entries& older, const Entries& newer, std::uint64_t& words);

}  // namespace trialkeep::model
