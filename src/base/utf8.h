#pragma once
// Where characters of UTF-8 begin, so that a text is cut between two of them. Works on any bytes.

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace trialkeep {

// True for a byte that is not the first of its character.
inline bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

inline bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

// The place of the first byte of the character that the byte at `at` belongs to; the end of the text for a place
// behind it.
inline std::size_t character_start(std::string_view text, std::size_t at) {
  if (at >= text.size()) {
    return text.size();
  }
  while (at > 0 && continues_character(text[at])) {
    --at;
  }
  return at;
}

// The whole characters among the first `bytes` bytes.
inline std::string_view whole_characters(std::string_view text, std::size_t bytes) {
  return text.substr(0, character_start(text, bytes));
}

}  // namespace trialkeep
