#pragma once
// A run of words and quoted phrases to the forms in which it may be written.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "query/bound.h"

namespace trialkeep::query {

enum class Expansion : std::uint8_t { kNone, kTerm, kConcept, kRelaxation, kLossy };

class TextBinder {
 public:
  // The thesaurus must outlive the binder.
  explicit TextBinder(const Thesaurus& thesaurus) : thesaurus_(thesaurus) {}

  // The run of a kTerm over fields of words; `whole` is empty when it has no word.
  TextQuery bind(const Node& term, std::vector<WeightedField> fields, Expansion expansion, Coverage coverage);

  // True once the forms of all that was bound hold more than limits::kQueryForms words; they are then cut short.
  bool is_over_budget() const { return is_over_budget_; }

 private:
  struct Word {
    std::string folded;
    text::Joint joint;  // with the word before
  };
  using Words = std::vector<Word>;
  using Phrase = std::vector<std::string>;  // folded words
  struct Part {
    Words words;
    bool is_quoted = false;
  };

  static Words stretch(const Words& words, std::size_t begin, std::size_t size);
  static std::string joined(const Words& words, std::size_t begin, std::size_t end);
  static Phrase with_joined(const Phrase& phrase, std::size_t begin, std::size_t size);
  static std::size_t unit_size(const Words& words, std::size_t begin);
  static std::size_t units_in(const Words& words);
  static std::vector<Part> parts_of(const Node& term);
  static Form as_typed(const Node& term);

  std::vector<Form> forms_of(const Words& words, bool with_synonyms);
  void add_compounds(const Words& words, const Phrase& phrase, std::vector<Form>& forms);
  void add_synonyms(const Words& words, std::vector<Form>& forms);
  void add_form(const Phrase& phrase, double similarity, bool is_synonym, std::vector<Form>& forms);
  const std::vector<FormWord>& slot_of(const std::string& word);

  std::vector<Segment> segments_of(const std::vector<Part>& parts, std::size_t units_of_run, bool with_synonyms);
  Segment segment_of(const Words& words, bool is_quoted, std::size_t units_of_run, bool with_synonyms);
  std::size_t known_words(const Words& words, std::size_t begin) const;

  const Thesaurus& thesaurus_;
  std::unordered_map<std::string, std::vector<FormWord>> slots_;
  std::size_t form_words_ = 0;
  bool is_over_budget_ = false;
};

}  // namespace trialkeep::query
