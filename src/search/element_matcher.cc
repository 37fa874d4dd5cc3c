// SEARCH[Location]: a question asked of each entry of a list by itself. Documents come from a wider question about
// the whole document, which the matchers of matcher.h answer; in each, the entries that satisfy the question are
// found from the elements of its occurrences, numbers and points.

#include <cstdlib>
#include <memory>

#include "model/catalogue.h"
#include "search/element_sources.h"
#include "search/great_circle.h"

namespace trialkeep::search {
namespace {

using index::ListEntry;
using index::PostingReader;
using query::BoundKind;
using query::BoundNode;
using query::WeightedField;

// Builds both questions from a bound query: the wide one about documents, the narrow one about elements.
class ElementQuestion {
 public:
  ElementQuestion(MatchContext& context, model::FieldId element_of) : context_(context), element_of_(element_of) {}

  // Documents that have an element: those with a size.
  std::unique_ptr<Matcher> any_element() {
    const query::NumberRange some{{element_of_, 0}, 1, INT32_MAX};
    return make_size_matcher(context_, {some});
  }

  std::unique_ptr<Matcher> wide(const BoundNode& node) {
    std::vector<std::unique_ptr<Matcher>> children;
    switch (node.kind) {
      case BoundKind::kAll:
      case BoundKind::kNot:
      case BoundKind::kMissing:
      case BoundKind::kSize:
        return any_element();
      case BoundKind::kAnd:
      case BoundKind::kOr:
        for (const BoundNode& child : node.children) {
          children.push_back(wide(child));
        }
        return node.kind == BoundKind::kAnd ? all_of(std::move(children)) : any_of(std::move(children));
      case BoundKind::kElement:
      case BoundKind::kTilt:
        return wide(node.children.front());
      default: {
        const BoundNode inside = only_inside(node);
        return make_matcher(context_, inside);
      }
    }
  }

  std::unique_ptr<ElementSource> narrow(const BoundNode& node) {
    ElementSources parts;
    switch (node.kind) {
      case BoundKind::kNone:
        break;
      case BoundKind::kAll:
        return std::make_unique<AllElements>();
      case BoundKind::kSize:
        return std::make_unique<StudySource>(make_matcher(context_, node));
      case BoundKind::kNot:
        return std::make_unique<ComplementSource>(narrow(node.children.front()));
      case BoundKind::kElement:
      case BoundKind::kTilt:  // tilts the study's worth, which is found outside
        return narrow(node.children.front());
      case BoundKind::kAnd:
      case BoundKind::kOr:
        for (const BoundNode& child : node.children) {
          parts.push_back(narrow(child));
        }
        if (node.kind == BoundKind::kAnd) {
          return std::make_unique<IntersectionSource>(std::move(parts));
        }
        break;
      case BoundKind::kMissing:
        return std::make_unique<ComplementSource>(present(node.fields));
      default: {
        const BoundNode inside = only_inside(node);
        add_leaves(inside, parts);
      }
    }
    return std::make_unique<UnionSource>(std::move(parts));
  }

 private:
  bool is_inside(model::FieldId field) const { return model::is_within(field, element_of_); }

  // The node without fields outside the list, which have no values in its entries.
  BoundNode only_inside(BoundNode node) const {
    const auto outside = [&](const auto& one) { return !is_inside(one.field); };
    const auto outside_of = [&](const auto& one) { return !is_inside(one.field.field); };
    std::erase_if(node.fields, outside);
    std::erase_if(node.text.fields, outside);
    std::erase_if(node.exact, outside_of);
    std::erase_if(node.ranges, outside_of);
    return node;
  }

  std::unique_ptr<ElementSource> present(const std::vector<WeightedField>& fields) {
    ElementSources parts;
    for (const WeightedField& field : fields) {
      const ListEntry* list = is_inside(field.field) ? context_.find(query::presence_term(), field.field) : nullptr;
      if (list != nullptr) {
        parts.push_back(std::make_unique<ListSource>(*list, 0));
      }
    }
    return std::make_unique<UnionSource>(std::move(parts));
  }

  void add_leaves(const BoundNode& node, ElementSources& parts) {
    for (const query::ExactTerm& exact : node.exact) {
      if (const ListEntry* list = context_.find(exact.term, exact.field.field)) {
        parts.push_back(std::make_unique<ListSource>(*list, evidence_of(exact.field.weight)));
      }
    }
    for (const query::NumberRange& range : node.ranges) {
      add_range(range, parts);
    }
    if (node.kind == BoundKind::kText) {
      parts.push_back(text(node.text));
    }
    if (node.kind != BoundKind::kDistance) {
      return;
    }
    const auto places = std::make_shared<KnownPlaces>(Circle(node.latitude, node.longitude, node.radius_m));
    for (const WeightedField& field : node.fields) {
      if (const index::PointColumn* points = context_.segment().points(field.field)) {
        parts.push_back(
            entry_source(points->docs, points->elements, evidence_of(field.weight), [places, points](std::size_t at) {
              return places->contains(points->latitudes[at], points->longitudes[at]);
            }));
      }
    }
  }

  void add_range(const query::NumberRange& range, ElementSources& parts) {
    const index::NumberColumn* column = context_.segment().numbers(range.field.field);
    const Evidence evidence = evidence_of(range.field.weight);
    if (column == nullptr) {
      return;
    }
    if (column->is_dense()) {
      parts.push_back(std::make_unique<DenseSource>(column->dense, range.low, range.high, evidence));
      return;
    }
    parts.push_back(entry_source(column->docs, column->elements, evidence, [column, range](std::size_t at) {
      return column->values[at] >= range.low && column->values[at] <= range.high;
    }));
  }

  std::unique_ptr<ElementSource> text(const query::TextQuery& text) {
    ElementSources ways;
    add_forms(text, text.whole, 1, ways);
    ElementSources segments;
    for (const query::Segment& segment : text.apart) {
      ElementSources of_segment;
      add_forms(text, segment.forms, segment.forms_share, of_segment);
      ElementSources words;
      for (const std::vector<query::Form>& word : segment.words) {
        ElementSources forms;
        add_forms(text, word, segment.words_share, forms);
        words.push_back(std::make_unique<UnionSource>(std::move(forms)));
      }
      if (!words.empty()) {
        of_segment.push_back(joined(text.is_lossy, std::move(words)));
      }
      segments.push_back(std::make_unique<UnionSource>(std::move(of_segment)));
    }
    if (!segments.empty()) {
      ways.push_back(joined(text.is_lossy, std::move(segments)));
    }
    return std::make_unique<UnionSource>(std::move(ways));
  }

  static std::unique_ptr<ElementSource> joined(bool any, ElementSources parts) {
    if (any) {
      return std::make_unique<UnionSource>(std::move(parts));
    }
    return std::make_unique<IntersectionSource>(std::move(parts));
  }

  void add_forms(const query::TextQuery& text, const std::vector<query::Form>& forms, double share,
                 ElementSources& parts) {
    for (const query::Form& form : forms) {
      const FormLists lists(context_, form, {text.coverage, text.as_typed});
      if (lists.occurs_nowhere()) {
        continue;
      }
      for (const WeightedField& field : text.fields) {
        if (form.is_synonym && !field.has_synonyms) {
          continue;
        }
        if (auto reader = FormReader::make(lists, field.field, field.weight * share * form.similarity)) {
          parts.push_back(std::make_unique<FormSource>(*std::move(reader)));
        }
      }
    }
  }

  MatchContext& context_;
  model::FieldId element_of_;
};

class ElementMatcher final : public Matcher {
 public:
  ElementMatcher(std::unique_ptr<Matcher> wide, std::unique_ptr<ElementSource> narrow,
                 std::vector<std::pair<PostingReader, std::uint32_t>> sizes, model::FieldId field)
      : wide_(std::move(wide)), narrow_(std::move(narrow)), sizes_(std::move(sizes)), field_(field) {}

  void match(const Ask& ask, Window& out) override {
    const WindowPool::Lease candidates(ask.pool);
    Ask unscored = ask;
    unscored.is_scored = false;
    wide_->match(unscored, *candidates);
    if (ask.wanted != nullptr) {
      candidates->bits.keep_common(*ask.wanted);
    }
    candidates->bits.for_each([&](DocId at) {
      if (find(ask.begin + at)) {
        out.add(at, sum());
      }
    });
  }
  std::uint64_t cost() const override { return wide_->cost() * 4; }
  DocId possible_from(DocId from) override { return wide_->possible_from(from); }
  bool damaged() const override { return wide_->damaged() || narrow_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    if (!find(doc)) {
      return false;
    }
    parts.push_back({field_, "entries that match", static_cast<std::uint32_t>(hits_.size()), sum()});
    return true;
  }

 private:
  bool find(DocId doc) {
    hits_.clear();
    narrow_->find(doc, size_of(doc), hits_);
    return !hits_.empty();
  }
  Evidence sum() const {
    Evidence sum = 0;
    for (const ElementHit& hit : hits_) {
      sum += hit.evidence;
    }
    return sum;
  }
  // The entries of the list in a document.
  std::uint32_t size_of(DocId doc) {
    for (auto& [reader, size] : sizes_) {
      if (reader.seek(doc) == doc) {
        return size;
      }
    }
    return 0;
  }

  std::unique_ptr<Matcher> wide_;
  std::unique_ptr<ElementSource> narrow_;
  std::vector<std::pair<PostingReader, std::uint32_t>> sizes_;  // documents whose list has so many entries
  model::FieldId field_;
  ElementHits hits_;
};

bool asks_for_all_elements(const BoundNode& node) {
  switch (node.kind) {
    case BoundKind::kAll:
    case BoundKind::kNot:
    case BoundKind::kMissing:
    case BoundKind::kSize:
      return true;
    default:
      return std::any_of(node.children.begin(), node.children.end(), asks_for_all_elements);
  }
}

}  // namespace

std::unique_ptr<Matcher> make_element_matcher(MatchContext& context, const BoundNode& node) {
  ElementQuestion question(context, node.element_of);
  const BoundNode& inner = node.children.front();
  std::vector<std::pair<PostingReader, std::uint32_t>> sizes;
  if (asks_for_all_elements(inner)) {
    for (index::TermIterator terms(context.segment(), query::size_term(1).substr(0, 1)); terms.next();) {
      if (const ListEntry* list = list_in(terms.lists(), node.element_of)) {
        sizes.emplace_back(list->open(),
                           static_cast<std::uint32_t>(std::strtoul(terms.term().c_str() + 1, nullptr, 10)));
      }
    }
    // Most lists are short: the commonest sizes first.
    std::stable_sort(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  }
  auto wide = question.wide(inner);
  auto narrow = question.narrow(inner);
  return std::make_unique<ElementMatcher>(std::move(wide), std::move(narrow), std::move(sizes), node.element_of);
}

}  // namespace trialkeep::search
