#pragma once
// Values and tables of an outline as lines of a terminal. What comes from a record is printable and safe.

#include <string>
#include <string_view>
#include <vector>

#include "formats/outline.h"

namespace trialkeep::formats {

// The few ANSI styles in use, or none.
class Ink {
 public:
  explicit Ink(bool is_on) : is_on_(is_on) {}
  std::string bold(std::string_view text) const { return dressed("1", text); }
  std::string dim(std::string_view text) const { return dressed("2", text); }
  std::string heading(std::string_view text) const { return dressed("1;36", text); }
  std::string accent(std::string_view text) const { return dressed("36", text); }

 private:
  std::string dressed(std::string_view code, std::string_view text) const;
  bool is_on_;
};

// The value in one text, with its remark; the paragraphs of markup are separated by line breaks.
std::string value_text(const Value& value);

// True when the values need lines of their own: several of them or paragraphs.
bool has_paragraphs(const Cell& values);

// The values, each from a new line, wrapped to `width` columns; at least one line. REQUIRES: width > 0.
std::vector<std::string> value_lines(const Cell& values, std::size_t width, const Ink& ink);

// Aligned columns where they fit `width`, else a block for each row.
std::vector<std::string> table_lines(const Table& table, std::size_t width, const Ink& ink);

}  // namespace trialkeep::formats
