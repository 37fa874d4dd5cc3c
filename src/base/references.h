#pragma once
// Characters that XML and HTML take for markup.

#include <string_view>

namespace trialkeep {

// The character reference for & < > and the double quote; empty for any other character.
constexpr std::string_view character_reference(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return {};
  }
}

}  // namespace trialkeep
