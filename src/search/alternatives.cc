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

// The documents of `bits` in the asked window that are wanted.
WindowBits wanted_among(std::span<const std::uint64_t> bits, const Ask& ask) {
  WindowBits here;
  for (std::size_t i = 0; i < kWindowWords && ask.begin / 64 + i < bits.size(); ++i) {
    here.set_word(i, bits[ask.begin / 64 + i]);
  }
  if (ask.wanted != nullptr) {
    here.keep_common(*ask.wanted);
  }
  return here;
}

class AlternativeMatcher final : public Matcher {
 public:
  AlternativeMatcher(Weigher weigher, const Found* found, std::unique_ptr<Matcher> child)
      : weigher_(weigher), found_(found), child_(std::move(child)) {}

  void match(const Ask& ask, Window& out) override {
    if (!ask.is_scored) {
      child_->match(ask, out);
      return;
    }
    Ask there = ask;
    WindowBits here;
    if (found_ != nullptr) {
      here = wanted_among(found_->bits, ask);
      const DocId count = here.count();
      if (count == 0) {
        return;
      }
      there.wanted = &here;
      there.few_wanted = count <= kFewWanted;
    }
    const WindowPool::Lease inner(ask.pool);
    child_->match(there, *inner);
    inner->bits.for_each([&](DocId at) { out.add(at, weigher_.weigh(inner->evidence(at), ask.begin + at)); });
  }
  std::uint64_t cost() const override { return child_->cost(); }
  DocId possible_from(DocId from) override { return child_->possible_from(from); }
  bool damaged() const override { return child_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    std::vector<ScorePart> found;
    if (!child_->explain(doc, found)) {
      return false;
    }
    // Each part has its share of what the whole is worth.
    const Evidence whole = evidence_of_all(found);
    const Evidence worth = weigher_.weigh(whole, doc);
    add_weighed(found, parts, [&](Evidence before) {
      return before == whole ? worth : scaled(worth, static_cast<double>(before) / static_cast<double>(whole));
    });
    return true;
  }

 private:
  Weigher weigher_;
  const Found* found_;
  std::unique_ptr<Matcher> child_;
};

// Not for explain(), which names fields: there nothing is found beforehand.
class FoundMatcher final : public Matcher {
 public:
  FoundMatcher(Weigher weigher, const Found& found) : weigher_(weigher), found_(found) {}
  void match(const Ask& ask, Window& out) override {
    for (; passed_ < ask.begin / 64; ++passed_) {
      evidence_at_ += static_cast<std::size_t>(std::popcount(found_.bits[passed_]));
    }
    const WindowBits here = wanted_among(found_.bits, ask);
    std::size_t at = evidence_at_;
    for (std::size_t i = 0; i < kWindowWords && ask.begin / 64 + i < found_.bits.size(); ++i) {
      const std::uint64_t all = found_.bits[ask.begin / 64 + i];
      for (std::uint64_t rest = here.word(i); rest != 0; rest &= rest - 1) {
        const std::uint64_t before = (rest & -rest) - 1;
        const auto doc = static_cast<DocId>(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        const Evidence evidence = found_.evidence[at + static_cast<std::size_t>(std::popcount(all & before))];
        out.add(doc, weigher_.weigh(evidence, ask.begin + doc));
      }
      at += static_cast<std::size_t>(std::popcount(all));
    }
  }
  std::uint64_t cost() const override { return found_.evidence.size(); }
  bool explain(DocId, std::vector<ScorePart>&) override { return false; }

 private:
  Weigher weigher_;
  const Found& found_;
  std::size_t passed_ = 0;       // words of bits that are behind
  std::size_t evidence_at_ = 0;  // of the first document of the next
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

std::unique_ptr<Matcher> make_alternative_matcher(const MatchContext& context, const BoundNode& alternative,
                                                  const Found* found, std::unique_ptr<Matcher> child) {
  return std::make_unique<AlternativeMatcher>(Weigher(context.segment(), context.weighing(), alternative), found,
                                              std::move(child));
}

std::unique_ptr<Matcher> make_found_matcher(const MatchContext& context, const BoundNode& alternative,
                                            const Found& found) {
  return std::make_unique<FoundMatcher>(Weigher(context.segment(), context.weighing(), alternative), found);
}

Weigher::Weigher(const index::Segment& segment, const Weighing& weighing, const BoundNode& alternative)
    : mean_length_(weighing.mean_length), rarity_(weighing.rarities.at(&alternative)) {
  if (const index::NumberColumn* lengths = segment.numbers(index::kLengthField)) {
    lengths_ = lengths->dense;
  }
}

std::unique_ptr<Matcher> make_bits_matcher(std::span<const std::uint64_t> bits) {
  return std::make_unique<BitsMatcher>(bits);
}

}  // namespace trialkeep::search
