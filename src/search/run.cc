#include "search/run.h"

#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "base/strings.h"
#include "search/great_circle.h"
#include "search/numbers.h"

namespace trialkeep::search {
namespace {

// A hit's place in the order: keys such that the lesser comes first.
struct Candidate {
  std::int64_t keys[2];
  std::int64_t tie;
  std::uint32_t external_id;
  std::uint64_t sequence;
  Evidence evidence;
};

bool comes_first(const Candidate& a, const Candidate& b) {
  for (int i = 0; i < 2; ++i) {
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

constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

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
    for (std::size_t i = 0; i < request_.sort.size() && i < 2; ++i) {
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
      return kLast;
    }
    const std::int32_t number = is_descending ? greatest_number(*column, doc) : least_number(*column, doc);
    return number == index::kNoNumber ? kLast : is_descending ? -std::int64_t{number} : std::int64_t{number};
  }

  const PageRequest& request_;
  std::vector<const index::NumberColumn*> columns_;
  const index::NumberColumn* tie_ = nullptr;
};

bool sorts_by_relevance(const PageRequest& request) {
  return request.sort.empty() ||
         std::any_of(request.sort.begin(), request.sort.end(), [](const SortKey& key) { return !key.field; });
}

void collect_tilts(const query::BoundNode& node, std::vector<const query::BoundNode*>& tilts) {
  if (node.kind == query::BoundKind::kTilt) {
    tilts.push_back(&node);
  }
  for (const query::BoundNode& child : node.children) {
    collect_tilts(child, tilts);
  }
}

void widen(TiltBounds& bounds, std::int32_t number) {
  if (number != index::kNoNumber) {
    bounds.low = std::min(bounds.low, number);
    bounds.high = std::max(bounds.high, number);
  }
}

Tilts find_tilts(const index::Snapshot& snapshot, const query::BoundNode& query) {
  std::vector<const query::BoundNode*> nodes;
  collect_tilts(query, nodes);
  Tilts tilts;
  for (const query::BoundNode* node : nodes) {
    TiltBounds bounds = {INT32_MAX, INT32_MIN};
    for (const index::SnapshotSegment& part : snapshot.segments()) {
      const index::NumberColumn* column = part.segment->numbers(node->fields.front().field);
      if (column == nullptr || part.live.count() == 0) {
        continue;
      }
      for (DocId doc = 0; doc < column->dense.size(); ++doc) {
        if (part.live.contains(doc)) {
          widen(bounds, column->dense[doc]);
        }
      }
      for (std::size_t i = 0; i < column->docs.size(); ++i) {
        if (column->docs[i] < part.segment->document_count() && part.live.contains(column->docs[i])) {
          widen(bounds, column->values[i]);
        }
      }
    }
    tilts[node] = bounds;
  }
  return tilts;
}

Status damaged() { return absl::DataLossError("the index is damaged; run `trialkeep rebuild` to make it anew"); }

Status too_large(std::uint64_t postings) {
  return absl::ResourceExhaustedError(concat("the query would read ", postings, " entries of the index; the limit is ",
                                             limits::kQueryPostings, ". Ask it in several queries."));
}

class Run {
 public:
  Run(const index::Snapshot& snapshot, const query::BoundNode& query, const PageRequest& request,
      const std::atomic<bool>* cancelled)
      : snapshot_(snapshot), query_(query), request_(request), cancelled_(cancelled) {
    for (const FacetRequest& facet : request.facets) {
      facets_.emplace_back(facet);
    }
  }

  StatusOr<Page> run() {
    const std::uint64_t all = snapshot_.document_count();
    const std::uint64_t from = std::min(request_.from, all);
    // It changes the order of all that it is applied to.
    const std::uint64_t wanted = request_.nearness ? std::max(from + request_.size, kNearnessHitsMax + 1)
                                                   : from + std::min(request_.size, all - from);
    Collector collector(static_cast<std::size_t>(std::min(wanted, all)));
    tilts_ = find_tilts(snapshot_, query_);
    is_scored_ = wanted > 0 && sorts_by_relevance(request_);
    for (const index::SnapshotSegment& part : snapshot_.segments()) {
      if (part.live.count() > 0) {  // past versions lie in segments of their own
        RETURN_IF_ERROR(search(part, collector));
      }
    }
    for (FacetCounter& facet : facets_) {
      page_.facets.push_back(facet.take());
    }
    std::vector<Candidate> best = collector.take();
    if (request_.nearness && page_.total <= kNearnessHitsMax) {
      rank_by_nearness(best);
    }
    for (std::size_t i = from; i < best.size() && page_.hits.size() < request_.size; ++i) {
      page_.hits.push_back({best[i].external_id, best[i].sequence, best[i].evidence});
    }
    return std::move(page_);
  }

 private:
  Status search(const index::SnapshotSegment& part, Collector& collector) {
    const index::Segment& segment = *part.segment;
    MatchContext context(segment, tilts_);
    const auto matcher = make_matcher(context, query_);
    postings_ += context.postings();
    if (postings_ > limits::kQueryPostings) {
      return too_large(postings_);
    }
    const Keys keys(segment, request_);
    ResultSet result(facets_.empty() ? 0 : segment.document_count());
    const WindowPool::Lease window(pool_);
    const DocId documents = segment.document_count();
    for (DocId begin = 0; begin < documents; begin += kWindowDocs) {
      const DocId possible = matcher->possible_from(begin);
      if (possible >= documents) {
        break;
      }
      begin = possible / kWindowDocs * kWindowDocs;
      if (cancelled_ != nullptr && *cancelled_) {
        return absl::DeadlineExceededError("the search took too long and was stopped");
      }
      window->clear();
      matcher->match({begin, std::min(begin + kWindowDocs, documents), pool_, nullptr, is_scored_}, *window);
      for (std::size_t i = 0; i < kWindowWords && begin + i * 64 < documents; ++i) {
        const std::uint64_t live = window->bits.word(i) & part.live.word(begin / 64 + i);
        window->bits.set_word(i, live);
        if (!facets_.empty()) {
          result.set_word(begin / 64 + i, live);
        }
      }
      page_.total += window->bits.count();
      window->bits.for_each(
          [&](DocId at) { collector.add(keys.candidate(segment, begin + at, is_scored_ ? window->evidence(at) : 0)); });
    }
    for (FacetCounter& facet : facets_) {
      facet.add(segment, result);
    }
    return matcher->damaged() ? damaged() : absl::OkStatus();
  }

  double closest_m(const index::PointColumn& points, DocId doc) const {
    double closest = std::numeric_limits<double>::infinity();
    const auto [begin, end] = std::equal_range(points.docs.begin(), points.docs.end(), doc);
    for (auto at = begin; at != end; ++at) {
      const auto i = static_cast<std::size_t>(at - points.docs.begin());
      closest = std::min(
          closest, great_circle_m(request_.nearness->latitude, request_.nearness->longitude,
                                  points.latitudes[i] / index::kPointUnits, points.longitudes[i] / index::kPointUnits));
    }
    return closest;
  }

  void rank_by_nearness(std::vector<Candidate>& best) const {
    std::vector<std::pair<std::uint32_t, double>> distances;
    for (const index::SnapshotSegment& part : snapshot_.segments()) {
      const index::PointColumn* points = part.segment->points(request_.nearness->field);
      for (DocId doc = 0; points != nullptr && doc < part.segment->document_count(); ++doc) {
        if (part.live.contains(doc)) {
          distances.emplace_back(part.segment->external_id(doc), closest_m(*points, doc));
        }
      }
    }
    std::sort(distances.begin(), distances.end());
    for (Candidate& one : best) {
      const auto found = std::lower_bound(distances.begin(), distances.end(), std::pair(one.external_id, -1.0));
      const bool is_known = found != distances.end() && found->first == one.external_id;
      one.evidence = scaled(one.evidence, is_known ? request_.nearness->decay.factor(found->second) : 0);
      for (std::size_t i = 0; i < std::max<std::size_t>(1, request_.sort.size()) && i < 2; ++i) {
        if (request_.sort.empty() || !request_.sort[i].field) {
          one.keys[i] = request_.sort.empty() || request_.sort[i].is_descending ? -one.evidence : one.evidence;
        }
      }
    }
    std::sort(best.begin(), best.end(), comes_first);
  }

  const index::Snapshot& snapshot_;
  const query::BoundNode& query_;
  const PageRequest& request_;
  const std::atomic<bool>* cancelled_;
  std::vector<FacetCounter> facets_;
  Tilts tilts_;
  WindowPool pool_;
  bool is_scored_ = true;
  std::uint64_t postings_ = 0;
  Page page_;
};

}  // namespace

StatusOr<Page> run(const index::Snapshot& snapshot, const query::BoundNode& query, const PageRequest& request,
                   const std::atomic<bool>* cancelled) {
  return Run(snapshot, query, request, cancelled).run();
}

StatusOr<std::optional<std::vector<ScorePart>>> explain(const index::Snapshot& snapshot, const query::BoundNode& query,
                                                        std::uint32_t external_id) {
  const Tilts tilts = find_tilts(snapshot, query);
  for (const index::SnapshotSegment& part : snapshot.segments()) {
    for (DocId doc = 0; doc < part.segment->document_count(); ++doc) {
      if (part.segment->external_id(doc) != external_id || !part.live.contains(doc)) {
        continue;
      }
      MatchContext context(*part.segment, tilts);
      const auto matcher = make_matcher(context, query);
      std::vector<ScorePart> parts;
      const bool matches = matcher->explain(doc, parts);
      if (matcher->damaged()) {
        return damaged();
      }
      return matches ? std::optional(std::move(parts)) : std::nullopt;
    }
  }
  return std::optional<std::vector<ScorePart>>();
}

}  // namespace trialkeep::search
