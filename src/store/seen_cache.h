#pragma once
// Which versions each of several loads read, a bit a version, within a fixed number of bytes: what was not asked for
// longest is forgotten first and must be read again. A store of a million versions has 125 KB a load.

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "store/bodies.h"

namespace trialkeep::store {

class SeenCache {
 public:
  using Bits = std::vector<std::uint64_t>;

  // At least one load is kept, whatever its size.
  explicit SeenCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // What `load` read; null when that is not known here. Good until the next add().
  const Bits* find(std::int64_t load);
  const Bits& add(std::int64_t load, const std::vector<Sequence>& sequences);

  std::size_t size_bytes() const { return size_bytes_; }

  static bool contains(const Bits& bits, Sequence sequence) {
    return sequence / 64 < bits.size() && (bits[sequence / 64] >> (sequence % 64) & 1) != 0;
  }

 private:
  struct Entry {
    Bits bits;
    std::uint64_t used = 0;
  };
  void forget_oldest();

  const std::size_t bytes_max_;
  std::size_t size_bytes_ = 0;
  std::uint64_t clock_ = 0;
  std::map<std::int64_t, Entry> entries_;
};

}  // namespace trialkeep::store
