#pragma once
// Vectors of numbers in a segment file, each number in as few bytes as the greatest needs (segment_format.h).

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "index/types.h"

namespace trialkeep::index {

// Bytes of a number that is stored as it is, without a least one before the vector.
inline constexpr unsigned kWholeWidth = 4;

// The bytes of a vector in the file: all but whole numbers stand behind their least, and so much that four bytes can
// be read at the last.
constexpr std::uint64_t vector_bytes(std::uint64_t count, unsigned width) {
  return width == kWholeWidth ? count * width : sizeof(std::uint32_t) + count * width + (kWholeWidth - width);
}

// A view of such a vector; T is std::int32_t or std::uint32_t. As cheap to copy as a span.
template <typename T>
class PackedVector {
  static_assert(sizeof(T) == 4 && std::is_integral_v<T>);

 public:
  class Iterator;
  using value_type = T;
  using const_iterator = Iterator;

  PackedVector() = default;
  // REQUIRES: vector_bytes(size, width) bytes at `bytes`, which outlive this; width is 1 to 4.
  PackedVector(const char* bytes, std::size_t size, unsigned width) : numbers_(bytes), size_(size), width_(width) {
    if (width < kWholeWidth) {
      std::memcpy(&least_, bytes, sizeof(least_));
      numbers_ += sizeof(least_);
      mask_ = (1u << (8 * width)) - 1;
      none_ = mask_;
    }
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T operator[](std::size_t i) const {
    std::uint32_t stored = 0;
    std::memcpy(&stored, numbers_ + i * width_, sizeof(stored));
    return number(stored & mask_);
  }
  // Numbers `first` to first + count - 1. REQUIRES: there are so many.
  void copy(std::size_t first, std::size_t count, T* out) const {
    // A loop for each width, which the compiler can make wide.
    switch (width_) {
      case 1:
        return copy_by<1>(first, count, out);
      case 2:
        return copy_by<2>(first, count, out);
      case 3:
        return copy_by<3>(first, count, out);
      default:
        std::memcpy(out, numbers_ + first * sizeof(T), count * sizeof(T));
    }
  }
  Iterator begin() const { return Iterator(this, 0); }
  Iterator end() const { return Iterator(this, static_cast<std::ptrdiff_t>(size_)); }

 private:
  // All bits of a narrow number say "none". Unsigned sums wrap around, so that any least gives any number.
  T number(std::uint32_t stored) const {
    return stored == none_ ? static_cast<T>(kNoNumber) : static_cast<T>(least_ + stored);
  }
  template <unsigned kWidth>
  void copy_by(std::size_t first, std::size_t count, T* out) const {
    constexpr std::uint32_t kMask = (1u << (8 * kWidth)) - 1;
    const char* from = numbers_ + first * kWidth;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t stored = 0;
      std::memcpy(&stored, from + i * kWidth, kWidth);
      out[i] = stored == kMask ? static_cast<T>(kNoNumber) : static_cast<T>(least_ + stored);
    }
  }

  const char* numbers_ = nullptr;
  std::size_t size_ = 0;
  std::uint32_t width_ = kWholeWidth;
  std::uint32_t least_ = 0;
  std::uint32_t mask_ = 0xffffffff;
  std::uint64_t none_ = std::numeric_limits<std::uint64_t>::max();  // no stored number
};

// Random access, so that the algorithms of <algorithm> search by halves.
template <typename T>
class PackedVector<T>::Iterator {
 public:
  using iterator_category = std::random_access_iterator_tag;
  using value_type = T;
  using difference_type = std::ptrdiff_t;
  using pointer = const T*;
  using reference = T;

  Iterator() = default;
  Iterator(const PackedVector* vector, std::ptrdiff_t at) : vector_(vector), at_(at) {}
  T operator*() const { return (*vector_)[static_cast<std::size_t>(at_)]; }
  T operator[](std::ptrdiff_t n) const { return *(*this + n); }
  Iterator& operator+=(std::ptrdiff_t n) {
    at_ += n;
    return *this;
  }
  Iterator& operator-=(std::ptrdiff_t n) { return *this += -n; }
  Iterator& operator++() { return *this += 1; }
  Iterator& operator--() { return *this -= 1; }
  Iterator operator++(int) {
    const Iterator before = *this;
    ++*this;
    return before;
  }
  Iterator operator--(int) {
    const Iterator before = *this;
    --*this;
    return before;
  }
  friend Iterator operator+(Iterator a, std::ptrdiff_t n) { return a += n; }
  friend Iterator operator+(std::ptrdiff_t n, Iterator a) { return a += n; }
  friend Iterator operator-(Iterator a, std::ptrdiff_t n) { return a -= n; }
  friend std::ptrdiff_t operator-(const Iterator& a, const Iterator& b) { return a.at_ - b.at_; }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }
  friend auto operator<=>(const Iterator& a, const Iterator& b) { return a.at_ <=> b.at_; }

 private:
  const PackedVector* vector_ = nullptr;
  std::ptrdiff_t at_ = 0;
};

// What a vector is mostly read for. To read one number after the other takes far longer of three bytes than of four.
enum class ReadBy : std::uint8_t { kPlace, kScan };

// Appends the vector of `numbers` to `out` and returns its width. kNoNumber in a vector of std::int32_t is "none".
template <typename T>
unsigned pack_vector(const std::vector<T>& numbers, ReadBy read_by, ByteWriter& out) {
  const auto is_none = [](T number) { return std::is_signed_v<T> && number == static_cast<T>(kNoNumber); };
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t greatest = std::numeric_limits<std::int64_t>::min();
  for (const T number : numbers) {
    if (!is_none(number)) {
      least = std::min(least, std::int64_t{number});
      greatest = std::max(greatest, std::int64_t{number});
    }
  }
  unsigned width = 1;
  // The greatest stored number of a width is left for "none".
  while (width < kWholeWidth && greatest >= least && greatest - least >= (std::int64_t{1} << (8 * width)) - 1) {
    ++width;
  }
  width = width == 3 && read_by == ReadBy::kScan ? kWholeWidth : width;
  if (width == kWholeWidth) {
    out.raw({reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)});
    return width;
  }
  const auto base = static_cast<std::uint32_t>(greatest < least ? 0 : least);
  std::string bytes;
  bytes.reserve(vector_bytes(numbers.size(), width));
  const auto append = [&](std::uint32_t value, unsigned count) {
    bytes.append(reinterpret_cast<const char*>(&value), count);
  };
  append(base, sizeof(base));
  for (const T number : numbers) {
    append(is_none(number) ? 0xffffffff : static_cast<std::uint32_t>(number) - base, width);
  }
  append(0, kWholeWidth - width);
  out.raw(bytes);
  return width;
}

}  // namespace trialkeep::index
