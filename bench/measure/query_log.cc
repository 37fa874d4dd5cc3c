#include "measure/query_log.h"

#include <array>
#include <fstream>

#include "base/strings.h"

namespace trialkeep::bench {

StatusOr<std::vector<LoggedQuery>> read_query_log(const std::string& path) {
  std::ifstream file(path);
  std::vector<LoggedQuery> log;
  for (std::string line; std::getline(file, line);) {
    std::array<std::string, 4> cells;
    std::size_t at = 0;
    for (std::string& cell : cells) {
      const std::size_t tab = std::min(line.find('\t', at), line.size());
      cell = line.substr(std::min(at, line.size()), tab - std::min(at, line.size()));
      at = tab + 1;
    }
    if (cells[0].empty() || cells[1].empty() || cells[2].empty()) {
      return absl::InvalidArgumentError(concat(path, ", line ", log.size() + 1,
                                               ", is no query: kind, parameter and text are needed. Make the log again "
                                               "with make_queries."));
    }
    log.push_back({cells[0], cells[1], cells[2], cells[3]});
  }
  if (log.empty()) {
    return absl::NotFoundError(concat(path, " holds no query or cannot be read."));
  }
  return log;
}

}  // namespace trialkeep::bench
