#pragma once
// Small numbers in a fixed number of bits each, packed from the lowest bit of the first byte; the last byte is filled
// with zeros. Three numbers 1, 2, 3 of two bits are the byte 0b00111001.

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

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

// Takes as many values as `values` has off the front of `bytes`; false, and nothing taken, when they are too short.
// REQUIRES: at most kPackedBitsMax bits.
inline bool take_packed(std::string_view& bytes, unsigned bits, std::span<std::uint32_t> values) {
  static_assert(std::endian::native == std::endian::little);
  const std::size_t size = packed_bytes(values.size(), bits);
  if (bytes.size() < size) {
    return false;
  }
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  std::size_t bit = 0;
  for (std::uint32_t& value : values) {
    const std::size_t from = bit / 8;
    std::uint64_t window = 0;
    // Eight bytes at once where there are so many; a value never needs more than five.
    std::memcpy(&window, bytes.data() + from, from + 8 <= bytes.size() ? 8 : bytes.size() - from);
    value = static_cast<std::uint32_t>(window >> (bit % 8) & mask);
    bit += bits;
  }
  bytes.remove_prefix(size);
  return true;
}

}  // namespace trialkeep::index
