#pragma once
// The parts of a question asked of each entry of a list by itself (element_matcher.cc): which elements of a document
// satisfy it, and what that is worth.

#include <algorithm>
#include <memory>
#include <vector>

#include "search/form_reader.h"
#include "search/matcher.h"

namespace trialkeep::search {

// Elements of one document with what they are worth, ascending by element.
struct ElementHit {
  std::uint32_t element;
  Evidence evidence;
};
using ElementHits = std::vector<ElementHit>;

inline void sort_and_add_up(ElementHits& hits) {
  std::stable_sort(hits.begin(), hits.end(),
                   [](const ElementHit& a, const ElementHit& b) { return a.element < b.element; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (kept > 0 && hits[kept - 1].element == hits[i].element) {
      hits[kept - 1].evidence += hits[i].evidence;
    } else {
      hits[kept++] = hits[i];
    }
  }
  hits.resize(kept);
}

// One part of the question. Documents are asked for in ascending order.
class ElementSource {
 public:
  virtual ~ElementSource() = default;
  // The elements of `doc`, 0 up to `count`, that satisfy it; `out` is empty before.
  virtual void find(DocId doc, std::uint32_t count, ElementHits& out) = 0;
  virtual bool damaged() const { return false; }
};
using ElementSources = std::vector<std::unique_ptr<ElementSource>>;

inline bool any_damaged(const ElementSources& sources) {
  return std::any_of(sources.begin(), sources.end(), [](const auto& one) { return one->damaged(); });
}

class AllElements final : public ElementSource {
 public:
  void find(DocId, std::uint32_t count, ElementHits& out) override {
    for (std::uint32_t element = 0; element < count; ++element) {
      out.push_back({element, 0});
    }
  }
};

class UnionSource final : public ElementSource {
 public:
  explicit UnionSource(ElementSources parts) : parts_(std::move(parts)) {}
  void find(DocId doc, std::uint32_t count, ElementHits& out) override {
    for (const auto& part : parts_) {
      one_.clear();
      part->find(doc, count, one_);
      out.insert(out.end(), one_.begin(), one_.end());
    }
    sort_and_add_up(out);
  }
  bool damaged() const override { return any_damaged(parts_); }

 private:
  ElementSources parts_;
  ElementHits one_;
};

class IntersectionSource final : public ElementSource {
 public:
  explicit IntersectionSource(ElementSources parts) : parts_(std::move(parts)) {}
  void find(DocId doc, std::uint32_t count, ElementHits& out) override {
    for (std::size_t i = 0; i < parts_.size() && (i == 0 || !out.empty()); ++i) {
      one_.clear();
      parts_[i]->find(doc, count, one_);
      if (i == 0) {
        out = one_;
        continue;
      }
      auto other = one_.begin();
      std::size_t kept = 0;
      for (const ElementHit hit : out) {
        other = std::find_if(other, one_.end(), [&](const ElementHit& o) { return o.element >= hit.element; });
        if (other != one_.end() && other->element == hit.element) {
          out[kept++] = {hit.element, hit.evidence + other->evidence};
        }
      }
      out.resize(kept);
    }
  }
  bool damaged() const override { return any_damaged(parts_); }

 private:
  ElementSources parts_;
  ElementHits one_;
};

class ComplementSource final : public ElementSource {
 public:
  explicit ComplementSource(std::unique_ptr<ElementSource> part) : part_(std::move(part)) {}
  void find(DocId doc, std::uint32_t count, ElementHits& out) override {
    one_.clear();
    part_->find(doc, count, one_);
    auto next = one_.begin();
    for (std::uint32_t element = 0; element < count; ++element) {
      while (next != one_.end() && next->element < element) {
        ++next;
      }
      if (next == one_.end() || next->element != element) {
        out.push_back({element, 0});
      }
    }
  }
  bool damaged() const override { return part_->damaged(); }

 private:
  std::unique_ptr<ElementSource> part_;
  ElementHits one_;
};

class FormSource final : public ElementSource {
 public:
  explicit FormSource(FormReader reader) : reader_(std::move(reader)) {}
  void find(DocId doc, std::uint32_t, ElementHits& out) override {
    if ((reader_.doc() < doc ? reader_.seek(doc) : reader_.doc()) != doc) {
      return;
    }
    for (const Place& place : reader_.places()) {
      out.push_back({place.element, evidence_of(place.value)});
    }
    sort_and_add_up(out);
  }
  bool damaged() const override { return reader_.damaged(); }

 private:
  FormReader reader_;
};

// Symbols, and which elements have a value at all.
class ListSource final : public ElementSource {
 public:
  ListSource(const index::ListEntry& list, Evidence evidence) : reader_(list.open()), evidence_(evidence) {}
  void find(DocId doc, std::uint32_t, ElementHits& out) override {
    if (reader_.seek(doc) != doc) {
      return;
    }
    occurrences_.clear();
    reader_.read_occurrences(occurrences_);
    for (const index::Occurrence& one : occurrences_) {
      out.push_back({one.element, evidence_});
    }
    sort_and_add_up(out);
  }
  bool damaged() const override { return reader_.damaged(); }

 private:
  index::PostingReader reader_;
  Evidence evidence_;
  std::vector<index::Occurrence> occurrences_;
};

// Numbers and points: entries of a column ascending by document that satisfy a condition; an element is worth the
// same however many of its entries do.
template <typename Satisfies>
class EntrySource final : public ElementSource {
 public:
  EntrySource(index::PackedVector<DocId> docs, index::PackedVector<std::uint32_t> elements, Evidence evidence,
              Satisfies satisfies)
      : docs_(docs), elements_(elements), evidence_(evidence), satisfies_(satisfies) {}
  void find(DocId doc, std::uint32_t, ElementHits& out) override {
    const auto [begin, end] = std::equal_range(docs_.begin(), docs_.end(), doc);
    for (auto at = static_cast<std::size_t>(begin - docs_.begin()); at < static_cast<std::size_t>(end - docs_.begin());
         ++at) {
      const std::uint32_t element = elements_.empty() ? 0 : elements_[at];
      if (satisfies_(at) && (out.empty() || out.back().element != element)) {
        out.push_back({element, evidence_});
      }
    }
  }

 private:
  index::PackedVector<DocId> docs_;
  index::PackedVector<std::uint32_t> elements_;
  Evidence evidence_;
  Satisfies satisfies_;
};

template <typename Satisfies>
std::unique_ptr<ElementSource> entry_source(index::PackedVector<DocId> docs,
                                            index::PackedVector<std::uint32_t> elements, Evidence evidence,
                                            Satisfies satisfies) {
  return std::make_unique<EntrySource<Satisfies>>(docs, elements, evidence, satisfies);
}

class DenseSource final : public ElementSource {
 public:
  DenseSource(index::PackedVector<std::int32_t> dense, std::int32_t low, std::int32_t high, Evidence evidence)
      : dense_(dense), low_(low), high_(high), evidence_(evidence) {}
  void find(DocId doc, std::uint32_t, ElementHits& out) override {
    if (doc < dense_.size() && dense_[doc] >= low_ && dense_[doc] <= high_) {
      out.push_back({0, evidence_});
    }
  }

 private:
  index::PackedVector<std::int32_t> dense_;
  std::int32_t low_;
  std::int32_t high_;
  Evidence evidence_;
};

// A question about the study as a whole: all its elements or none.
class StudySource final : public ElementSource {
 public:
  explicit StudySource(std::unique_ptr<Matcher> matcher) : matcher_(std::move(matcher)) {}
  void find(DocId doc, std::uint32_t count, ElementHits& out) override {
    parts_.clear();
    if (!matcher_->explain(doc, parts_)) {
      return;
    }
    const Evidence evidence = evidence_of_all(parts_);
    for (std::uint32_t element = 0; element < count; ++element) {
      out.push_back({element, evidence});
    }
  }
  bool damaged() const override { return matcher_->damaged(); }

 private:
  std::unique_ptr<Matcher> matcher_;
  std::vector<ScorePart> parts_;
};

}  // namespace trialkeep::search
