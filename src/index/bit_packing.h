#pragma once
// Small numbers in a fixed number of bits each, packed from the lowest bit of the first byte; the last byte is filled
// with zeros. Three numbers 1, 2, 3 of two bits are the byte 0b00111001.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace trialkeep::index {

inline constexpr unsigned kPackedBitsMax = 32;

constexpr std::size_t packed_bytes(std::size_t count, unsigned bits) { return (count * bits + 7) / 8; }

// REQUIRES: at most kPackedBitsMax bits; every value fits into them.
inline void append_packed(std::span<const std::uint32_t> values, unsigned bits, std::string& out) {
  std::uint64_t waiting = 0;
  unsigned waiting_bits = 0;
  for (const std::uint32_t value : values) {
    waiting |= static_cast<std::uint64_t>(value) << waiting_bits;
    waiting_bits += bits;
    for (; waiting_bits >= 8; waiting_bits -= 8, waiting >>= 8) {
      out.push_back(static_cast<char>(waiting));
    }
  }
  if (waiting_bits > 0) {
    out.push_back(static_cast<char>(waiting));
  }
}

namespace unpacking {

// Values of `bits` each from `from` on. REQUIRES: eight bytes may be read from the first byte of each.
template <unsigned bits>
inline void take_all(const char* from, std::span<std::uint32_t> values) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << bits) - 1;
  std::size_t bit = 0;
  for (std::uint32_t& value : values) {
    std::uint64_t window;
    std::memcpy(&window, from + bit / 8, sizeof(window));
    value = static_cast<std::uint32_t>(window >> (bit % 8) & kMask);
    bit += bits;
  }
}

using TakeAll = void (*)(const char*, std::span<std::uint32_t>);
template <unsigned... bits>
constexpr std::array<TakeAll, sizeof...(bits)> takers(std::integer_sequence<unsigned, bits...>) {
  return {take_all<bits>...};
}
// The width is known to the compiler in each: twice as fast as one for all.
inline constexpr auto kTakers = takers(std::make_integer_sequence<unsigned, kPackedBitsMax + 1>());

}  // namespace unpacking

// Takes as many values as `values` has off the front of `bytes`; false, and nothing taken, when they are too short.
// REQUIRES: at most kPackedBitsMax bits.
inline bool take_packed(std::string_view& bytes, unsigned bits, std::span<std::uint32_t> values) {
  static_assert(std::endian::native == std::endian::little);
  const std::size_t size = packed_bytes(values.size(), bits);
  if (bytes.size() < size) {
    return false;
  }
  if (bits == 0) {
    std::fill(values.begin(), values.end(), 0u);
    return true;
  }
  if (bytes.size() >= size + 8) {
    unpacking::kTakers[bits](bytes.data(), values);
  } else {
    // At the end of the bytes: eight cannot be read at once there.
    constexpr std::size_t kStretch = 64;
    char padded[kStretch * kPackedBitsMax / 8 + 8];
    std::size_t byte = 0;
    for (std::span<std::uint32_t> left = values; !left.empty();) {
      const auto some = left.first(std::min(kStretch, left.size()));
      const std::size_t some_bytes = packed_bytes(some.size(), bits);
      std::memcpy(padded, bytes.data() + byte, some_bytes);
      unpacking::kTakers[bits](padded, some);
      byte += some_bytes;
      left = left.subspan(some.size());
    }
  }
  bytes.remove_prefix(size);
  return true;
}

}  // namespace trialkeep::index
