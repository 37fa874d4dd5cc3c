#include "search/alternatives.h"

#include <algorithm>
#include <cmath>

namespace trialkeep::search {
namespace {

using query::BoundKind;
using query::BoundNode;

// As in BM25: how much of the length counts, and the evidence at which half of the greatest worth is reached.
constexpr double kLengthShare = 0.75;
constexpr double kHalfway = 3;

void collect(const BoundNode& node, std::vector<const BoundNode*>& found) {
  if (node.is_filter || node.kind == BoundKind::kNot) {
    return;
  }
  if (node.is_alternative) {
    found.push_back(&node);
    return;
  }
  for (const BoundNode& child : node.children) {
    collect(child, found);
  }
}

class AlternativeMatcher final : public Matcher {
 public:
  AlternativeMatcher(const index::NumberColumn* lengths, double rarity, double mean_length,
                     std::span<const std::uint64_t> found, std::unique_ptr<Matcher> child)
      : lengths_(lengths), rarity_(rarity), mean_length_(mean_length), found_(found), child_(std::move(child)) {}

  void match(const Ask& ask, Window& out) override {
    if (!ask.is_scored) {
      child_->match(ask, out);
      return;
    }
    WindowBits here;
    Ask there = ask;
    if (!found_.empty()) {
      for (std::size_t i = 0; i < kWindowWords && ask.begin / 64 + i < found_.size(); ++i) {
        here.set_word(i, found_[ask.begin / 64 + i]);
      }
      if (ask.wanted != nullptr) {
        here.keep_common(*ask.wanted);
      }
      if (here.empty()) {
        return;
      }
      there.wanted = &here;
    }
    const WindowPool::Lease inner(ask.pool);
    child_->match(there, *inner);
    inner->bits.for_each([&](DocId at) { out.add(at, weigh(inner->evidence(at), ask.begin + at)); });
  }
  std::uint64_t cost() const override { return child_->cost(); }
  DocId possible_from(DocId from) override { return child_->possible_from(from); }
  bool damaged() const override { return child_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    std::vector<ScorePart> found;
    if (!child_->explain(doc, found)) {
      return false;
    }
    // Each part has its share of what the whole is worth; the last takes up what rounding leaves.
    Evidence whole = 0;
    for (const ScorePart& part : found) {
      whole += part.evidence;
    }
    const Evidence worth = weigh(whole, doc);
    Evidence before = 0;
    Evidence after = 0;
    for (ScorePart& part : found) {
      before += part.evidence;
      const Evidence sum =
          before == whole ? worth : scaled(worth, static_cast<double>(before) / static_cast<double>(whole));
      part.evidence = sum - after;
      after = sum;
    }
    std::move(found.begin(), found.end(), std::back_inserter(parts));
    return true;
  }

 private:
  Evidence weigh(Evidence evidence, DocId doc) const {
    const bool is_known = lengths_ != nullptr && doc < lengths_->dense.size() && mean_length_ > 0;
    return weighed(evidence, rarity_, is_known ? lengths_->dense[doc] / mean_length_ : 1);
  }

  const index::NumberColumn* lengths_;
  double rarity_;
  double mean_length_;
  std::span<const std::uint64_t> found_;
  std::unique_ptr<Matcher> child_;
};

class BitsMatcher final : public Matcher {
 public:
  explicit BitsMatcher(std::span<const std::uint64_t> bits) : bits_(bits) {}
  void match(const Ask& ask, Window& out) override {
    const std::size_t first = ask.begin / 64;
    const std::size_t count = std::min((std::size_t{ask.end} + 63) / 64, bits_.size()) - first;
    for (std::size_t i = 0; i < count; ++i) {
      out.bits.set_word(i, out.bits.word(i) | bits_[first + i]);
    }
  }
  std::uint64_t cost() const override { return bits_.size(); }
  bool explain(DocId doc, std::vector<ScorePart>&) override { return (bits_[doc / 64] >> (doc % 64) & 1) != 0; }

 private:
  std::span<const std::uint64_t> bits_;
};

}  // namespace

std::vector<const BoundNode*> alternatives_of(const BoundNode& query) {
  std::vector<const BoundNode*> found;
  collect(query, found);
  return found;
}

bool only_alternatives_count(const BoundNode& query) {
  if (query.is_filter || query.is_alternative) {
    return true;
  }
  switch (query.kind) {
    case BoundKind::kNone:
    case BoundKind::kAll:
    case BoundKind::kNot:
    case BoundKind::kMissing:
      return true;
    case BoundKind::kAnd:
    case BoundKind::kOr:
    case BoundKind::kTilt:
      return std::all_of(query.children.begin(), query.children.end(), only_alternatives_count);
    default:
      return false;
  }
}

double rarity_of(std::uint64_t studies_with, std::uint64_t studies) {
  const double all = static_cast<double>(studies) + 1;
  return std::log(all / (static_cast<double>(studies_with) + 0.5)) / std::log(all / 0.5);
}

Evidence weighed(Evidence evidence, double rarity, double relative_length) {
  const double units = static_cast<double>(evidence) / kEvidenceUnit;
  const double halfway = kHalfway * (1 - kLengthShare + kLengthShare * relative_length);
  return static_cast<Evidence>(std::llround(rarity * units * (kHalfway + 1) / (units + halfway) * kEvidenceUnit));
}

Evidence greatest_weighed(double rarity) {
  return static_cast<Evidence>(std::llround(rarity * (kHalfway + 1) * kEvidenceUnit)) + 1;
}

double mean_length(const index::Snapshot& snapshot) {
  std::uint64_t sum = 0;
  for (const index::SnapshotSegment& part : snapshot.segments()) {
    const index::NumberColumn* lengths = part.segment->numbers(index::kLengthField);
    for (DocId doc = 0; lengths != nullptr && doc < lengths->dense.size(); ++doc) {
      sum += part.live.contains(doc) ? static_cast<std::uint64_t>(std::max(0, lengths->dense[doc])) : 0;
    }
  }
  const std::uint64_t documents = snapshot.document_count();
  return documents == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(documents);
}

std::unique_ptr<Matcher> make_alternative_matcher(const index::Segment& segment, double rarity, double mean_length,
                                                  std::span<const std::uint64_t> found,
                                                  std::unique_ptr<Matcher> child) {
  return std::make_unique<AlternativeMatcher>(segment.numbers(index::kLengthField), rarity, mean_length, found,
                                              std::move(child));
}

std::unique_ptr<Matcher> make_bits_matcher(std::span<const std::uint64_t> bits) {
  return std::make_unique<BitsMatcher>(bits);
}

}  // namespace trialkeep::search
