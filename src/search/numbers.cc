#include "search/numbers.h"

#include <algorithm>

namespace trialkeep::search {
namespace {

using index::DocId;
using index::kNoNumber;
using index::NumberColumn;

template <typename Better>
std::int32_t best_number(const NumberColumn& column, DocId doc, const Better& better) {
  if (column.is_dense()) {
    return doc < column.dense.size() ? column.dense[doc] : kNoNumber;
  }
  const auto [begin, end] = std::equal_range(column.docs.begin(), column.docs.end(), doc);
  std::int32_t best = kNoNumber;
  for (auto at = begin; at != end; ++at) {
    const std::int32_t value = column.values[static_cast<std::size_t>(at - column.docs.begin())];
    best = best == kNoNumber || better(value, best) ? value : best;
  }
  return best;
}

}  // namespace

std::int32_t greatest_number(const NumberColumn& column, DocId doc) {
  return best_number(column, doc, [](std::int32_t a, std::int32_t b) { return a > b; });
}

std::int32_t least_number(const NumberColumn& column, DocId doc) {
  return best_number(column, doc, [](std::int32_t a, std::int32_t b) { return a < b; });
}

}  // namespace trialkeep::search
