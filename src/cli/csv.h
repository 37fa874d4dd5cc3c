#pragma once
// Tables as CSV (RFC 4180).

#include <string>
#include <string_view>

namespace trialkeep::cli {

// Appends a field: as it is, or in quotes where it holds a comma, a quote or a line break.
inline void append_csv_field(std::string_view text, bool is_first, std::string& out) {
  if (!is_first) {
    out.push_back(',');
  }
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out.append(text);
    return;
  }
  out.push_back('"');
  for (const char c : text) {
    out.append(c == '"' ? 2 : 1, c);
  }
  out.push_back('"');
}

}  // namespace trialkeep::cli
