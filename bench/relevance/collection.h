#pragma once
// The studies of a data folder as SQLite FTS5 sees them: the words of one search area, in one column, ranked by bm25.
// Also knows in how many studies each word occurs, which the rule for queries needs.

#include <absl/container/flat_hash_map.h>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "model/study.h"

namespace trialkeep::bench {

class Collection {
 public:
  // In memory. `parameter` names the search area: "term", "patient". REQUIRES: there is one.
  static StatusOr<Collection> make(const std::string& parameter);

  Status add(NctNumber nct, const model::Study& study);
  std::uint64_t size() const { return size_; }
  std::uint64_t studies_with(const std::string& word) const;

  // All studies with any of the words, best first.
  StatusOr<std::vector<NctNumber>> rank(const std::vector<std::string>& words);

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Status error(const char* what) const;

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> insert_;
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> rank_;
  std::vector<bool> in_area_;  // by FieldId
  absl::flat_hash_map<std::string, std::uint64_t> studies_with_;
  std::uint64_t size_ = 0;
};

}  // namespace trialkeep::bench
