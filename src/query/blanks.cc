#include "query/blanks.h"

namespace trialkeep::query {

std::size_t blank_size(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : 0); };
  switch (byte(0)) {
    case ' ':
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
      return 1;
    case 0xc2:  // U+0085, U+00A0
      return byte(1) == 0x85 || byte(1) == 0xa0 ? 2 : 0;
    case 0xe1:  // U+1680
      return byte(1) == 0x9a && byte(2) == 0x80 ? 3 : 0;
    case 0xe2:  // U+2000 to U+200B, U+2028, U+2029, U+202F; U+205F
      if (byte(1) == 0x80) {
        const bool is_space = byte(2) >= 0x80 && byte(2) <= 0x8b;
        return is_space || byte(2) == 0xa8 || byte(2) == 0xa9 || byte(2) == 0xaf ? 3 : 0;
      }
      return byte(1) == 0x81 && byte(2) == 0x9f ? 3 : 0;
    case 0xe3:  // U+3000
      return byte(1) == 0x80 && byte(2) == 0x80 ? 3 : 0;
    case 0xef:  // U+FEFF
      return byte(1) == 0xbb && byte(2) == 0xbf ? 3 : 0;
    default:
      return 0;
  }
}

std::string with_plain_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool is_apart = false;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t blank = blank_size(text, at); blank > 0) {
      is_apart = true;
      at += blank;
      continue;
    }
    if (is_apart && !out.empty()) {
      out.push_back(' ');
    }
    is_apart = false;
    out.push_back(text[at++]);
  }
  return out;
}

}  // namespace trialkeep::query
