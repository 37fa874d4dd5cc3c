#pragma once
// One query's way through the segments of a snapshot: matchers are made within the query's limits, windows are asked
// for one after the other until somebody wants it to stop, and what is found of its parts is kept for other queries.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "index/snapshot.h"
#include "search/facets.h"
#include "search/found_cache.h"
#include "search/matcher.h"

namespace trialkeep::search {

class Scan {
 public:
  // REQUIRES: all outlive it; `cancelled` and `cache` may be nullptr.
  Scan(const index::Snapshot& snapshot, const std::atomic<bool>* cancelled, FoundCache* cache);

  const index::SnapshotSegment& part(std::size_t number) const { return snapshot_.segments()[number]; }
  MatchContext context(std::size_t number, const Weighing& weighing) { return {terms_[number], weighing}; }

  // kResourceExhausted beyond limits::kQueryPostings.
  StatusOr<std::unique_ptr<Matcher>> make(MatchContext& context, const query::BoundNode& node);

  // Which documents are of interest; nullptr: all.
  struct Wanted {
    const index::LiveSet* live = nullptr;
    const ResultSet* result = nullptr;
  };
  // Calls `visit(begin, window)` for each window of a segment that `matcher` may match in; with `wanted.result`, for
  // those that have wanted documents. kDataLoss, kDeadlineExceeded.
  template <typename Visit>
  Status for_each_window(const index::Segment& segment, Matcher& matcher, const Wanted& wanted, bool is_scored,
                         const Visit& visit) {
    const WindowPool::Lease window(pool_);
    const DocId documents = segment.document_count();
    for (DocId begin = 0; begin < documents; begin += kWindowDocs) {
      const DocId possible = matcher.possible_from(begin);
      if (possible >= documents) {
        break;
      }
      begin = possible / kWindowDocs * kWindowDocs;
      if (cancelled_ != nullptr && *cancelled_) {
        return stopped();
      }
      WindowBits asked;
      for (std::size_t i = 0; i < kWindowWords && begin + i * 64 < documents; ++i) {
        asked.set_word(i, (wanted.live == nullptr ? ~0ull : wanted.live->word(begin / 64 + i)) &
                              (wanted.result == nullptr ? ~0ull : wanted.result->word(begin / 64 + i)));
      }
      if (wanted.result != nullptr && asked.empty()) {
        continue;
      }
      window->clear();
      matcher.match(
          {begin, std::min(begin + kWindowDocs, documents), pool_, wanted.result == nullptr ? nullptr : &asked,
           wanted.result != nullptr && asked.count() <= kFewWanted, is_scored},
          *window);
      window->bits.keep_common(asked);
      visit(begin, *window);
    }
    return matcher.damaged() ? damaged() : absl::OkStatus();
  }

  // The documents of a segment, live or not, that a part of the query matches. With their evidence, not weighed, where
  // they have to be looked into anyway or are few, as long as this query's memory lasts. Never nullptr.
  StatusOr<std::shared_ptr<const Found>> find_alternative(std::size_t number, const query::BoundNode& node);
  // The same without evidence.
  StatusOr<std::shared_ptr<const Found>> find_matching(std::size_t number, const query::BoundNode& node,
                                                       const Weighing& weighing);

  static Status damaged();

 private:
  static Status stopped();
  bool is_scored_at_once(const query::BoundNode& node, const Matcher& matcher, DocId documents);
  StatusOr<std::shared_ptr<const Found>> find_once(std::size_t number, const query::BoundNode& node,
                                                   const Weighing& weighing, bool may_score);
  StatusOr<std::shared_ptr<const Found>> look(const index::Segment& segment, Matcher& matcher, bool has_evidence);

  const index::Snapshot& snapshot_;
  const std::atomic<bool>* cancelled_;
  FoundCache* cache_;
  std::vector<TermLists> terms_;  // by segment
  WindowPool pool_;
  std::uint64_t postings_ = 0;
  std::uint64_t evidence_bytes_ = 0;  // of what is found beforehand
};

}  // namespace trialkeep::search
