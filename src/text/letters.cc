#include "text/letters.h"

#include <algorithm>

namespace trialkeep::text {

bool has_letters_alone(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string_view plain_letters(std::int32_t code_point) {
  switch (code_point) {
    case 0x00e6:
      return "ae";  // æ
    case 0x00f0:    // ð
    case 0x0111:
      return "d";  // đ
    case 0x00f8:
      return "o";  // ø
    case 0x00fe:
      return "th";  // þ
    case 0x0127:
      return "h";  // ħ
    case 0x0131:
      return "i";  // ı
    case 0x0142:
      return "l";  // ł
    case 0x0153:
      return "oe";  // œ
    case 0x0167:
      return "t";  // ŧ
    default:
      return {};
  }
}

}  // namespace trialkeep::text
