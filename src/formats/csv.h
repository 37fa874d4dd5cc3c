#pragma once
// Studies as the registry's CSV download (spec/API.md section 10): 30 columns in a fixed order, chosen by name.
//
// The bytes are those of the recorded downloads: UTF-8 without a mark, CRLF behind every row, LF kept inside
// values. A value stands in quotes where its first character is `#` or lower, where it holds a comma, a quote
// or a line break, or where its last character is a blank or lower; quotes inside are doubled. An empty value
// stands bare, but for the first of a row: bare, a row of one empty column would be no row to a reader of CSV.
//
// The Study Design of an observational study reads `Observational Model: |Time Perspective: p` whatever its
// model and perspective, as in every recorded download. That of expanded access, which none of them holds, is
// empty.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "model/study.h"

namespace trialkeep::formats {

// The names of all columns, in their order.
std::span<const std::string_view> csv_column_names();

// The names, in order and each once, that are no column's to the letter.
std::vector<std::string> unknown_csv_columns(const std::vector<std::string>& names);

class CsvTable {
 public:
  // All columns.
  CsvTable();

  // The named columns, in the fixed order whatever the order of `names`. kInvalidArgument, with every unknown
  // name and the nearest right one, unless all are known and there is at least one.
  static StatusOr<CsvTable> from_names(const std::vector<std::string>& names);

  // Appends the row of column names.
  void append_header(std::string& out) const;
  // Appends a study's row.
  void append_row(const model::Study& study, std::string& out) const;

 private:
  std::vector<std::uint8_t> columns_;  // ascending places in csv_column_names()
};

// Appends a value as the registry's writer does.
void append_csv_value(std::string_view value, bool is_first_of_row, std::string& out);

}  // namespace trialkeep::formats
