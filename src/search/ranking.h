#pragma once
// The order of hits and the best of them.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "search/numbers.h"
#include "search/run.h"

namespace trialkeep::search {

// A hit's place in the order: keys such that the lesser comes first.
struct Candidate {
  std::int64_t keys[kSortKeysMax];
  std::int64_t tie;
  std::uint32_t external_id;
  std::uint64_t sequence;
  Evidence evidence;
};

inline bool comes_first(const Candidate& a, const Candidate& b) {
  for (std::size_t i = 0; i < kSortKeysMax; ++i) {
    if (a.keys[i] != b.keys[i]) {
      return a.keys[i] < b.keys[i];
    }
  }
  return a.tie != b.tie ? a.tie < b.tie : a.external_id < b.external_id;
}

// Keeps the first `wanted` candidates of a stream, in linear time.
class Collector {
 public:
  explicit Collector(std::size_t wanted) : wanted_(wanted) {}

  void add(const Candidate& candidate) {
    if (wanted_ == 0 || (is_full_ && !comes_first(candidate, last_kept_))) {
      return;
    }
    kept_.push_back(candidate);
    if (kept_.size() >= 2 * wanted_ + kSlack) {
      const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(wanted_ - 1);
      std::nth_element(kept_.begin(), last, kept_.end(), comes_first);
      last_kept_ = *last;
      is_full_ = true;
      kept_.resize(wanted_);
    }
  }

  // False when no candidate with this first key would be kept.
  bool may_take(std::int64_t first_key) const { return wanted_ > 0 && (!is_full_ || first_key <= last_kept_.keys[0]); }

  // Of the last that would be kept by now, in the order of relevance; 0 while there are fewer than wanted.
  Evidence last_evidence() {
    if (wanted_ == 0 || kept_.size() < wanted_) {
      return 0;
    }
    const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(wanted_ - 1);
    std::nth_element(kept_.begin(), last, kept_.end(), comes_first);
    return last->evidence;
  }

  std::vector<Candidate> take() {
    std::sort(kept_.begin(), kept_.end(), comes_first);
    return std::move(kept_);
  }

 private:
  static constexpr std::size_t kSlack = 256;
  std::size_t wanted_;
  bool is_full_ = false;
  Candidate last_kept_ = {};
  std::vector<Candidate> kept_;
};

// The keys of one segment's documents.
class Keys {
 public:
  Keys(const index::Segment& segment, const PageRequest& request) : request_(request) {
    for (const SortKey& key : request.sort) {
      columns_.push_back(key.field ? segment.numbers(*key.field) : nullptr);
    }
    tie_ = request.tie_field == model::kNoField ? nullptr : segment.numbers(request.tie_field);
  }

  Candidate candidate(const index::Segment& segment, DocId doc, Evidence evidence) const {
    Candidate one = {{0, 0}, 0, segment.external_id(doc), segment.sequence(doc), evidence};
    if (request_.sort.empty()) {
      one.keys[0] = -evidence;
    }
    for (std::size_t i = 0; i < request_.sort.size() && i < kSortKeysMax; ++i) {
      const SortKey& key = request_.sort[i];
      if (!key.field) {
        one.keys[i] = key.is_descending ? -evidence : evidence;
      } else {
        one.keys[i] = number_key(columns_[i], doc, key.is_descending);
      }
    }
    one.tie = number_key(tie_, doc, true);
    return one;
  }

 private:
  static std::int64_t number_key(const index::NumberColumn* column, DocId doc, bool is_descending) {
    if (column == nullptr) {
      return std::numeric_limits<std::int64_t>::max();
    }
    const std::int32_t number = is_descending ? greatest_number(*column, doc) : least_number(*column, doc);
    return number == index::kNoNumber ? std::numeric_limits<std::int64_t>::max()
           : is_descending            ? -std::int64_t{number}
                                      : std::int64_t{number};
  }

  const PageRequest& request_;
  std::vector<const index::NumberColumn*> columns_;
  const index::NumberColumn* tie_ = nullptr;
};

}  // namespace trialkeep::search
