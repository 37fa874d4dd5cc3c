#include "search/facets.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/instant.h"
#include "base/strings.h"
#include "query/bound.h"
#include "search/matcher.h"

namespace trialkeep::search {

using index::kNoMoreDocs;
using index::ListEntry;
using index::PostingReader;
using model::ValueKind;

namespace {

// A list of more documents than one in so many is counted as bits: faster once they are made, and not larger than the
// list by much.
constexpr DocId kDocumentsToOneOfMany = 64;

std::shared_ptr<const Found> bits_of(const index::Segment& segment, const ListEntry& list, const std::string& term,
                                     FoundCache& cache) {
  const std::string identity =
      concat("list of ", term, std::string_view("\0", 1), static_cast<std::uint64_t>(list.field));
  if (auto kept = cache.find(segment, identity)) {
    return kept;
  }
  auto found = std::make_shared<Found>();
  found->bits.resize((segment.document_count() + 63) / 64);
  PostingReader reader = list.open();
  for (DocId doc = reader.doc(); doc / 64 < found->bits.size(); doc = reader.next()) {
    found->bits[doc / 64] |= std::uint64_t{1} << (doc % 64);
  }
  cache.keep(segment, identity, found);
  return found;
}

std::uint64_t common_documents(const index::Segment& segment, const ListEntry& list, const std::string& term,
                               const ResultSet& result, FoundCache* cache) {
  if (cache != nullptr && list.doc_count > segment.document_count() / kDocumentsToOneOfMany) {
    return count_common_bits(bits_of(segment, list, term, *cache)->bits, result.words());
  }
  std::uint64_t count = 0;
  PostingReader reader = list.open();
  for (DocId doc = reader.doc(); doc != kNoMoreDocs && doc / 64 < result.word_count(); doc = reader.next()) {
    count += result.contains(doc) ? 1 : 0;
  }
  return count;
}

// The years of days, without the calendar's divisions for each.
class Years {
 public:
  static constexpr int kFirst = 1850;
  static constexpr int kLast = 2150;

  Years() {
    for (int year = kFirst; year <= kLast + 1; ++year) {
      starts_.push_back(days_from_date(year, 1, 1).value_or(0));
    }
  }
  int of(std::int32_t day) const {
    if (day < starts_.front() || day >= starts_.back()) {
      return date_from_days(day).year;
    }
    // A year too late at most, by its mean length.
    constexpr std::int32_t kDaysOfFourYears = 1461;
    auto at =
        std::min(static_cast<std::size_t>((day - starts_.front()) * 4 / kDaysOfFourYears + 1), starts_.size() - 2);
    while (starts_[at] > day) {
      --at;
    }
    return kFirst + static_cast<int>(at);
  }

 private:
  std::vector<std::int32_t> starts_;
};

}  // namespace

void FacetCounter::add(const index::Segment& segment, const ResultSet& result, FoundCache* cache) {
  const model::Field& field = model::field(request_.field);
  const auto present = segment.find(query::presence_term());
  const ListEntry* with_value = list_in(present, request_.field);
  missing_ += result.count();
  if (with_value != nullptr) {
    missing_ -= common_documents(segment, *with_value, query::presence_term(), result, cache);
  }
  switch (field.kind) {
    case ValueKind::kEnum:
    case ValueKind::kBoolean:
      return add_terms(segment, result, query::exact_term(""), cache);
    case ValueKind::kDate:
    case ValueKind::kInteger:
      return add_numbers(segment, result);
    default:
      return add_terms(segment, result, query::facet_term(request_.field, ""), cache);
  }
}

void FacetCounter::add_terms(const index::Segment& segment, const ResultSet& result, const std::string& prefix,
                             FoundCache* cache) {
  for (index::TermIterator terms(segment, prefix); terms.next();) {
    const ListEntry* list = list_in(terms.lists(), request_.field);
    const std::uint64_t count = list == nullptr ? 0 : common_documents(segment, *list, terms.term(), result, cache);
    if (count > 0) {
      counts_[terms.term().substr(prefix.size())] += count;
    }
  }
}

void FacetCounter::add_numbers(const index::Segment& segment, const ResultSet& result) {
  const index::NumberColumn* column = segment.numbers(request_.field);
  if (column == nullptr) {
    return;
  }
  const bool by_year = model::field(request_.field).kind == ValueKind::kDate;
  static const Years years;
  absl::flat_hash_map<std::int32_t, std::uint64_t> by_number;
  std::int32_t last_counted = index::kNoNumber;
  DocId last_doc = kNoMoreDocs;
  const auto count = [&](DocId doc, std::int32_t number) {
    const std::int32_t counted = by_year ? years.of(number) : number;
    // Several days of one year count once a document.
    if (doc != last_doc || counted != last_counted) {
      ++by_number[counted];
    }
    last_doc = doc;
    last_counted = counted;
  };
  if (column->is_dense()) {
    result.for_each([&](DocId doc) {
      if (doc < column->dense.size() && column->dense[doc] != index::kNoNumber) {
        count(doc, column->dense[doc]);
      }
    });
  } else {
    for (std::size_t i = 0; i < column->docs.size(); ++i) {
      const DocId doc = column->docs[i];
      if (doc / 64 < result.word_count() && result.contains(doc)) {
        count(doc, column->values[i]);
      }
    }
  }
  for (const auto& [number, documents] : by_number) {
    counts_[by_year ? fmt::format("{:04}", number) : std::to_string(number)] += documents;
  }
}

Facet FacetCounter::take() {
  Facet facet;
  facet.field = request_.field;
  facet.missing = missing_;
  facet.distinct_values = counts_.size();
  using Counted = const std::pair<const std::string, std::uint64_t>*;
  std::vector<Counted> all;
  all.reserve(counts_.size());
  for (const auto& one : counts_) {
    all.push_back(&one);
  }
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), request_.limit));
  std::partial_sort(all.begin(), first, all.end(), [](Counted a, Counted b) {
    return a->second != b->second ? a->second > b->second : a->first < b->first;
  });
  for (auto one = all.begin(); one != first; ++one) {
    facet.values.push_back({(*one)->first, (*one)->second});
  }
  return facet;
}

}  // namespace trialkeep::search
