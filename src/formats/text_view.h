#pragma once
// An outline for a terminal: safe to print, wrapped, with or without colour.

#include <string>

#include "formats/outline.h"

namespace trialkeep::formats {

inline constexpr std::size_t kTextWidthMin = 40;

struct TextStyle {
  unsigned width = 80;  // columns; less than kTextWidthMin counts as that
  bool colour = false;  // bold, dim and one accent, by ANSI sequences
};

std::string print_outline(const Outline& outline, const TextStyle& style);

}  // namespace trialkeep::formats
