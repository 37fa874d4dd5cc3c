#pragma once
// The log of queries that bench/make_queries wrote: what is measured, by kind.

#include <string>
#include <vector>

#include "base/status.h"

namespace trialkeep::bench {

struct LoggedQuery {
  std::string kind;
  std::string parameter;  // "cond"; "facet PIECE" asks for the counts of a piece
  std::string text;       // in the registry's language
  std::string plain;      // the same for other search libraries; empty where they cannot say it
};

// kInvalidArgument, naming the line, for what is no log.
StatusOr<std::vector<LoggedQuery>> read_query_log(const std::string& path);

}  // namespace trialkeep::bench
