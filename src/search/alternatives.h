#pragma once
// Runs of words that are alternatives of each other, beneath an OR. What one is worth in a study is weighed by how rare
// it is and how long the study is (docs/reference/query-language.md, Worth and order; docs/adr/0004). All of them are
// looked for once before anything is scored: that tells how many studies have each, which studies match at all, and
// which of those can be among the best.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/snapshot.h"
#include "query/bound.h"
#include "search/matcher.h"

namespace trialkeep::search {

// The alternatives of a query that are worth something, in its order.
std::vector<const query::BoundNode*> alternatives_of(const query::BoundNode& query);

// True when nothing but alternatives has a worth in a query: their weights then bound a study's evidence.
bool only_alternatives_count(const query::BoundNode& query);

// 0..1, falling with the number of studies that have the alternative. REQUIRES: at most `studies`.
double rarity_of(std::uint64_t studies_with, std::uint64_t studies);

// Evidence of an alternative in a study of `relative_length`: its words against the mean of all studies.
Evidence weighed(Evidence evidence, double rarity, double relative_length);
// No evidence weighed by this rarity is greater.
Evidence greatest_weighed(double rarity);

// What an alternative is worth in the documents of one segment.
class Weigher {
 public:
  // REQUIRES: `weighing` has the rarity of the alternative; both outlive it.
  Weigher(const index::Segment& segment, const Weighing& weighing, const query::BoundNode& alternative);
  Evidence weigh(Evidence evidence, DocId doc) const {
    const bool is_known = doc < lengths_.size() && mean_length_ > 0;
    return weighed(evidence, rarity_, is_known ? lengths_[doc] / mean_length_ : 1);
  }

 private:
  index::PackedVector<std::int32_t> lengths_;
  double mean_length_;
  double rarity_;
};

// The child's documents, their evidence weighed. `found`: where they are, nullptr when that is not known. REQUIRES: it
// and the segment outlive the matcher.
std::unique_ptr<Matcher> make_alternative_matcher(const MatchContext& context, const query::BoundNode& alternative,
                                                  const Found* found, std::unique_ptr<Matcher> child);
// The same of what is known already. REQUIRES: `found` has evidence.
std::unique_ptr<Matcher> make_found_matcher(const MatchContext& context, const query::BoundNode& alternative,
                                            const Found& found);

// Documents known beforehand, bit i % 64 of word i / 64, worth nothing. REQUIRES: they outlive it.
std::unique_ptr<Matcher> make_bits_matcher(std::span<const std::uint64_t> bits);

}  // namespace trialkeep::search
