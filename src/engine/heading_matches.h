#pragma once
// Which condition of a study got which of its MeSH headings. The registry lists conditions and headings side by side
// without saying so; a match is taken only where there is no doubt.

#include <absl/container/flat_hash_map.h>

#include "engine/thesaurus_evidence.h"

namespace trialkeep::engine {

// In a study, headings above other headings of the study are left out. Then a condition that holds the words of a
// heading has it, and a heading whose words a keyword holds may come from there: both are done with. If one condition
// and one heading are left, they match.
class HeadingMatches {
 public:
  explicit HeadingMatches(const ThesaurusEvidence& evidence);

  // Condition and heading, in how many studies they match; the same words in another order match too. Phrases that
  // differ in plurals alone are left out: lexical variants take care of these.
  const absl::flat_hash_map<PhrasePair, std::uint32_t>& matches() const { return matches_; }
  // Of the studies with that condition and any heading, the share that has this heading or one below it.
  double share_with_heading(const PhrasePair& pair) const;

 private:
  void match(const StudyConditions& study);
  bool is_below(PhraseId narrow, PhraseId broad) const {
    return evidence_.ancestors.contains(PhrasePair(narrow, broad));
  }
  const std::vector<std::string>& bag(PhraseId id);

  const ThesaurusEvidence& evidence_;
  absl::flat_hash_map<PhraseId, std::vector<std::string>> bags_;
  absl::flat_hash_map<PhrasePair, std::uint32_t> matches_;
  absl::flat_hash_map<PhrasePair, std::uint32_t> together_;
  absl::flat_hash_map<PhraseId, std::uint32_t> studies_;  // of a condition, with any heading
};

}  // namespace trialkeep::engine
