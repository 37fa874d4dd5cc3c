#include "search/run.h"

#include <absl/container/flat_hash_map.h>
#include <algorithm>
#include <limits>

#include "base/bits.h"
#include "base/limits.h"
#include "search/alternatives.h"
#include "search/best_first.h"
#include "search/great_circle.h"
#include "search/ranking.h"
#include "search/scan.h"

namespace trialkeep::search {
namespace {

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

Tilts find_tilts(const index::Snapshot& snapshot, const query::BoundNode& query,
                 const std::vector<const query::BoundNode*>& counted) {
  std::vector<const query::BoundNode*> nodes;
  collect_tilts(query, nodes);
  for (const query::BoundNode* node : counted) {
    collect_tilts(*node, nodes);
  }
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

class Run {
 public:
  Run(const index::Snapshot& snapshot, const query::BoundNode& query, const PageRequest& request,
      const std::atomic<bool>* cancelled, FoundCache* cache)
      : snapshot_(snapshot), query_(query), request_(request), cache_(cache), scan_(snapshot, cancelled, cache) {
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
    page_.counts.resize(request_.counted.size());
    Collector collector(static_cast<std::size_t>(std::min(wanted, all)));
    weighing_.tilts = find_tilts(snapshot_, query_, request_.counted);
    is_scored_ = wanted > 0 && sorts_by_relevance(request_);
    if (is_scored_) {
      RETURN_IF_ERROR(find_alternatives());
    }
    // With all its weights known, only studies that may be among the best are scored.
    const bool best_first = !found_.empty() && request_.sort.empty() && !request_.nearness && wanted < all &&
                            only_alternatives_count(query_);
    BestFirst best(best_first ? alternatives_ : std::vector<const query::BoundNode*>(), weighing_);
    for (std::size_t i = 0; i < snapshot_.segments().size(); ++i) {
      if (snapshot_.segments()[i].live.count() > 0) {  // past versions lie in segments of their own
        RETURN_IF_ERROR(search(i, best_first ? &best : nullptr, collector));
      }
    }
    if (best_first) {
      RETURN_IF_ERROR(score_best(best, static_cast<std::size_t>(wanted), collector));
    }
    for (FacetCounter& facet : facets_) {
      page_.facets.push_back(facet.take());
    }
    std::vector<Candidate> hits = collector.take();
    if (request_.nearness && page_.total <= kNearnessHitsMax) {
      rank_by_nearness(hits);
    }
    for (std::size_t i = from; i < hits.size() && page_.hits.size() < request_.size; ++i) {
      page_.hits.push_back({hits[i].external_id, hits[i].sequence, hits[i].evidence});
    }
    return std::move(page_);
  }

  StatusOr<std::vector<Explained>> explain(std::span<const std::uint32_t> external_ids) {
    weighing_.tilts = find_tilts(snapshot_, query_, {});
    RETURN_IF_ERROR(find_alternatives());
    absl::flat_hash_map<std::uint32_t, std::size_t> places;
    std::uint32_t least = UINT32_MAX;
    std::uint32_t greatest = 0;
    for (std::size_t i = 0; i < external_ids.size(); ++i) {
      places.emplace(external_ids[i], i);
      least = std::min(least, external_ids[i]);
      greatest = std::max(greatest, external_ids[i]);
    }
    std::vector<Explained> explained(external_ids.size());
    for (std::size_t i = 0; i < snapshot_.segments().size(); ++i) {
      const index::SnapshotSegment& part = snapshot_.segments()[i];
      MatchContext context = scan_.context(i, weighing_);
      std::unique_ptr<Matcher> matcher;  // asked for its documents in ascending order
      for (DocId doc = 0; doc < part.segment->document_count(); ++doc) {
        const std::uint32_t id = part.segment->external_id(doc);
        const auto place = id < least || id > greatest ? places.end() : places.find(id);
        if (place == places.end() || !part.live.contains(doc)) {
          continue;
        }
        if (matcher == nullptr) {
          ASSIGN_OR_RETURN(matcher, scan_.make(context, query_));
        }
        std::vector<ScorePart> parts;
        if (matcher->explain(doc, parts)) {
          explained[place->second] = std::move(parts);
        }
      }
      if (matcher != nullptr && matcher->damaged()) {
        return Scan::damaged();
      }
    }
    return explained;
  }

 private:
  // Which documents each alternative is in, and how rare it is. found_ is left empty when it would take too much
  // memory; the rarities are known all the same.
  Status find_alternatives() {
    alternatives_ = alternatives_of(query_);
    const std::uint64_t studies = snapshot_.document_count();
    if (alternatives_.empty() || studies == 0) {
      return absl::OkStatus();
    }
    std::uint64_t words = 0;
    for (const index::SnapshotSegment& part : snapshot_.segments()) {
      words += part.segment->document_count() / 64 + 1;
    }
    const bool is_kept = words * 8 * alternatives_.size() <= limits::kQueryFoundBytes;
    std::map<const query::BoundNode*, std::uint64_t> counts;
    for (std::size_t i = 0; i < snapshot_.segments().size(); ++i) {
      const index::SnapshotSegment& part = snapshot_.segments()[i];
      FoundAlternatives* found = is_kept ? &found_.emplace_back() : nullptr;
      if (part.live.count() == 0) {
        continue;
      }
      for (const query::BoundNode* node : alternatives_) {
        ASSIGN_OR_RETURN(auto here, scan_.find_alternative(i, *node));
        counts[node] += count_common_bits(here->bits, part.live.words());
        if (found != nullptr) {
          found->emplace(node, std::move(here));
        }
      }
    }
    for (const query::BoundNode* node : alternatives_) {
      weighing_.rarities[node] = rarity_of(counts[node], studies);
    }
    weighing_.mean_length = snapshot_.mean_length();
    return absl::OkStatus();
  }

  // Counts the hits of a segment; scores them unless that is left to score_best().
  Status search(std::size_t number, BestFirst* best, Collector& collector) {
    const index::SnapshotSegment& part = snapshot_.segments()[number];
    const index::Segment& segment = *part.segment;
    MatchContext context = scan_.context(number, weighing_);
    if (!found_.empty()) {
      context.use_found(found_[number], best != nullptr);
    }
    ASSIGN_OR_RETURN(const auto matcher, scan_.make(context, query_));
    const Keys keys(segment, request_);
    const bool is_scored = is_scored_ && best == nullptr;
    const bool is_kept = best != nullptr || !facets_.empty() || !request_.counted.empty();
    ResultSet result(is_kept ? segment.document_count() : 0);
    const auto look = [&](DocId begin, const Window& window) {
      page_.total += window.bits.count();
      for (std::size_t i = 0; i < kWindowWords && begin / 64 + i < result.word_count(); ++i) {
        result.set_word(begin / 64 + i, window.bits.word(i));
      }
      if (best == nullptr) {
        collect(keys, segment, begin, window, is_scored, collector);
      }
    };
    RETURN_IF_ERROR(scan_.for_each_window(segment, *matcher, {&part.live, nullptr}, is_scored, look));
    for (FacetCounter& facet : facets_) {
      facet.add(segment, result, cache_);
    }
    for (std::size_t i = 0; i < request_.counted.size(); ++i) {
      ASSIGN_OR_RETURN(const auto found, scan_.find_matching(number, *request_.counted[i], weighing_));
      page_.counts[i] += count_common_bits(found->bits, result.words());
    }
    if (best != nullptr) {
      best->add(number, segment, found_[number], std::move(result));
    }
    return absl::OkStatus();
  }

  void collect(const Keys& keys, const index::Segment& segment, DocId begin, const Window& window, bool is_scored,
               Collector& collector) const {
    const bool by_evidence = request_.sort.empty();
    window.bits.for_each([&](DocId at) {
      const Evidence evidence = is_scored ? window.evidence(at) : 0;
      if (!by_evidence || collector.may_take(-evidence)) {
        collector.add(keys.candidate(segment, begin + at, evidence));
      }
    });
  }

  // First some of the most promising, then all that may still be better than the last of those.
  Status score_best(BestFirst& best, std::size_t wanted, Collector& collector) {
    RETURN_IF_ERROR(score(best.most_promising(wanted + request_.scored_first), collector));
    return score(best.others(collector.last_evidence()), collector);
  }

  Status score(const std::vector<ResultSet>& asked, Collector& collector) {
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (asked[i].count() == 0) {
        continue;
      }
      const index::SnapshotSegment& part = snapshot_.segments()[i];
      MatchContext context = scan_.context(i, weighing_);
      context.use_found(found_[i], false);
      ASSIGN_OR_RETURN(const auto matcher, scan_.make(context, query_));
      const Keys keys(*part.segment, request_);
      const auto look = [&](DocId begin, const Window& window) {
        collect(keys, *part.segment, begin, window, true, collector);
      };
      RETURN_IF_ERROR(scan_.for_each_window(*part.segment, *matcher, {&part.live, &asked[i]}, true, look));
    }
    return absl::OkStatus();
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

  void rank_by_nearness(std::vector<Candidate>& hits) const {
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
    for (Candidate& one : hits) {
      const auto found = std::lower_bound(distances.begin(), distances.end(), std::pair(one.external_id, -1.0));
      const bool is_known = found != distances.end() && found->first == one.external_id;
      one.evidence = scaled(one.evidence, is_known ? request_.nearness->decay.factor(found->second) : 0);
      for (std::size_t i = 0; i < std::max<std::size_t>(1, request_.sort.size()) && i < kSortKeysMax; ++i) {
        if (request_.sort.empty() || !request_.sort[i].field) {
          one.keys[i] = request_.sort.empty() || request_.sort[i].is_descending ? -one.evidence : one.evidence;
        }
      }
    }
    std::sort(hits.begin(), hits.end(), comes_first);
  }

  const index::Snapshot& snapshot_;
  const query::BoundNode& query_;
  const PageRequest request_;
  FoundCache* cache_;
  Scan scan_;
  std::vector<FacetCounter> facets_;
  Weighing weighing_;
  std::vector<const query::BoundNode*> alternatives_;
  std::vector<FoundAlternatives> found_;  // by segment
  bool is_scored_ = true;
  Page page_;
};

}  // namespace

StatusOr<Page> run(const index::Snapshot& snapshot, const query::BoundNode& query, const PageRequest& request,
                   const std::atomic<bool>* cancelled, FoundCache* cache) {
  return Run(snapshot, query, request, cancelled, cache).run();
}

StatusOr<std::vector<Explained>> explain(const index::Snapshot& snapshot, const query::BoundNode& query,
                                         std::span<const std::uint32_t> external_ids, FoundCache* cache) {
  return Run(snapshot, query, {}, nullptr, cache).explain(external_ids);
}

}  // namespace trialkeep::search
