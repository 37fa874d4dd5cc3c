#include "search/cursor.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "search/term_cursor.h"

namespace trialkeep::search {
namespace {

class NoneCursor final : public Cursor {
 public:
  DocId doc() const override { return kNoMoreDocs; }
  DocId next() override { return kNoMoreDocs; }
  DocId seek(DocId) override { return kNoMoreDocs; }
  Evidence evidence() override { return 0; }
  std::uint64_t cost() const override { return 0; }
  bool damaged() const override { return false; }
};

class AllCursor final : public Cursor {
 public:
  explicit AllCursor(DocId documents) : documents_(documents) { seek(0); }
  DocId doc() const override { return doc_; }
  DocId next() override { return doc_ == kNoMoreDocs ? doc_ : seek(doc_ + 1); }
  DocId seek(DocId target) override { return doc_ = target < documents_ ? target : kNoMoreDocs; }
  Evidence evidence() override { return 0; }
  std::uint64_t cost() const override { return documents_; }
  bool damaged() const override { return false; }

 private:
  DocId documents_;
  DocId doc_ = 0;
};

// Every child matches. The rarest child leads.
class AndCursor final : public Cursor {
 public:
  explicit AndCursor(std::vector<std::unique_ptr<Cursor>> children) : children_(std::move(children)) {
    std::stable_sort(children_.begin(), children_.end(),
                     [](const auto& a, const auto& b) { return a->cost() < b->cost(); });
    settle(children_.front()->doc());
  }
  DocId doc() const override { return doc_; }
  DocId next() override { return doc_ == kNoMoreDocs ? doc_ : settle(children_.front()->next()); }
  DocId seek(DocId target) override { return settle(children_.front()->seek(target)); }
  Evidence evidence() override {
    Evidence sum = 0;
    for (auto& child : children_) {
      sum += child->evidence();
    }
    return sum;
  }
  std::uint64_t cost() const override { return children_.front()->cost(); }
  bool damaged() const override {
    return std::any_of(children_.begin(), children_.end(), [](const auto& child) { return child->damaged(); });
  }

 private:
  DocId settle(DocId candidate) {
    for (std::size_t i = 1; i < children_.size() && candidate != kNoMoreDocs;) {
      const DocId found = children_[i]->doc() < candidate ? children_[i]->seek(candidate) : children_[i]->doc();
      if (found == candidate) {
        ++i;
      } else {
        candidate = children_.front()->seek(found);
        i = 1;
      }
    }
    return doc_ = candidate;
  }
  std::vector<std::unique_ptr<Cursor>> children_;
  DocId doc_ = kNoMoreDocs;
};

// Some child matches.
class OrCursor final : public Cursor {
 public:
  explicit OrCursor(std::vector<std::unique_ptr<Cursor>> children) : children_(std::move(children)) { settle(); }
  DocId doc() const override { return doc_; }
  DocId next() override {
    const DocId current = doc_;
    if (current == kNoMoreDocs) {
      return doc_;
    }
    for (auto& child : children_) {
      if (child->doc() == current) {
        child->next();
      }
    }
    return settle();
  }
  DocId seek(DocId target) override {
    for (auto& child : children_) {
      if (child->doc() < target) {
        child->seek(target);
      }
    }
    return settle();
  }
  Evidence evidence() override {
    Evidence sum = 0;
    for (auto& child : children_) {
      sum += child->doc() == doc_ ? child->evidence() : 0;
    }
    return sum;
  }
  std::uint64_t cost() const override {
    std::uint64_t sum = 0;
    for (const auto& child : children_) {
      sum += child->cost();
    }
    return sum;
  }
  bool damaged() const override {
    return std::any_of(children_.begin(), children_.end(), [](const auto& child) { return child->damaged(); });
  }

 private:
  DocId settle() {
    doc_ = kNoMoreDocs;
    for (const auto& child : children_) {
      doc_ = std::min(doc_, child->doc());
    }
    return doc_;
  }
  std::vector<std::unique_ptr<Cursor>> children_;
  DocId doc_ = kNoMoreDocs;
};

// Every document but the child's. Worth nothing by itself.
class NotCursor final : public Cursor {
 public:
  NotCursor(DocId documents, std::unique_ptr<Cursor> child) : documents_(documents), child_(std::move(child)) {
    settle(0);
  }
  DocId doc() const override { return doc_; }
  DocId next() override { return doc_ == kNoMoreDocs ? doc_ : settle(doc_ + 1); }
  DocId seek(DocId target) override { return target == kNoMoreDocs ? doc_ = kNoMoreDocs : settle(target); }
  Evidence evidence() override { return 0; }
  std::uint64_t cost() const override { return documents_; }
  bool damaged() const override { return child_->damaged(); }

 private:
  DocId settle(DocId candidate) {
    for (; candidate < documents_; ++candidate) {
      if (child_->doc() < candidate) {
        child_->seek(candidate);
      }
      if (child_->doc() != candidate) {
        return doc_ = candidate;
      }
    }
    return doc_ = kNoMoreDocs;
  }
  DocId documents_;
  std::unique_ptr<Cursor> child_;
  DocId doc_ = kNoMoreDocs;
};

}  // namespace

Evidence evidence_of(double value, std::uint64_t count) {
  const double one = -std::log1p(-std::min(value, kScoreMax));
  return static_cast<Evidence>(std::llround(one * kEvidenceUnit)) * static_cast<Evidence>(count);
}

double score_of(Evidence evidence) { return -std::expm1(-static_cast<double>(evidence) / kEvidenceUnit); }

std::unique_ptr<Cursor> all_of(std::vector<std::unique_ptr<Cursor>> children) {
  CHECK(!children.empty());
  if (children.size() == 1) {
    return std::move(children.front());
  }
  return std::make_unique<AndCursor>(std::move(children));
}

std::unique_ptr<Cursor> any_of(std::vector<std::unique_ptr<Cursor>> children) {
  if (children.empty()) {
    return std::make_unique<NoneCursor>();
  }
  if (children.size() == 1) {
    return std::move(children.front());
  }
  return std::make_unique<OrCursor>(std::move(children));
}

std::unique_ptr<Cursor> make_cursor(const index::Segment& segment, const query::BoundNode& node) {
  using query::BoundKind;
  if (node.kind == BoundKind::kTerm) {
    return make_term_cursor(segment, node);
  }
  if (node.kind == BoundKind::kAll) {
    return std::make_unique<AllCursor>(segment.document_count());
  }
  std::vector<std::unique_ptr<Cursor>> children;
  for (const query::BoundNode& child : node.children) {
    children.push_back(make_cursor(segment, child));
  }
  if (node.kind == BoundKind::kNone || children.empty()) {
    return std::make_unique<NoneCursor>();
  }
  if (node.kind == BoundKind::kNot) {
    return std::make_unique<NotCursor>(segment.document_count(), std::move(children.front()));
  }
  return node.kind == BoundKind::kAnd ? all_of(std::move(children)) : any_of(std::move(children));
}

}  // namespace trialkeep::search
