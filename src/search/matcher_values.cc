// Leaves that are no text: symbols, numbers, list sizes, places, missing values.

#include <algorithm>
#include <array>
#include <cstring>

#include "model/catalogue.h"
#include "query/bind_values.h"
#include "query/bound.h"
#include "search/facets.h"
#include "search/great_circle.h"
#include "search/matcher.h"

namespace trialkeep::search {
namespace {

using index::ListEntry;
using index::NumberColumn;
using index::PostingReader;
using query::NumberRange;
using query::WeightedField;

// The documents of a posting list. Each occurrence, or each document, is worth `evidence`. A query has thousands of
// lists, and many are not needed once it is known which documents are of interest: they are opened when they are read.
class ListMatcher final : public Matcher {
 public:
  ListMatcher(const ListEntry& list, ScorePart part, bool by_occurrence)
      : list_(list), part_(std::move(part)), by_occurrence_(by_occurrence) {}

  void match(const Ask& ask, Window& out) override {
    PostingReader& reader = opened();
    const bool is_scored = ask.is_scored && part_.evidence > 0;
    const auto add = [&](DocId doc) {
      if (is_scored) {
        out.add(doc - ask.begin, part_.evidence * (by_occurrence_ ? reader.count() : 1));
      } else {
        out.add(doc - ask.begin);
      }
    };
    if (ask.wanted != nullptr && ask.few_wanted) {
      ask.wanted->for_each([&](DocId at) {
        if (reader.seek(ask.begin + at) == ask.begin + at) {
          add(ask.begin + at);
        }
      });
      return;
    }
    for (DocId doc = reader.seek(ask.begin); doc < ask.end; doc = reader.next()) {
      add(doc);
    }
  }
  std::uint64_t cost() const override { return list_.doc_count; }
  DocId possible_from(DocId from) override { return std::max(from, opened().doc()); }
  bool damaged() const override { return reader_ != nullptr && reader_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    if (opened().seek(doc) != doc) {
      return false;
    }
    ScorePart part = part_;
    part.count = by_occurrence_ ? reader_->count() : 1;
    part.evidence *= part.count;
    parts.push_back(std::move(part));
    return true;
  }

 private:
  PostingReader& opened() {
    if (reader_ == nullptr) {
      reader_ = std::make_unique<PostingReader>(list_.open());
    }
    return *reader_;
  }

  ListEntry list_;
  std::unique_ptr<PostingReader> reader_;
  ScorePart part_;
  bool by_occurrence_;
};

// Each document once, ascending.
std::vector<DocId> in_order(std::vector<DocId> documents) {
  constexpr std::size_t kBitsPerDocument = 64;  // where a set of so few bits a document stands for them, it is faster
  if (!std::is_sorted(documents.begin(), documents.end())) {
    const DocId last = *std::max_element(documents.begin(), documents.end());
    if (last / kBitsPerDocument <= documents.size()) {
      ResultSet set(last + 1);
      for (const DocId doc : documents) {
        set.add(doc);
      }
      documents.clear();
      set.for_each([&](DocId doc) { documents.push_back(doc); });
      return documents;
    }
    std::sort(documents.begin(), documents.end());
  }
  documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
  return documents;
}

// A set of documents found beforehand, each worth the same.
class SetMatcher final : public Matcher {
 public:
  // `documents` in any order.
  SetMatcher(std::vector<DocId> documents, ScorePart part)
      : documents_(in_order(std::move(documents))), part_(std::move(part)) {}

  void match(const Ask& ask, Window& out) override {
    at_ = std::lower_bound(documents_.begin() + at_, documents_.end(), ask.begin) - documents_.begin();
    for (auto i = static_cast<std::size_t>(at_); i < documents_.size() && documents_[i] < ask.end; ++i) {
      if (ask.is_scored && part_.evidence > 0) {
        out.add(documents_[i] - ask.begin, part_.evidence);
      } else {
        out.add(documents_[i] - ask.begin);
      }
    }
  }
  std::uint64_t cost() const override { return documents_.size(); }
  DocId possible_from(DocId from) override {
    const auto next = std::lower_bound(documents_.begin() + at_, documents_.end(), from);
    return next == documents_.end() ? kNoMoreDocs : *next;
  }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    if (!std::binary_search(documents_.begin(), documents_.end(), doc)) {
      return false;
    }
    parts.push_back(part_);
    return true;
  }

 private:
  std::vector<DocId> documents_;
  ScorePart part_;
  std::ptrdiff_t at_ = 0;
};

// Documents with a number between two bounds, in a column where each has one at most.
class DenseRangeMatcher final : public Matcher {
 public:
  DenseRangeMatcher(const NumberColumn& column, const NumberRange& range, ScorePart part)
      : column_(column), low_(range.low), high_(range.high), part_(std::move(part)) {}

  void match(const Ask& ask, Window& out) override {
    const auto end = std::min<std::size_t>(ask.end, column_.dense.size());
    for (std::size_t word = 0; ask.begin + word * 64 < end; ++word) {
      if (ask.wanted != nullptr && ask.wanted->word(word) == 0) {
        continue;
      }
      const std::size_t first = ask.begin + word * 64;
      std::uint64_t bits = contained(first, std::min<std::size_t>(64, end - first));
      if (!ask.is_scored || part_.evidence == 0) {
        out.bits.set_word(word, out.bits.word(word) | bits);
        continue;
      }
      for (; bits != 0; bits &= bits - 1) {
        out.add(static_cast<DocId>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits))), part_.evidence);
      }
    }
  }
  std::uint64_t cost() const override { return column_.dense.size() / 8; }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    if (doc >= column_.dense.size() || !contains(column_.dense[doc])) {
      return false;
    }
    parts.push_back(part_);
    return true;
  }

 private:
  // kNoNumber is less than every lower bound.
  bool contains(std::int32_t value) const { return value >= low_ && value <= high_; }

  // Bit i for document first + i. Without branches, so that the compiler compares many at once.
  std::uint64_t contained(std::size_t first, std::size_t count) const {
    std::array<std::int32_t, 64> numbers;
    numbers.fill(index::kNoNumber);
    column_.dense.copy(first, count, numbers.data());
    std::array<std::uint8_t, 64> flags;
    for (std::size_t i = 0; i < 64; ++i) {
      flags[i] = static_cast<std::uint8_t>(numbers[i] >= low_) & static_cast<std::uint8_t>(numbers[i] <= high_);
    }
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 64; i += 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, flags.data() + i, 8);
      bits |= (eight * 0x0102040810204080 >> 56) << i;  // the lowest bit of each byte, side by side
    }
    return bits;
  }

  const NumberColumn& column_;
  std::int32_t low_;
  std::int32_t high_;
  ScorePart part_;
};

std::vector<DocId> documents_in_range(const NumberColumn& column, const NumberRange& range) {
  std::vector<DocId> documents;
  for (std::size_t i = 0; i < column.docs.size(); ++i) {
    if (column.values[i] >= range.low && column.values[i] <= range.high) {
      documents.push_back(column.docs[i]);
    }
  }
  return documents;
}

}  // namespace

std::unique_ptr<Matcher> make_list_matcher(const ListEntry& list, ScorePart part, bool by_occurrence) {
  return std::make_unique<ListMatcher>(list, std::move(part), by_occurrence);
}

const ListEntry* list_in(const std::vector<ListEntry>& lists, model::FieldId field) {
  const auto found =
      std::lower_bound(lists.begin(), lists.end(), field,
                       [](const ListEntry& entry, model::FieldId wanted) { return entry.field < wanted; });
  return found != lists.end() && found->field == field ? &*found : nullptr;
}

const std::vector<ListEntry>& TermLists::find(const std::string& term) {
  const auto [entry, fresh] = found_.try_emplace(term);
  if (fresh) {
    entry->second = segment_.find(term);
  }
  return entry->second;
}

const Found* MatchContext::found(const query::BoundNode& node) const {
  if (found_ == nullptr) {
    return nullptr;
  }
  const auto found = found_->find(&node);
  return found == found_->end() ? nullptr : found->second.get();
}

const ListEntry* MatchContext::find(const std::string& term, model::FieldId field) {
  const ListEntry* list = list_in(find(term), field);
  postings_ += list == nullptr ? 0 : list->doc_count;
  return list;
}

std::unique_ptr<Matcher> make_exact_matcher(MatchContext& context, const std::vector<query::ExactTerm>& exact) {
  std::vector<std::unique_ptr<Matcher>> ways;
  for (const query::ExactTerm& one : exact) {
    if (const ListEntry* list = context.find(one.term, one.field.field)) {
      ways.push_back(make_list_matcher(
          *list, ScorePart{one.field.field, one.term.substr(1), 1, evidence_of(one.field.weight)}, true));
    }
  }
  return any_of(std::move(ways));
}

std::unique_ptr<Matcher> make_numbers_matcher(MatchContext& context, const std::vector<NumberRange>& ranges) {
  std::vector<std::unique_ptr<Matcher>> ways;
  for (const NumberRange& range : ranges) {
    const NumberColumn* column = context.segment().numbers(range.field.field);
    if (column == nullptr) {
      continue;
    }
    ScorePart part{range.field.field, query::bounds_text(model::field(range.field.field), {range.low, range.high}), 1,
                   evidence_of(range.field.weight)};
    if (column->is_dense()) {
      ways.push_back(std::make_unique<DenseRangeMatcher>(*column, range, std::move(part)));
    } else {
      ways.push_back(std::make_unique<SetMatcher>(documents_in_range(*column, range), std::move(part)));
    }
  }
  return any_of(std::move(ways));
}

// Each document once, in order.
static void keep_once(std::vector<DocId>& documents) {
  std::sort(documents.begin(), documents.end());
  documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
}

std::unique_ptr<Matcher> make_size_matcher(MatchContext& context, const std::vector<NumberRange>& ranges) {
  std::vector<std::unique_ptr<Matcher>> ways;
  const std::string prefix = query::size_term(1).substr(0, 1);
  for (const NumberRange& range : ranges) {
    std::vector<DocId> of_range;  // a document as often as it has lists of such a size
    std::vector<DocId> of_any;
    for (index::TermIterator terms(context.segment(), prefix); terms.next();) {
      const auto entries = std::strtoll(terms.term().c_str() + 1, nullptr, 10);
      const ListEntry* list = list_in(terms.lists(), range.field.field);
      const bool in_range = entries >= range.low && entries <= range.high;
      if (list == nullptr || (!in_range && range.low > 0)) {
        continue;
      }
      for (PostingReader reader = list->open(); reader.doc() != kNoMoreDocs; reader.next()) {
        of_any.push_back(reader.doc());
        if (in_range) {
          of_range.push_back(reader.doc());
        }
      }
    }
    const ScorePart part{range.field.field, "size " + query::size_bounds_text({range.low, range.high}), 1,
                         evidence_of(range.field.weight)};
    keep_once(of_range);
    if (range.low <= 0 && range.high >= 0) {
      // An absent list has no entries.
      keep_once(of_any);
      for (DocId doc = 0, i = 0; doc < context.segment().document_count(); ++doc) {
        if (i < of_any.size() && of_any[i] == doc) {
          ++i;
        } else {
          of_range.push_back(doc);
        }
      }
    }
    ways.push_back(std::make_unique<SetMatcher>(std::move(of_range), part));
  }
  return any_of(std::move(ways));
}

std::unique_ptr<Matcher> make_distance_matcher(MatchContext& context, const query::BoundNode& node) {
  std::vector<std::unique_ptr<Matcher>> ways;
  const Circle circle(node.latitude, node.longitude, node.radius_m);
  for (const WeightedField& field : node.fields) {
    const index::PointColumn* points = context.segment().points(field.field);
    if (points == nullptr) {
      continue;
    }
    std::vector<DocId> documents;
    for_each_point_in(*points, circle, [&](std::uint32_t entry) { documents.push_back(points->docs[entry]); });
    ways.push_back(std::make_unique<SetMatcher>(std::move(documents),
                                                ScorePart{field.field, "a place", 1, evidence_of(field.weight)}));
  }
  return any_of(std::move(ways));
}

std::unique_ptr<Matcher> make_missing_matcher(MatchContext& context, const std::vector<WeightedField>& fields) {
  std::vector<std::unique_ptr<Matcher>> present;
  const std::string term = query::presence_term();
  for (const WeightedField& field : fields) {
    if (const ListEntry* list = context.find(term, field.field)) {
      present.push_back(make_list_matcher(*list, ScorePart{field.field, "", 1, 0}, false));
    }
  }
  return none_of(context.segment().document_count(), any_of(std::move(present)));
}

}  // namespace trialkeep::search
