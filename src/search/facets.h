#pragma once
// Counts by value over the documents of a result.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "index/snapshot.h"
#include "model/catalogue.h"

namespace trialkeep::search {

using index::DocId;

struct FacetRequest {
  // An enum or boolean, a date (by year), an integer, or a text field that the catalogue marks as a facet.
  model::FieldId field = model::kNoField;
  std::size_t limit = 100;  // values
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;  // documents that have it
};

struct Facet {
  model::FieldId field = model::kNoField;
  std::vector<FacetValue> values;     // by count, falling; then by value
  std::uint64_t missing = 0;          // documents without a value
  std::uint64_t distinct_values = 0;  // also those beyond the limit
};

// The documents of a segment that are in a result.
class ResultSet {
 public:
  explicit ResultSet(DocId documents) : words_((documents + 63) / 64) {}
  bool contains(DocId doc) const { return (words_[doc / 64] >> (doc % 64) & 1) != 0; }
  void set_word(std::size_t i, std::uint64_t word) { words_[i] = word; }
  std::uint64_t word(std::size_t i) const { return words_[i]; }
  std::size_t word_count() const { return words_.size(); }
  std::uint64_t count() const;

 private:
  std::vector<std::uint64_t> words_;
};

// Counts one facet over segment after segment.
class FacetCounter {
 public:
  explicit FacetCounter(const FacetRequest& request) : request_(request) {}
  void add(const index::Segment& segment, const ResultSet& result);
  Facet take();

 private:
  void add_terms(const index::Segment& segment, const ResultSet& result, const std::string& prefix);
  void add_numbers(const index::Segment& segment, const ResultSet& result);

  FacetRequest request_;
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t missing_ = 0;
};

}  // namespace trialkeep::search
