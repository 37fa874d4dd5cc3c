#pragma once
// Counts by value over the documents of a result.

#include <absl/container/flat_hash_map.h>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bits.h"
#include "index/snapshot.h"
#include "model/catalogue.h"
#include "search/found_cache.h"

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
  friend bool operator==(const FacetValue&, const FacetValue&) = default;
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
  void add(DocId doc) { words_[doc / 64] |= std::uint64_t{1} << (doc % 64); }
  void set_word(std::size_t i, std::uint64_t word) { words_[i] = word; }
  std::uint64_t word(std::size_t i) const { return words_[i]; }
  std::size_t word_count() const { return words_.size(); }
  std::span<const std::uint64_t> words() const { return words_; }
  std::uint64_t count() const { return count_bits(words_); }
  template <typename Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
        visit(static_cast<DocId>(i * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
      }
    }
  }

 private:
  std::vector<std::uint64_t> words_;
};

// Counts one facet over segment after segment.
class FacetCounter {
 public:
  explicit FacetCounter(const FacetRequest& request) : request_(request) {}
  // The documents of values that many have are kept in `cache`, if there is one.
  void add(const index::Segment& segment, const ResultSet& result, FoundCache* cache = nullptr);
  Facet take();

 private:
  void add_terms(const index::Segment& segment, const ResultSet& result, const std::string& prefix, FoundCache* cache);
  void add_numbers(const index::Segment& segment, const ResultSet& result);

  FacetRequest request_;
  absl::flat_hash_map<std::string, std::uint64_t> counts_;
  std::uint64_t missing_ = 0;
};

}  // namespace trialkeep::search
