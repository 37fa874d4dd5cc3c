#include "store/seen_cache.h"

#include <algorithm>
#include <utility>

namespace trialkeep::store {

const SeenCache::Bits* SeenCache::find(std::int64_t load) {
  const auto found = entries_.find(load);
  if (found == entries_.end()) {
    return nullptr;
  }
  found->second.used = ++clock_;
  return &found->second.bits;
}

const SeenCache::Bits& SeenCache::add(std::int64_t load, const std::vector<Sequence>& sequences) {
  const Sequence greatest = sequences.empty() ? 0 : *std::max_element(sequences.begin(), sequences.end());
  Bits bits(greatest / 64 + 1);
  for (const Sequence sequence : sequences) {
    bits[sequence / 64] |= std::uint64_t{1} << (sequence % 64);
  }
  const std::size_t bytes = bits.size() * sizeof(std::uint64_t);
  while (!entries_.empty() && size_bytes_ + bytes > bytes_max_) {
    forget_oldest();
  }
  size_bytes_ += bytes;
  Entry& entry = entries_[load];
  entry = {std::move(bits), ++clock_};
  return entry.bits;
}

void SeenCache::forget_oldest() {
  const auto oldest = std::min_element(entries_.begin(), entries_.end(),
                                       [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
  size_bytes_ -= oldest->second.bits.size() * sizeof(std::uint64_t);
  entries_.erase(oldest);
}

}  // namespace trialkeep::store
