#pragma once
// What records say about which phrases mean the same: the raw counts that thesaurus_miner.h decides upon. Counts are of
// different studies. Evidence of several threads is added up; the sum does not depend on who saw what.

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/study.h"

namespace trialkeep::engine {

using PhraseId = std::uint32_t;

// Each phrase once, under a number. The texts stay where they are.
class PhrasePool {
 public:
  PhraseId id_of(std::string_view phrase);
  std::string_view phrase(PhraseId id) const { return phrases_[id]; }
  std::size_t size() const { return phrases_.size(); }

 private:
  std::deque<std::string> phrases_;
  absl::flat_hash_map<std::string_view, PhraseId> ids_;
};

// The conditions of a study and the MeSH headings assigned to them.
struct StudyConditions {
  struct Heading {
    PhraseId phrase;
    bool has_keyword;  // one of the study's keywords holds its words: it may come from there
  };
  std::vector<PhraseId> conditions;
  std::vector<Heading> headings;
};

using PhrasePair = std::pair<PhraseId, PhraseId>;

struct ThesaurusEvidence {
  PhrasePool pool;
  std::uint64_t studies = 0;
  std::vector<StudyConditions> conditions;                     // of studies with conditions and headings
  absl::flat_hash_map<PhraseId, std::uint32_t> headings;       // MeSH headings of any kind
  absl::flat_hash_set<PhrasePair> ancestors;                   // heading, a broader one
  absl::flat_hash_map<PhrasePair, std::uint32_t> other_names;  // the lower number first
  absl::flat_hash_map<PhraseId, std::uint32_t> named;          // takes part in other names
  absl::flat_hash_map<PhrasePair, std::uint32_t> acronyms;     // acronym, expansion

  void add(const model::Study& study);
  void add(const ThesaurusEvidence& other);
};

// What stands between two semicolons of a name, folded, without trade marks; empty when it is too long for a phrase or
// has no letters.
std::vector<std::string> phrases_in_name(std::string_view name);

// The words of a phrase, without small words and plural endings, sorted: two phrases with the same bag differ in the
// order of their words and in what text::variants_of() accounts for.
std::vector<std::string> bag_of_words(std::string_view phrase);
// "spinal cord injuries" and "spinal cord injury".
bool differ_in_plurals_alone(std::string_view a, std::string_view b);
bool bag_includes(const std::vector<std::string>& bag, const std::vector<std::string>& part);

// The fields of a study whose texts are read: those that say what it is about, and all others in which a query looks
// for synonyms.
struct StudyTexts {
  std::vector<std::string_view> focus;
  std::vector<std::string_view> others;
};
StudyTexts texts_of(const model::Study& study);

}  // namespace trialkeep::engine
