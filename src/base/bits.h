#pragma once
// Sets of small numbers as bits, number i being bit i % 64 of word i / 64.

#include <cstdint>
#include <span>

namespace trialkeep {

// The numbers in the set, in both sets. Of two sets the longer one's end is left out.
std::uint64_t count_bits(std::span<const std::uint64_t> bits);
std::uint64_t count_common_bits(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

}  // namespace trialkeep
