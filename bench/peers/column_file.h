#pragma once
// The columns of many studies as a file that every peer reads, in whatever language it is written: a study a line, its
// number and its columns parted by tabs, folded words parted by blanks.

#include <fstream>
#include <optional>
#include <string>

#include "peers/columns.h"

namespace trialkeep::bench {

struct ColumnRow {
  std::uint32_t number = 0;
  ColumnTexts texts;
};

void append_column_row(const ColumnRow& row, std::string& out);

class ColumnReader {
 public:
  explicit ColumnReader(const std::string& path) : file_(path) {}
  // The next study; nullopt at the end. kInvalidArgument for what is no such file.
  StatusOr<std::optional<ColumnRow>> next();

 private:
  std::ifstream file_;
  std::string line_;
};

}  // namespace trialkeep::bench
