#include "search/facets.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

#include "base/instant.h"
#include "query/bound.h"
#include "search/matcher.h"

namespace trialkeep::search {

using index::kNoMoreDocs;
using index::ListEntry;
using index::PostingReader;
using model::ValueKind;

std::uint64_t ResultSet::count() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t word : words_) {
    sum += static_cast<std::uint64_t>(std::popcount(word));
  }
  return sum;
}

namespace {

std::uint64_t common_documents(const ListEntry& list, const ResultSet& result) {
  std::uint64_t count = 0;
  PostingReader reader = list.open();
  for (DocId doc = reader.doc(); doc != kNoMoreDocs && doc / 64 < result.word_count(); doc = reader.next()) {
    count += result.contains(doc) ? 1 : 0;
  }
  return count;
}

}  // namespace

void FacetCounter::add(const index::Segment& segment, const ResultSet& result) {
  const model::Field& field = model::field(request_.field);
  const auto present = segment.find(query::presence_term());
  const ListEntry* with_value = list_in(present, request_.field);
  missing_ += result.count() - (with_value == nullptr ? 0 : common_documents(*with_value, result));
  switch (field.kind) {
    case ValueKind::kEnum:
    case ValueKind::kBoolean:
      return add_terms(segment, result, query::exact_term(""));
    case ValueKind::kDate:
    case ValueKind::kInteger:
      return add_numbers(segment, result);
    default:
      return add_terms(segment, result, query::facet_term(request_.field, ""));
  }
}

void FacetCounter::add_terms(const index::Segment& segment, const ResultSet& result, const std::string& prefix) {
  for (index::TermIterator terms(segment, prefix); terms.next();) {
    const ListEntry* list = list_in(terms.lists(), request_.field);
    const std::uint64_t count = list == nullptr ? 0 : common_documents(*list, result);
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
  std::map<std::int32_t, std::uint64_t> by_number;
  std::int32_t last_year = index::kNoNumber;
  DocId last_doc = kNoMoreDocs;
  const auto count = [&](DocId doc, std::int32_t number) {
    const std::int32_t counted = by_year ? date_from_days(number).year : number;
    // Several days of one year count once a document.
    if (doc != last_doc || counted != last_year) {
      ++by_number[counted];
    }
    last_doc = doc;
    last_year = counted;
  };
  if (column->is_dense()) {
    for (DocId doc = 0; doc < column->dense.size() && doc / 64 < result.word_count(); ++doc) {
      if (column->dense[doc] != index::kNoNumber && result.contains(doc)) {
        count(doc, column->dense[doc]);
      }
    }
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
  for (const auto& [value, count] : counts_) {
    facet.values.push_back({value, count});
  }
  std::stable_sort(facet.values.begin(), facet.values.end(),
                   [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; });
  facet.values.resize(std::min(facet.values.size(), request_.limit));
  return facet;
}

}  // namespace trialkeep::search
