#include "search/term_cursor.h"

#include <algorithm>

#include "base/check.h"

namespace trialkeep::search {
namespace {

using index::ListEntry;
using index::Occurrence;
using index::PostingReader;
using query::WeightedField;

// How often a phrase occurs in one field, document by document.
class FieldPhrase {
 public:
  FieldPhrase(double weight, const std::vector<ListEntry>& words) : weight_(weight) {
    for (const ListEntry& word : words) {
      readers_.push_back(word.open());
    }
    // Documents are led by the rarest word; positions are checked in the order of the words.
    lead_ = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
      lead_ = words[i].doc_count < words[lead_].doc_count ? i : lead_;
    }
    cost_ = words[lead_].doc_count;
    settle(readers_[lead_].doc());
  }

  DocId doc() const { return doc_; }
  std::uint32_t count() const { return count_; }
  double weight() const { return weight_; }
  std::uint64_t cost() const { return cost_; }
  DocId next() { return doc_ == kNoMoreDocs ? doc_ : settle(readers_[lead_].next()); }
  DocId seek(DocId target) { return settle(readers_[lead_].seek(target)); }
  bool damaged() const {
    return std::any_of(readers_.begin(), readers_.end(), [](const PostingReader& r) { return r.damaged(); });
  }

 private:
  DocId settle(DocId candidate) {
    while (candidate != kNoMoreDocs) {
      DocId behind = candidate;
      for (PostingReader& reader : readers_) {
        behind = std::max(behind, reader.seek(candidate));
      }
      if (behind != candidate) {
        candidate = behind == kNoMoreDocs ? kNoMoreDocs : readers_[lead_].seek(behind);
        continue;
      }
      count_ = count_matches();
      if (count_ > 0) {
        break;
      }
      candidate = readers_[lead_].next();
    }
    return doc_ = candidate;
  }

  // Places of doc() where the words follow each other inside one value.
  std::uint32_t count_matches() {
    if (readers_.size() == 1) {
      return readers_.front().count();
    }
    places_.clear();
    readers_.front().read_occurrences(places_);
    for (std::size_t i = 1; i < readers_.size() && !places_.empty(); ++i) {
      following_.clear();
      readers_[i].read_occurrences(following_);
      keep_followed(static_cast<std::uint32_t>(i));
    }
    return static_cast<std::uint32_t>(places_.size());
  }

  // Keeps the places that have an occurrence of `following_` `distance` words later. Both are sorted.
  void keep_followed(std::uint32_t distance) {
    std::size_t at = 0;
    std::erase_if(places_, [&](const Occurrence& place) {
      const auto before = [&](const Occurrence& later) {
        return later.element != place.element ? later.element < place.element
                                              : later.position < place.position + distance;
      };
      while (at < following_.size() && before(following_[at])) {
        ++at;
      }
      return at == following_.size() || following_[at].element != place.element ||
             following_[at].position != place.position + distance;
    });
  }

  double weight_;
  std::vector<PostingReader> readers_;
  std::size_t lead_ = 0;
  std::uint64_t cost_ = 0;
  DocId doc_ = kNoMoreDocs;
  std::uint32_t count_ = 0;
  std::vector<Occurrence> places_;
  std::vector<Occurrence> following_;
};

// A phrase in any of several fields.
class PhraseCursor final : public Cursor {
 public:
  PhraseCursor(std::vector<FieldPhrase> fields, double similarity)
      : fields_(std::move(fields)), similarity_(similarity) {
    settle();
  }
  DocId doc() const override { return doc_; }
  DocId next() override {
    const DocId current = doc_;
    if (current == kNoMoreDocs) {
      return doc_;
    }
    for (FieldPhrase& field : fields_) {
      if (field.doc() == current) {
        field.next();
      }
    }
    return settle();
  }
  DocId seek(DocId target) override {
    for (FieldPhrase& field : fields_) {
      if (field.doc() < target) {
        field.seek(target);
      }
    }
    return settle();
  }
  Evidence evidence() override {
    Evidence sum = 0;
    for (const FieldPhrase& field : fields_) {
      if (field.doc() == doc_) {
        sum += evidence_of(field.weight() * similarity_, field.count());
      }
    }
    return sum;
  }
  std::uint64_t cost() const override {
    std::uint64_t sum = 0;
    for (const FieldPhrase& field : fields_) {
      sum += field.cost();
    }
    return sum;
  }
  bool damaged() const override {
    return std::any_of(fields_.begin(), fields_.end(), [](const FieldPhrase& field) { return field.damaged(); });
  }

 private:
  DocId settle() {
    doc_ = kNoMoreDocs;
    for (const FieldPhrase& field : fields_) {
      doc_ = std::min(doc_, field.doc());
    }
    return doc_;
  }
  std::vector<FieldPhrase> fields_;
  double similarity_;
  DocId doc_ = kNoMoreDocs;
};

// All phrases of a run, and what it adds when they stand together.
class RunCursor final : public Cursor {
 public:
  RunCursor(std::unique_ptr<Cursor> apart, std::unique_ptr<Cursor> together)
      : apart_(std::move(apart)), together_(std::move(together)) {}
  DocId doc() const override { return apart_->doc(); }
  DocId next() override { return apart_->next(); }
  DocId seek(DocId target) override { return apart_->seek(target); }
  Evidence evidence() override {
    const Evidence apart = apart_->evidence();
    if (together_->doc() < doc()) {
      together_->seek(doc());
    }
    return together_->doc() == doc() ? apart + together_->evidence() : apart;
  }
  std::uint64_t cost() const override { return apart_->cost(); }
  bool damaged() const override { return apart_->damaged() || together_->damaged(); }

 private:
  std::unique_ptr<Cursor> apart_;
  std::unique_ptr<Cursor> together_;
};

// The posting list of a term in one field; nullptr when it does not occur there.
const ListEntry* list_in(const std::vector<ListEntry>& lists, model::FieldId field) {
  const auto found =
      std::lower_bound(lists.begin(), lists.end(), field,
                       [](const ListEntry& entry, model::FieldId wanted) { return entry.field < wanted; });
  return found != lists.end() && found->field == field ? &*found : nullptr;
}

std::unique_ptr<Cursor> make_phrase_cursor(const index::Segment& segment, const std::vector<std::string>& words,
                                           const std::vector<WeightedField>& fields, double similarity) {
  std::vector<std::vector<ListEntry>> lists;
  for (const std::string& word : words) {
    lists.push_back(segment.find(word));
  }
  std::vector<FieldPhrase> found;
  for (const WeightedField& field : fields) {
    std::vector<ListEntry> entries;
    for (const auto& of_word : lists) {
      if (const ListEntry* entry = list_in(of_word, field.field)) {
        entries.push_back(*entry);
      }
    }
    if (entries.size() == words.size()) {
      found.emplace_back(field.weight, entries);
    }
  }
  return std::make_unique<PhraseCursor>(std::move(found), similarity);
}

std::unique_ptr<Cursor> make_run_cursor(const index::Segment& segment, const query::BoundNode& term) {
  if (term.phrases.size() == 1) {
    return make_phrase_cursor(segment, term.phrases.front(), term.fields, 1.0);
  }
  const double apart_similarity = kRelaxedSimilarity / static_cast<double>(term.phrases.size());
  std::vector<std::unique_ptr<Cursor>> apart;
  std::vector<std::string> whole;
  for (const auto& phrase : term.phrases) {
    apart.push_back(make_phrase_cursor(segment, phrase, term.fields, apart_similarity));
    whole.insert(whole.end(), phrase.begin(), phrase.end());
  }
  return std::make_unique<RunCursor>(all_of(std::move(apart)), make_phrase_cursor(segment, whole, term.fields, 1.0));
}

}  // namespace

std::unique_ptr<Cursor> make_term_cursor(const index::Segment& segment, const query::BoundNode& term) {
  std::vector<std::unique_ptr<Cursor>> ways;
  if (!term.fields.empty() && !term.phrases.empty()) {
    ways.push_back(make_run_cursor(segment, term));
  }
  for (const query::ExactTerm& exact : term.exact) {
    ways.push_back(make_phrase_cursor(segment, {exact.term}, {exact.field}, 1.0));
  }
  return any_of(std::move(ways));
}

}  // namespace trialkeep::search
