// Runs of words over fields: their forms, and what stands apart.

#include <algorithm>

#include "search/form_reader.h"
#include "search/matcher.h"

namespace trialkeep::search {
namespace {

using index::ListEntry;
using query::Form;
using query::TextQuery;
using query::WeightedField;
using Matchers = std::vector<std::unique_ptr<Matcher>>;

// A form in one field that has to be looked at place by place.
class FormMatcher final : public Matcher {
 public:
  FormMatcher(FormReader reader, model::FieldId field, std::string words)
      : reader_(std::move(reader)), field_(field), words_(std::move(words)) {}

  void match(const Ask& ask, Window& out) override {
    const auto wanted_from = [&](DocId doc) {
      if (ask.wanted == nullptr || doc >= ask.end) {
        return doc;
      }
      const DocId next = ask.wanted->next(doc - ask.begin);
      return next == kWindowDocs ? ask.end : ask.begin + next;
    };
    DocId doc = reader_.doc() < ask.begin ? reader_.seek(wanted_from(ask.begin)) : reader_.doc();
    while (doc < ask.end) {
      const DocId wanted = wanted_from(doc);
      if (wanted != doc) {
        doc = wanted < ask.end ? reader_.seek(wanted) : wanted;
        continue;
      }
      const std::vector<Place>& places = reader_.places();
      if (!places.empty()) {
        if (ask.is_scored) {
          out.add(doc - ask.begin, evidence_of_all(places));
        } else {
          out.add(doc - ask.begin);
        }
      }
      doc = reader_.next();
    }
  }
  std::uint64_t cost() const override { return reader_.cost(); }
  DocId possible_from(DocId from) override { return std::max(from, reader_.doc()); }
  bool damaged() const override { return reader_.damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    if ((reader_.doc() < doc ? reader_.seek(doc) : reader_.doc()) != doc) {
      return false;
    }
    const std::vector<Place>& places = reader_.places();
    if (places.empty()) {
      return false;
    }
    parts.push_back({field_, words_, static_cast<std::uint32_t>(places.size()), evidence_of_all(places)});
    return true;
  }

 private:
  Evidence evidence_of_all(const std::vector<Place>& places) {
    Evidence sum = 0;
    for (const Place& place : places) {
      if (place.value != last_value_) {
        last_value_ = place.value;
        last_evidence_ = evidence_of(place.value);
      }
      sum += last_evidence_;
    }
    return sum;
  }

  FormReader reader_;
  model::FieldId field_;
  std::string words_;
  double last_value_ = -1;
  Evidence last_evidence_ = 0;
};

// Matchers that tell one form in one field between them.
class OneFormMatcher final : public Matcher {
 public:
  OneFormMatcher(Matchers parts, model::FieldId field, std::string words)
      : parts_(any_of(std::move(parts))), field_(field), words_(std::move(words)) {}

  void match(const Ask& ask, Window& out) override { parts_->match(ask, out); }
  std::uint64_t cost() const override { return parts_->cost(); }
  DocId possible_from(DocId from) override { return parts_->possible_from(from); }
  bool damaged() const override { return parts_->damaged(); }
  bool explain(DocId doc, std::vector<ScorePart>& parts) override {
    std::vector<ScorePart> found;
    if (!parts_->explain(doc, found)) {
      return false;
    }
    std::uint32_t count = 0;
    for (const ScorePart& part : found) {
      count += part.count;
    }
    parts.push_back({field_, words_, count, evidence_of_all(found)});
    return true;
  }

 private:
  std::unique_ptr<Matcher> parts_;
  model::FieldId field_;
  std::string words_;
};

class TextMatcherMaker {
 public:
  TextMatcherMaker(MatchContext& context, const TextQuery& text) : context_(context), text_(text) {}

  std::unique_ptr<Matcher> make() {
    Matchers ways;
    add_forms(text_.whole, 1, ways);
    Matchers segments;
    for (const query::Segment& segment : text_.apart) {
      segments.push_back(make_segment(segment));
    }
    if (!segments.empty()) {
      ways.push_back(text_.is_lossy ? any_of(std::move(segments)) : all_of(std::move(segments)));
    }
    return any_of(std::move(ways));
  }

 private:
  std::unique_ptr<Matcher> make_segment(const query::Segment& segment) {
    Matchers ways;
    add_forms(segment.forms, segment.forms_share, ways);
    Matchers words;
    for (const std::vector<Form>& word : segment.words) {
      Matchers forms;
      add_forms(word, segment.words_share, forms);
      words.push_back(any_of(std::move(forms)));
    }
    if (!words.empty()) {
      // Of a run that may lose words, a segment may too.
      ways.push_back(text_.is_lossy ? any_of(std::move(words)) : all_of(std::move(words)));
    }
    return any_of(std::move(ways));
  }

  void add_forms(const std::vector<Form>& forms, double share, Matchers& ways) {
    const FormRule rule = {text_.coverage, text_.as_typed};
    for (const Form& form : forms) {
      const bool by_place = form.slots.size() > 1 || rule.as_typed || rule.coverage != query::Coverage::kContains;
      const FormLists lists(context_, form, rule);
      if (lists.occurs_nowhere()) {
        continue;
      }
      if (!by_place) {
        add_words(form, share, ways);
        continue;
      }
      if (lists.is_told_by_pairs()) {
        add_pairs(form, lists, share, ways);
        continue;
      }
      for (const WeightedField& field : text_.fields) {
        if (!form.is_synonym || field.has_synonyms) {
          add_by_place(form, lists, field.field, field.weight * share * form.similarity, ways);
        }
      }
    }
  }

  // Two words that the lists of pairs tell: by these and, for words that have none, by place.
  void add_pairs(const Form& form, const FormLists& lists, double share, Matchers& ways) {
    const std::vector<FormLists> others = lists.without_pairs();
    for (const WeightedField& field : text_.fields) {
      if (form.is_synonym && !field.has_synonyms) {
        continue;
      }
      const double value = field.weight * share * form.similarity;
      Matchers parts;
      for (const FormLists::Pair& pair : lists.pairs()) {
        if (const ListEntry* list = list_in(*pair.lists, field.field)) {
          context_.count_postings(list->doc_count);
          const double of_pair = value * pair.first_similarity * pair.second_similarity;
          parts.push_back(
              make_list_matcher(*list, ScorePart{field.field, words_of(form), 1, evidence_of(of_pair)}, true));
        }
      }
      for (const FormLists& other : others) {
        add_by_place(form, other, field.field, value, parts);
      }
      if (!parts.empty()) {
        ways.push_back(std::make_unique<OneFormMatcher>(std::move(parts), field.field, words_of(form)));
      }
    }
  }

  static void add_by_place(const Form& form, const FormLists& lists, model::FieldId field, double value,
                           Matchers& ways) {
    if (auto reader = FormReader::make(lists, field, value)) {
      ways.push_back(std::make_unique<FormMatcher>(*std::move(reader), field, words_of(form)));
    }
  }

  // One word wherever it stands: the lists themselves say how often.
  void add_words(const Form& form, double share, Matchers& ways) {
    for (const query::FormWord& word : form.slots.front()) {
      const std::vector<ListEntry>& lists = context_.find(word.word);
      for (const WeightedField& field : text_.fields) {
        const ListEntry* list = form.is_synonym && !field.has_synonyms ? nullptr : list_in(lists, field.field);
        if (list == nullptr) {
          continue;
        }
        context_.count_postings(list->doc_count);
        const double value = field.weight * share * form.similarity;
        ways.push_back(
            make_list_matcher(*list, ScorePart{field.field, word.word, 1, evidence_of(value * word.similarity)}, true));
      }
    }
  }

  MatchContext& context_;
  const TextQuery& text_;
};

}  // namespace

std::unique_ptr<Matcher> make_text_matcher(MatchContext& context, const TextQuery& text) {
  return TextMatcherMaker(context, text).make();
}

}  // namespace trialkeep::search
