#include "search/run.h"

#include <algorithm>

namespace trialkeep::search {
namespace {

struct Candidate {
  Evidence evidence;
  std::int32_t tie;
  std::uint32_t external_id;
  std::uint64_t sequence;
};

bool comes_first(const Candidate& a, const Candidate& b) {
  if (a.evidence != b.evidence) {
    return a.evidence > b.evidence;
  }
  return a.tie != b.tie ? a.tie > b.tie : a.external_id < b.external_id;
}

// Keeps the first `wanted` candidates of a stream, in linear time.
class Collector {
 public:
  explicit Collector(std::size_t wanted) : wanted_(wanted) {}

  void add(const Candidate& candidate) {
    if (wanted_ == 0) {
      return;
    }
    kept_.push_back(candidate);
    if (kept_.size() >= 2 * wanted_ + kSlack) {
      std::nth_element(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(wanted_ - 1), kept_.end(),
                       comes_first);
      kept_.resize(wanted_);
    }
  }

  std::vector<Candidate> take() {
    std::sort(kept_.begin(), kept_.end(), comes_first);
    return std::move(kept_);
  }

 private:
  static constexpr std::size_t kSlack = 1024;
  std::size_t wanted_;
  std::vector<Candidate> kept_;
};

constexpr std::uint32_t kDocsBetweenQuestions = 4096;

}  // namespace

StatusOr<Page> run(const index::Snapshot& snapshot, const query::BoundNode& query, const PageRequest& request,
                   const std::atomic<bool>* cancelled) {
  Page page;
  const std::uint64_t all = snapshot.document_count();
  const std::uint64_t from = std::min(request.from, all);
  Collector collector(static_cast<std::size_t>(from + std::min(request.size, all - from)));
  for (const index::SnapshotSegment& part : snapshot.segments()) {
    const index::Segment& segment = *part.segment;
    if (part.live.count() == 0) {
      continue;  // past versions lie in segments of their own
    }
    const auto cursor = make_cursor(segment, query);
    std::uint32_t visited = 0;
    for (DocId doc = cursor->doc(); doc != kNoMoreDocs && doc < segment.document_count(); doc = cursor->next()) {
      if (++visited % kDocsBetweenQuestions == 0 && cancelled != nullptr && *cancelled) {
        return absl::DeadlineExceededError("the search took too long and was stopped");
      }
      if (!part.live.contains(doc)) {
        continue;
      }
      ++page.total;
      const std::int32_t tie =
          request.tie_column < segment.column_count() ? segment.number(request.tie_column, doc) : 0;
      collector.add({cursor->evidence(), tie, segment.external_id(doc), segment.sequence(doc)});
    }
    if (cursor->damaged()) {
      return absl::DataLossError("the index is damaged; run `trialkeep rebuild` to make it anew");
    }
  }
  const std::vector<Candidate> best = collector.take();
  for (std::size_t i = static_cast<std::size_t>(from); i < best.size() && page.hits.size() < request.size; ++i) {
    page.hits.push_back({best[i].external_id, best[i].sequence, best[i].evidence});
  }
  return page;
}

}  // namespace trialkeep::search
