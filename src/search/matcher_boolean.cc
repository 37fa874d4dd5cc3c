// The inner nodes: AND, OR, NOT, everything; filters that are worth nothing; TILT.

#include <algorithm>

#include "search/alternatives.h"
#include "search/matcher.h"
#include "search/numbers.h"

namespace trialkeep::search {
namespace {

using Children = std::vector<std::unique_ptr<Matcher>>;

bool any_damaged(const Children& children) {
  return std::any_of(children.begin(), children.end(), [](const auto& child) { return child->damaged(); });
}

std::uint64_t sum_of_costs(const Children& children) {
  std::uint64_t sum = 0;
  for (const auto& child : children) {
    sum += child->cost();
  }
  return sum;
}

class AllMatcher final : public Matcher {
 public:
  void match(const Ask& ask, Window& out) override { out.bits.add_first(ask.end - ask.begin); }
  std::uint64_t cost() const override { return 0; }
  bool explain(DocId, std::vector<ScorePart>&) override { return true; }
};

// Every child matches. The cheapest one is asked first; the others only for what it found.
class AndMatcher final : public Matcher {
 public:
  explicit AndMatcher(Children children) : children_(std::move(children)) {
    std::stable_sort(children_.begin(), children_.end(),
                     [](const auto& a, const auto& b) { return a->cost() < b->cost(); });
  }

  void match(const Ask& ask, Window& out) override {
    const WindowPool::Lease both(ask.pool);
    const WindowPool::Lease one(ask.pool);
    children_.front()->match(ask, *both);
    for (std::size_t i = 1; i < children_.size(); ++i) {
      if (ask.wanted != nullptr) {
        both->bits.keep_common(*ask.wanted);
      }
      if (both->bits.empty()) {
        return;
      }
      one->clear();
      Ask rest = ask;
      rest.wanted = &both->bits;
      rest.few_wanted = both->bits.count() <= kFewWanted;
      children_[i]->match(rest, *one);
      both->bits.keep_common(one->bits);
      if (one->has_evidence()) {
        both->bits.for_each([&](DocId at) { both->add_evidence(at, one->evidence(at)); });
      }
    }
    if (!both->has_evidence()) {
      out.bits.add_all(both->bits);
      return;
    }
    both->bits.for_each([&](DocId at) { out.add(at, both->evidence(at)); });
  }

  std::uint64_t cost() const override { return children_.front()->cost(); }
  DocId possible_from(DocId from) override {
    for (const auto& child : children_) {
      from = std::max(from, child->possible_from(from));
    }
    return from;
  }
  bool damaged() const override { return any_damaged(children_); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    std::vector<ScorePart> found;
    for (const auto& child : children_) {
      if (!child->explain(doc, found)) {
        return false;
      }
    }
    std::move(found.begin(), found.end(), std::back_inserter(parts));
    return true;
  }

 private:
  Children children_;
};

// Some child matches.
class OrMatcher final : public Matcher {
 public:
  explicit OrMatcher(Children children) : children_(std::move(children)), cost_(sum_of_costs(children_)) {}
  void match(const Ask& ask, Window& out) override {
    for (const auto& child : children_) {
      child->match(ask, out);
    }
  }
  std::uint64_t cost() const override { return cost_; }
  DocId possible_from(DocId from) override {
    DocId least = kNoMoreDocs;
    for (const auto& child : children_) {
      least = std::min(least, child->possible_from(from));
      if (least <= from) {
        return from;
      }
    }
    return least;
  }
  bool damaged() const override { return any_damaged(children_); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    bool found = false;
    for (const auto& child : children_) {
      found = child->explain(doc, parts) || found;
    }
    return found;
  }

 private:
  Children children_;
  std::uint64_t cost_;
};

// Every document but the child's. Worth nothing by itself.
class NotMatcher final : public Matcher {
 public:
  NotMatcher(DocId documents, std::unique_ptr<Matcher> child) : documents_(documents), child_(std::move(child)) {}
  void match(const Ask& ask, Window& out) override {
    const WindowPool::Lease without(ask.pool);
    Ask unscored = ask;
    unscored.is_scored = false;
    child_->match(unscored, *without);
    WindowBits all;
    all.add_first(ask.end - ask.begin);
    all.remove_all(without->bits);
    out.bits.add_all(all);
  }
  std::uint64_t cost() const override { return documents_ + child_->cost(); }
  bool damaged() const override { return child_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>&) override {
    std::vector<ScorePart> ignored;
    return !child_->explain(doc, ignored);
  }

 private:
  DocId documents_;
  std::unique_ptr<Matcher> child_;
};

// The child's documents, worth nothing.
class FilterMatcher final : public Matcher {
 public:
  explicit FilterMatcher(std::unique_ptr<Matcher> child) : child_(std::move(child)) {}
  void match(const Ask& ask, Window& out) override {
    Ask unscored = ask;
    unscored.is_scored = false;
    const WindowPool::Lease inner(ask.pool);
    child_->match(unscored, *inner);
    out.bits.add_all(inner->bits);
  }
  std::uint64_t cost() const override { return child_->cost(); }
  DocId possible_from(DocId from) override { return child_->possible_from(from); }
  bool damaged() const override { return child_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>&) override {
    std::vector<ScorePart> ignored;
    return child_->explain(doc, ignored);
  }

 private:
  std::unique_ptr<Matcher> child_;
};

// The child's documents, worth more the greater their value of a field is.
class TiltMatcher final : public Matcher {
 public:
  TiltMatcher(const index::NumberColumn* column, TiltBounds bounds, std::unique_ptr<Matcher> child)
      : column_(column), bounds_(bounds), child_(std::move(child)) {}

  void match(const Ask& ask, Window& out) override {
    const WindowPool::Lease inner(ask.pool);
    child_->match(ask, *inner);
    if (!inner->has_evidence()) {
      out.bits.add_all(inner->bits);
      return;
    }
    inner->bits.for_each([&](DocId at) { out.add(at, scaled(inner->evidence(at), factor(ask.begin + at))); });
  }
  std::uint64_t cost() const override { return child_->cost(); }
  DocId possible_from(DocId from) override { return child_->possible_from(from); }
  bool damaged() const override { return child_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    std::vector<ScorePart> found;
    if (!child_->explain(doc, found)) {
      return false;
    }
    add_weighed(found, parts, [&](Evidence before) { return scaled(before, factor(doc)); });
    return true;
  }

 private:
  double factor(DocId doc) const {
    const std::int32_t value = column_ == nullptr ? index::kNoNumber : greatest_number(*column_, doc);
    if (value == index::kNoNumber) {
      return 0.5;
    }
    if (bounds_.low == bounds_.high) {
      return 1;
    }
    const double share = (static_cast<double>(value) - bounds_.low) / (static_cast<double>(bounds_.high) - bounds_.low);
    return 0.5 + 0.5 * share;
  }

  const index::NumberColumn* column_;
  TiltBounds bounds_;
  std::unique_ptr<Matcher> child_;
};

}  // namespace

std::unique_ptr<Matcher> every_document() { return std::make_unique<AllMatcher>(); }

std::unique_ptr<Matcher> all_of(Children children) {
  if (children.size() == 1) {
    return std::move(children.front());
  }
  if (children.empty()) {
    return any_of({});
  }
  return std::make_unique<AndMatcher>(std::move(children));
}

std::unique_ptr<Matcher> any_of(Children children) {
  if (children.size() == 1) {
    return std::move(children.front());
  }
  return std::make_unique<OrMatcher>(std::move(children));
}

std::unique_ptr<Matcher> none_of(DocId documents, std::unique_ptr<Matcher> child) {
  return std::make_unique<NotMatcher>(documents, std::move(child));
}

namespace {

std::unique_ptr<Matcher> make_scored_matcher(MatchContext& context, const query::BoundNode& node) {
  using query::BoundKind;
  Children children;
  switch (node.kind) {
    case BoundKind::kNone:
      return any_of({});
    case BoundKind::kAll:
      return every_document();
    case BoundKind::kText:
      return make_text_matcher(context, node.text);
    case BoundKind::kExact:
      return make_exact_matcher(context, node.exact);
    case BoundKind::kNumbers:
      return make_numbers_matcher(context, node.ranges);
    case BoundKind::kSize:
      return make_size_matcher(context, node.ranges);
    case BoundKind::kDistance:
      return make_distance_matcher(context, node);
    case BoundKind::kMissing:
      return make_missing_matcher(context, node.fields);
    case BoundKind::kElement:
      return make_element_matcher(context, node);
    case BoundKind::kTilt:
      return std::make_unique<TiltMatcher>(context.segment().numbers(node.fields.front().field),
                                           context.weighing().tilts.at(&node),
                                           make_matcher(context, node.children.front()));
    case BoundKind::kNot:
      return none_of(context.segment().document_count(), make_matcher(context, node.children.front()));
    case BoundKind::kAnd:
    case BoundKind::kOr:
      for (const query::BoundNode& child : node.children) {
        children.push_back(make_matcher(context, child));
      }
      return node.kind == BoundKind::kAnd ? all_of(std::move(children)) : any_of(std::move(children));
  }
  return any_of({});
}

}  // namespace

std::unique_ptr<Matcher> make_matcher(MatchContext& context, const query::BoundNode& node) {
  const Found* found = context.found(node);
  if (found != nullptr && context.found_is_enough()) {
    return make_bits_matcher(found->bits);
  }
  if (found != nullptr && found->has_evidence) {
    return make_found_matcher(context, node, *found);
  }
  auto matcher = make_scored_matcher(context, node);
  if (context.weighing().rarities.contains(&node)) {
    return make_alternative_matcher(context, node, found, std::move(matcher));
  }
  return node.is_filter ? std::make_unique<FilterMatcher>(std::move(matcher)) : std::move(matcher);
}

}  // namespace trialkeep::search
