#include "corpus/dice.h"

#include "base/check.h"

namespace trialkeep::corpus {

std::string_view pick_share(Random& random, std::span<const Share> table) {
  int total = 0;
  for (const Share& share : table) {
    total += share.weight;
  }
  auto left = static_cast<int>(random.below(static_cast<std::uint64_t>(total)));
  for (const Share& share : table) {
    left -= share.weight;
    if (left < 0) {
      return share.value;
    }
  }
  return table.back().value;
}

int draw(Random& random, std::span<const Quantile> points) {
  CHECK(points.size() >= 2);
  const auto at = static_cast<std::int64_t>(random.below(1'000'000));
  for (std::size_t i = 1; i < points.size(); ++i) {
    const std::int64_t low = points[i - 1].permille * 1000LL;
    const std::int64_t high = points[i].permille * 1000LL;
    if (at < high) {
      const std::int64_t span = points[i].value - points[i - 1].value;
      return points[i - 1].value + static_cast<int>(span * (at - low) / (high - low));
    }
  }
  return points.back().value;
}

}  // namespace trialkeep::corpus
