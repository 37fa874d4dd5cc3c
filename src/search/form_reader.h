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

  // Two words that the index knows as a pair (query/word_pairs.h): `lists` are where the second stands behind the
  // first.
  struct Pair {
    const std::vector<index::ListEntry>* lists;
    double first_similarity;
    double second_similarity;
  };
  // True for two words that may stand anywhere, some of which the index knows as pairs. The form then occurs where
  // pairs() do and where without_pairs() do, which share no place.
  bool is_told_by_pairs() const;
  const std::vector<Pair>& pairs() const { return joints_.front().pairs; }
  std::vector<FormLists> without_pairs() const;

 private:
  friend class FormReader;
  struct Word {
    const query::FormWord* word;
    const std::vector<index::ListEntry>* lists;
    bool any_letters;  // the lists hold the word in these letters only
    bool is_topic;     // the index has its pairs
  };
  using Slot = std::vector<Word>;
  // Between a slot and the one behind it: a document in which words of both stand together is in the lists of one of
  // the pairs or of a word that has none.
  struct Joint {
    bool has_topics = false;  // both slots have words that make pairs
    std::vector<Pair> pairs;
    std::vector<const std::vector<index::ListEntry>*> others;
  };
  FormLists(MatchContext& context, const FormRule& rule, std::vector<Slot> slots);
  void find_joints();

  MatchContext& context_;
  FormRule rule_;
  std::vector<Slot> slots_;
  std::vector<Joint> joints_;  // one less
  bool occurs_nowhere_ = false;
};

class FormReader {
 public:
  // nullopt when a slot has no word in that field. `value`: what an occurrence is worth but for its words'
  // similarities.
  static std::optional<FormReader> make(const FormLists& lists, model::FieldId field, double value);

  // A document in which all slots have a word, and those that the index knows as pairs stand together; it need not hold
  // the form. Moving on is cheap, looking is not.
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
    explicit Word(const index::ListEntry& list) : reader(list.open()) {}
    Word(const index::ListEntry& list, const FormLists::Word& of_form);
    index::PostingReader reader;
    double similarity = 1;
    std::uint8_t letters = 0;
    std::uint8_t joint = 0;
    bool any_letters = false;  // the list holds the word in these letters only
  };
  // The words that may stand in one place, or the lists of a joint: a union of lists.
  struct Slot {
    std::vector<Word> words;
    DocId doc() const;
    DocId next();
    DocId seek(DocId target);
    void add(const index::ListEntry* list);  // nullptr: nothing
  };
  struct Found {
    std::uint32_t element;
    std::uint32_t position;
    double similarity;
  };

  FormReader() = default;
  Slot& lead() { return slots_[lead_]; }
  // A slot to move with; its documents count towards the lead.
  void add_slot(Slot slot);
  DocId settle(DocId candidate);
  void read_slot(std::size_t number);
  bool stands_right(const Word& word, const index::Occurrence& one, std::size_t slot) const;

  std::vector<Slot> slots_;     // those of the form, then those of joints: all have the document
  std::size_t form_slots_ = 0;  // of the form
  std::size_t lead_ = 0;        // the one with the fewest documents
  std::uint64_t lead_documents_ = UINT64_MAX;
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
