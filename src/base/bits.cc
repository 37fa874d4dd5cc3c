#include "base/bits.h"

#include <algorithm>
#include <bit>

namespace trialkeep {
namespace {

// One instruction counts the bits of a word on every processor of the last fifteen years, but not on every one that
// the program may run on: two copies, and the processor is asked once.
#if defined(__x86_64__)
#define TRIALKEEP_COUNTING __attribute__((target("popcnt")))
const bool kCounts = __builtin_cpu_supports("popcnt") != 0;
#else
#define TRIALKEEP_COUNTING
constexpr bool kCounts = true;
#endif

TRIALKEEP_COUNTING std::uint64_t count_fast(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < words; ++i) {
    sum += static_cast<std::uint64_t>(__builtin_popcountll(a[i] & b[i]));
  }
  return sum;
}

std::uint64_t count_anywhere(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < words; ++i) {
    sum += static_cast<std::uint64_t>(std::popcount(a[i] & b[i]));
  }
  return sum;
}

}  // namespace

std::uint64_t count_bits(std::span<const std::uint64_t> bits) { return count_common_bits(bits, bits); }

std::uint64_t count_common_bits(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  const std::size_t words = std::min(a.size(), b.size());
  return kCounts ? count_fast(a.data(), b.data(), words) : count_anywhere(a.data(), b.data(), words);
}

}  // namespace trialkeep
