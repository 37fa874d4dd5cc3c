#include "engine/accented_values.h"

#include <algorithm>

#include "base/utf8.h"
#include "query/bound.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

StatusOr<std::vector<AccentedValue>> read_accented_values(const index::Segment& segment, model::FieldId field) {
  std::vector<AccentedValue> out;
  const std::string start = query::facet_term(field, "");
  index::TermIterator terms(segment, start);
  while (terms.next()) {
    const std::string_view value = std::string_view(terms.term()).substr(start.size());
    if (!is_ascii(value)) {
      out.push_back({text::fold(value), std::string(value)});
    }
  }
  RETURN_IF_ERROR(terms.status());
  return out;
}

std::size_t size_in_memory(const std::vector<AccentedValue>& values) {
  std::size_t bytes = sizeof values;
  for (const AccentedValue& value : values) {
    bytes += sizeof value + value.folded.size() + value.spelling.size();
  }
  return bytes;
}

}  // namespace

StatusOr<AccentedValues::List> AccentedValues::of(const index::Segment& segment, model::FieldId field) {
  const std::pair key(segment.serial(), field);
  {
    const std::lock_guard lock(mutex_);
    if (const List* kept = kept_.find(key)) {
      return *kept;
    }
  }
  ASSIGN_OR_RETURN(auto values, read_accented_values(segment, field));
  const std::size_t bytes = size_in_memory(values);
  List list = std::make_shared<const std::vector<AccentedValue>>(std::move(values));
  const std::lock_guard lock(mutex_);
  kept_.keep(key, list, bytes);
  return list;
}

}  // namespace trialkeep::engine
