#include "generator/sampler.h"

#include <algorithm>

namespace trialkeep::bench {

Chooser::Chooser(std::span<const std::uint64_t> weights) : cells_(weights.size()) {
  double total = 0;
  for (const std::uint64_t weight : weights) {
    total += static_cast<double>(weight);
  }
  if (total == 0) {
    cells_.clear();
    return;
  }
  std::vector<double> filled;
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    filled.push_back(static_cast<double>(weights[i]) * static_cast<double>(weights.size()) / total);
    (filled.back() < 1 ? small : large).push_back(i);
    cells_[i].other = i;
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t poor = small.back();
    const std::uint32_t rich = large.back();
    small.pop_back();
    cells_[poor] = {static_cast<std::uint32_t>(filled[poor] * 4294967295.0), rich};
    filled[rich] -= 1 - filled[poor];
    if (filled[rich] < 1) {
      large.pop_back();
      small.push_back(rich);
    }
  }
}

double value_at(const Quantiles& quantiles, double share) {
  if (quantiles.empty()) {
    return 0;
  }
  const auto above = std::upper_bound(kShares.begin(), kShares.end(), share);
  if (above == kShares.end()) {
    return quantiles.back();
  }
  const auto i = static_cast<std::size_t>(above - kShares.begin());
  const double part = (share - kShares[i - 1]) / (kShares[i] - kShares[i - 1]);
  return quantiles[i - 1] + part * (quantiles[i] - quantiles[i - 1]);
}

std::uint64_t seed_of(std::string_view text, std::uint64_t salt) {
  std::uint64_t hash = 0xcbf29ce484222325ull ^ salt;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  }
  return hash;
}

}  // namespace trialkeep::bench
