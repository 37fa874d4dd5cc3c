#include "peers/column_file.h"

#include <charconv>

#include "base/strings.h"

namespace trialkeep::bench {

void append_column_row(const ColumnRow& row, std::string& out) {
  append_to(out, row.number);
  for (const std::string& text : row.texts) {
    append_to(out, "\t", text);
  }
  out += '\n';
}

StatusOr<std::optional<ColumnRow>> ColumnReader::next() {
  if (!std::getline(file_, line_)) {
    return std::nullopt;
  }
  ColumnRow row;
  const char* const end = line_.data() + line_.size();
  const auto [number_end, error] = std::from_chars(line_.data(), end, row.number);
  std::size_t at = static_cast<std::size_t>(number_end - line_.data());
  for (std::string& text : row.texts) {
    if (error != std::errc() || at >= line_.size() || line_[at] != '\t') {
      return absl::InvalidArgumentError("This is no file of columns: make it with peer_columns.");
    }
    const std::size_t next = std::min(line_.find('\t', at + 1), line_.size());
    text = line_.substr(at + 1, next - at - 1);
    at = next;
  }
  return row;
}

}  // namespace trialkeep::bench
