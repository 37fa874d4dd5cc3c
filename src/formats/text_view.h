#pragma once
// An outline for a terminal: safe to print, wrapped, with or without colour.

#include <string>

#include "formats/outline.h"

namespace trialkeep::formats {

struct TextStyle {
  unsigned width = 80;  // columns; less than 40 counts as 40
  bool colour = false;  // bold, dim and one accent, by ANSI sequences
};

std::string print_outline(const Outline& outline, const TextStyle& style);

}  // namespace trialkeep::formats
