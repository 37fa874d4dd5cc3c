#include "text/markup_legacy.h"

#include <vector>

#include "text/markup.h"

namespace trialkeep::text {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// Appends `text`; its lines but the first begin in `column`.
void append_lines(std::string_view text, std::size_t column, std::string& out) {
  for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    out.append(text.substr(0, end)).append(kLineEnd).append(column, ' ');
  }
  out.append(text);
}

}  // namespace

std::string markup_to_legacy(std::string_view markup) {
  std::string out;
  std::vector<std::size_t> columns(1, 0);  // where text begins, by depth
  std::size_t last_depth = 0;
  for (const Block& block : markup_blocks(markup)) {
    const auto depth = static_cast<std::size_t>(block.depth);
    if (!out.empty()) {
      out.append(kLineEnd).append(!block.marker.empty() && last_depth > 0 ? "" : kLineEnd);
    }
    while (columns.size() <= depth) {
      columns.push_back(columns.back() + 2);
    }
    if (!block.marker.empty()) {
      out.append(columns[depth - 1], ' ').append(block.marker).append(" ");
      columns[depth] = columns[depth - 1] + block.marker.size() + 1;
      columns.resize(depth + 1);
    } else {
      out.append(columns[depth], ' ');
    }
    append_lines(block.text, columns[depth], out);
    last_depth = depth;
  }
  return out;
}

}  // namespace trialkeep::text
