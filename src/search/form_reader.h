#pragma once
// Where a form occurs in one field: the words of its slots one after the other inside one value.

#include <optional>
#include <vector>

#include "index/postings.h"
#include "query/bound.h"
#include "search/matcher.h"

namespace trialkeep::search {

// How the words of a form have to stand.
struct FormRule {
  query::Coverage coverage = query::Coverage::kContains;
  bool as_typed = false;
};

// One occurrence of a form.
struct Place {
  std::uint32_t element;
  std::uint32_t position;  // of its last word
  double value;            // what it is worth, 0..1
};

// The posting lists of a form's words in all fields: looked up once, however many fields it is asked of.
class FormLists {
 public:
  // REQUIRES: context and form outlive it.
  FormLists(MatchContext& context, const query::Form& form, const FormRule& rule);

  // True when the form occurs nowhere: some slot has no word that the segment knows.
  bool occurs_nowhere() const { return occurs_nowhere_; }

 private:
  friend class FormReader;
  struct Word {
    const query::FormWord* word;
    const std::vector<index::ListEntry>* lists;
    bool any_letters;  // the lists hold the word in these letters only
  };
  MatchContext& context_;
  FormRule rule_;
  std::vector<std::vector<Word>> slots_;
  bool occurs_nowhere_ = false;
};

class FormReader {
 public:
  // nullopt when a slot has no word in that field. `value`: what an occurrence is worth but for its words'
  // similarities.
  static std::optional<FormReader> make(const FormLists& lists, model::FieldId field, double value);

  // A document in which all slots have a word; it need not hold the form. Moving on is cheap, looking is not.
  DocId doc() const { return doc_; }
  DocId next() { return settle(lead().next()); }
  DocId seek(DocId target) { return settle(lead().seek(target)); }
  // Where the form occurs in doc(), ascending by element and position; may be asked once a document.
  const std::vector<Place>& places();
  std::uint64_t cost() const { return cost_; }
  bool damaged() const;

 private:
  struct Word {
    // A reader is large: it is made in its place.
    Word(const index::ListEntry& list, const FormLists::Word& of_form);
    index::PostingReader reader;
    double similarity;
    std::uint8_t letters;
    std::uint8_t joint;
    bool any_letters;  // the list holds the word in these letters only
  };
  // The words that may stand in one place: a union of lists.
  struct Slot {
    std::vector<Word> words;
    DocId doc() const;
    DocId next();
    DocId seek(DocId target);
  };
  struct Found {
    std::uint32_t element;
    std::uint32_t position;
    double similarity;
  };

  FormReader() = default;
  Slot& lead() { return slots_[lead_]; }
  DocId settle(DocId candidate);
  void read_slot(std::size_t number);
  bool stands_right(const Word& word, const index::Occurrence& one, std::size_t slot) const;

  std::vector<Slot> slots_;
  std::size_t lead_ = 0;
  std::uint64_t cost_ = 0;
  double value_ = 0;
  FormRule rule_;
  DocId doc_ = kNoMoreDocs;
  std::vector<Place> places_;
  std::vector<Found> found_;
  std::vector<index::Occurrence> occurrences_;
};

// The words of a form for people, each slot by its first word.
std::string words_of(const query::Form& form);

}  // namespace trialkeep::search
