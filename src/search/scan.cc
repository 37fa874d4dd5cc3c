#include "search/scan.h"

#include "base/limits.h"
#include "base/strings.h"

namespace trialkeep::search {

Scan::Scan(const index::Snapshot& snapshot, const std::atomic<bool>* cancelled, FoundCache* cache)
    : snapshot_(snapshot), cancelled_(cancelled), cache_(cache) {
  for (const index::SnapshotSegment& part : snapshot.segments()) {
    terms_.emplace_back(*part.segment);
  }
}

Status Scan::damaged() { return absl::DataLossError("the index is damaged; run `trialkeep rebuild` to make it anew"); }

Status Scan::stopped() { return absl::DeadlineExceededError("the search took too long and was stopped"); }

StatusOr<std::unique_ptr<Matcher>> Scan::make(MatchContext& context, const query::BoundNode& node) {
  const std::uint64_t before = context.postings();
  auto matcher = make_matcher(context, node);
  postings_ += context.postings() - before;
  if (postings_ > limits::kQueryPostings) {
    return absl::ResourceExhaustedError(concat("the query would read ", postings_,
                                               " entries of the index; the limit is ", limits::kQueryPostings,
                                               ". Ask it in several queries."));
  }
  return matcher;
}

bool Scan::is_scored_at_once(const query::BoundNode& node, const Matcher& matcher, DocId documents) {
  const std::uint64_t bytes = std::min<std::uint64_t>(matcher.cost(), documents) * sizeof(Evidence);
  if (evidence_bytes_ + bytes > limits::kQueryFoundBytes) {
    return false;
  }
  evidence_bytes_ += bytes;
  const auto is_phrase = [](const query::Form& form) { return form.slots.size() > 1; };
  return matcher.cost() <= kWindowDocs || std::any_of(node.text.whole.begin(), node.text.whole.end(), is_phrase);
}

StatusOr<std::shared_ptr<const Found>> Scan::look(const index::Segment& segment, Matcher& matcher, bool has_evidence) {
  auto found = std::make_shared<Found>();
  found->bits.resize((segment.document_count() + 63) / 64);
  found->has_evidence = has_evidence;
  RETURN_IF_ERROR(for_each_window(segment, matcher, {}, has_evidence, [&](DocId begin, const Window& window) {
    for (std::size_t w = 0; w < kWindowWords && begin / 64 + w < found->bits.size(); ++w) {
      found->bits[begin / 64 + w] = window.bits.word(w);
    }
    if (has_evidence) {
      window.bits.for_each([&](DocId at) { found->evidence.push_back(window.evidence(at)); });
    }
  }));
  return found;
}

StatusOr<std::shared_ptr<const Found>> Scan::find_once(std::size_t number, const query::BoundNode& node,
                                                       const Weighing& weighing, bool may_score) {
  const index::Segment& segment = *part(number).segment;
  std::string identity;
  if (cache_ != nullptr) {
    identity = query::identity_of(node) + (may_score ? "" : " without evidence");
    if (auto kept = cache_->find(segment, identity)) {
      return kept;
    }
  }
  MatchContext here = context(number, weighing);
  ASSIGN_OR_RETURN(const auto matcher, make(here, node));
  const bool has_evidence = may_score && is_scored_at_once(node, *matcher, segment.document_count());
  ASSIGN_OR_RETURN(auto found, look(segment, *matcher, has_evidence));
  if (cache_ != nullptr) {
    cache_->keep(segment, identity, found);
  }
  return found;
}

StatusOr<std::shared_ptr<const Found>> Scan::find_alternative(std::size_t number, const query::BoundNode& node) {
  const Weighing unweighed;
  return find_once(number, node, unweighed, true);
}

StatusOr<std::shared_ptr<const Found>> Scan::find_matching(std::size_t number, const query::BoundNode& node,
                                                           const Weighing& weighing) {
  return find_once(number, node, weighing, false);
}

}  // namespace trialkeep::search
