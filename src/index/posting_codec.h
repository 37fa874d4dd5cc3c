#pragma once
// How the bytes of a posting list are made of numbers, traits and occurrences (the grammar stands in postings.h): what
// its writer and its reader share. For them only.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "index/types.h"

namespace trialkeep::index {

// `Bytes` is a std::string, or anything else with its push_back().
template <typename Bytes>
void append_varint(std::uint64_t value, Bytes& out) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

// Takes a varint off the front; false at the end of the bytes or for one that is too long.
inline bool take_varint(std::string_view& bytes, std::uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return true;
    }
  }
  return false;
}

// Short numbers: one byte below kShortest, two below kShortest + kTwoByteNumbers, else a byte 255 and a varint. Against
// varints, three quarters more fit into one byte: distances of words rarely do else.
inline constexpr std::uint64_t kShortest = 224;
inline constexpr std::uint64_t kTwoByteNumbers = 31 * 256;
inline constexpr std::uint8_t kLongNumber = 255;

template <typename Bytes>
void append_short(std::uint64_t value, Bytes& out) {
  if (value < kShortest) {
    out.push_back(static_cast<char>(value));
  } else if (value < kShortest + kTwoByteNumbers) {
    out.push_back(static_cast<char>(kShortest + ((value - kShortest) >> 8)));
    out.push_back(static_cast<char>(value - kShortest));
  } else {
    out.push_back(static_cast<char>(kLongNumber));
    append_varint(value - kShortest - kTwoByteNumbers, out);
  }
}

inline bool take_short(std::string_view& bytes, std::uint64_t& value) {
  if (bytes.empty()) {
    return false;
  }
  value = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  if (value < kShortest) {
    return true;
  }
  if (value == kLongNumber) {
    const bool taken = take_varint(bytes, value);
    value += kShortest + kTwoByteNumbers;
    return taken;
  }
  if (bytes.empty()) {
    return false;
  }
  value = kShortest + ((value - kShortest) << 8) + static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  return true;
}

inline constexpr std::uint64_t kIsUnusual = 1;
inline constexpr std::uint64_t kElementChanges = 2;
inline constexpr std::uint64_t kIsFurther = 4;
inline constexpr int kFlagBits = 2;          // of an occurrence in the element of the one before
inline constexpr int kChangingFlagBits = 3;  // of one in another

// Elements of kElements that follow each other. The limit keeps damaged bytes from standing for more than memory holds.
inline constexpr std::uint32_t kRunMax = 129;

// Occurrences of a document that kNone stands for, for the same reason.
inline constexpr std::uint32_t kPlacelessMax = 4'095;

enum class Places : std::uint8_t { kInFull = 0, kElements = 1, kNone = 2 };
inline constexpr unsigned kTraitBits = 6;
inline constexpr unsigned kTraits = 1u << kTraitBits;

inline Places places_of(std::uint8_t shape) { return static_cast<Places>(shape >> kTraitBits); }
inline std::uint8_t usual_of(std::uint8_t shape) { return shape & (kTraits - 1); }

inline constexpr unsigned kLetters = 3;
inline constexpr unsigned kCapitalized = 1;  // text::LetterCase
inline constexpr unsigned kStartsValue = 16;
inline constexpr unsigned kEndsValue = 32;

// The traits that a list leads to expect at a position: at the first, the first word of a value, which begins with a
// capital where others are in lower case.
inline std::uint8_t expected_traits(std::uint8_t usual, std::uint32_t position) {
  if (position != 0) {
    return usual;
  }
  return static_cast<std::uint8_t>(usual | kStartsValue | ((usual & kLetters) == 0 ? kCapitalized : 0));
}

inline constexpr unsigned kVarintGaps = 31;
inline constexpr unsigned kVarintCounts = 7;
inline constexpr unsigned kCountWidths[] = {0, 1, 2, 3, 4, 6, 8};
inline constexpr unsigned kCountFormShift = 5;

inline std::uint8_t traits_of(const Occurrence& one) {
  return static_cast<std::uint8_t>((one.letters & 3) | (one.joint & 3) << 2 | (one.starts_value ? kStartsValue : 0) |
                                   (one.ends_value ? kEndsValue : 0));
}

// Occurrences of one document, as the grammar's kInFull has them.
class OccurrenceWriter {
 public:
  explicit OccurrenceWriter(std::uint8_t usual) : usual_(usual) {}

  // Bytes that append() writes at most.
  static constexpr std::size_t kBytesMax = 6 + 5 + 1;

  template <typename Bytes>
  void append(std::uint32_t element, std::uint32_t position, std::uint8_t traits, Bytes& out) {
    const bool unusual = traits != expected_traits(usual_, position);
    const std::uint64_t flags = unusual ? kIsUnusual : 0;
    const std::uint32_t delta = element - element_;
    if (delta == 0) {
      append_short(std::uint64_t{position - position_} << kFlagBits | flags, out);
    } else {
      append_short(
          std::uint64_t{position} << kChangingFlagBits | (delta > 1 ? kIsFurther : 0) | kElementChanges | flags, out);
      if (delta > 1) {
        append_varint(delta - 2, out);
      }
    }
    if (unusual) {
      out.push_back(static_cast<char>(traits));
    }
    element_ = element;
    position_ = position;
  }

 private:
  std::uint8_t usual_;
  std::uint32_t element_ = 0;
  std::uint32_t position_ = 0;
};

// The inverse. One a document.
class OccurrenceParser {
 public:
  explicit OccurrenceParser(std::uint8_t usual) : usual_(usual) {}

  bool take(std::string_view& bytes) {
    std::uint64_t head = 0;
    if (!take_short(bytes, head)) {
      return false;
    }
    if ((head & kElementChanges) == 0) {
      position += static_cast<std::uint32_t>(head >> kFlagBits);
    } else {
      std::uint64_t more = 0;
      if ((head & kIsFurther) != 0) {
        if (!take_varint(bytes, more)) {
          return false;
        }
        ++more;
      }
      element += static_cast<std::uint32_t>(more) + 1;
      position = static_cast<std::uint32_t>(head >> kChangingFlagBits);
    }
    traits = expected_traits(usual_, position);
    if ((head & kIsUnusual) != 0) {
      if (bytes.empty()) {
        return false;
      }
      traits = static_cast<std::uint8_t>(bytes.front());
      bytes.remove_prefix(1);
    }
    return true;
  }

  std::uint32_t element = 0;
  std::uint32_t position = 0;
  std::uint8_t traits = 0;

 private:
  std::uint8_t usual_;
};

// A run of elements: first is `gap` behind the element before it.
struct ElementRun {
  std::uint32_t gap = 0;
  std::uint32_t length = 1;

  void append(std::string& out) const {
    append_varint(std::uint64_t{gap} << 1 | (length > 1 ? 1 : 0), out);
    if (length > 1) {
      append_varint(length - 2, out);
    }
  }
  bool take(std::string_view& bytes) {
    std::uint64_t head = 0;
    std::uint64_t more = 0;
    const bool is_long = take_varint(bytes, head) && (head & 1) != 0;
    if ((is_long && !take_varint(bytes, more)) || more > kRunMax - 2) {
      return false;
    }
    gap = static_cast<std::uint32_t>(head >> 1);
    length = is_long ? static_cast<std::uint32_t>(more) + 2 : 1;
    return true;
  }
};

// Passes by occurrences of kInFull as long as their numbers are short and the end is far; returns how many are left.
// How long one is follows from its first bytes without a branch: lengths of neighbours have nothing to do with each
// other, and to guess them takes longer than to work them out.
inline std::uint64_t skip_short_occurrences(std::string_view& bytes, std::uint64_t count) {
  constexpr std::size_t kLookAhead = 4;  // a number of two bytes, an element, traits
  static_assert(kShortest % (1 << kChangingFlagBits) == 0, "the flags of a number of two bytes are in its second");
  const auto* at = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto* const last = at + bytes.size() - std::min(bytes.size(), kLookAhead);
  for (; count > 0 && at < last; --count) {
    const std::uint32_t head = at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16;
    const std::uint32_t is_two = static_cast<std::uint32_t>(at[0] >= kShortest);
    const std::uint32_t flags = head >> (8 * is_two);  // and the byte behind the number above them
    constexpr std::uint32_t kHasElement = kElementChanges | kIsFurther;
    const std::uint32_t has_element = static_cast<std::uint32_t>((flags & kHasElement) == kHasElement);
    const std::uint32_t is_long = static_cast<std::uint32_t>(at[0] == kLongNumber) | (has_element & flags >> 15);
    if (is_long != 0) {
      break;
    }
    at += 1 + is_two + has_element + (flags & kIsUnusual);
  }
  bytes.remove_prefix(static_cast<std::size_t>(at - reinterpret_cast<const std::uint8_t*>(bytes.data())));
  return count;
}

inline bool skip_occurrences(std::string_view& bytes, std::uint64_t count, Places places) {
  std::uint64_t value = 0;
  ElementRun run;
  while (count > 0) {
    if (bytes.empty()) {
      return false;
    }
    if (places == Places::kElements) {
      if (!run.take(bytes) || run.length > count) {
        return false;
      }
      count -= run.length;
      continue;
    }
    count = skip_short_occurrences(bytes, count);
    if (count == 0) {
      break;
    }
    --count;
    if (!take_short(bytes, value)) {
      return false;
    }
    if ((value & kElementChanges) != 0 && (value & kIsFurther) != 0) {
      std::uint64_t delta = 0;
      if (!take_varint(bytes, delta)) {
        return false;
      }
    }
    if ((value & kIsUnusual) != 0) {
      if (bytes.empty()) {
        return false;
      }
      bytes.remove_prefix(1);
    }
  }
  return true;
}

}  // namespace trialkeep::index
