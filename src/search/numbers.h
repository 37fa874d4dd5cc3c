#pragma once
// Single documents' numbers out of a column.

#include <optional>

#include "index/columns.h"

namespace trialkeep::search {

// The greatest and the least number of a document; kNoNumber when it has none. Cost: a binary search in a sparse
// column.
std::int32_t greatest_number(const index::NumberColumn& column, index::DocId doc);
std::int32_t least_number(const index::NumberColumn& column, index::DocId doc);

}  // namespace trialkeep::search
