#include "engine/heading_matches.h"

#include <algorithm>

namespace trialkeep::engine {
HeadingMatches::HeadingMatches(const ThesaurusEvidence& evidence) : evidence_(evidence) {
  for (const StudyConditions& study : evidence.conditions) {
    match(study);
  }
  absl::flat_hash_map<PhraseId, std::vector<PhraseId>> headings_of;
  for (const auto& [pair, count] : matches_) {
    headings_of[pair.first].push_back(pair.second);
  }
  for (const StudyConditions& study : evidence.conditions) {
    for (const PhraseId condition : study.conditions) {
      const auto headings = headings_of.find(condition);
      if (headings == headings_of.end()) {
        continue;
      }
      ++studies_[condition];
      for (const PhraseId heading : headings->second) {
        const bool has = std::any_of(study.headings.begin(), study.headings.end(), [&](const auto& one) {
          return one.phrase == heading || is_below(one.phrase, heading);
        });
        together_[PhrasePair(condition, heading)] += has ? 1 : 0;
      }
    }
  }
}

double HeadingMatches::share_with_heading(const PhrasePair& pair) const {
  const auto together = together_.find(pair);
  return together == together_.end() ? 0 : static_cast<double>(together->second) / studies_.at(pair.first);
}

const std::vector<std::string>& HeadingMatches::bag(PhraseId id) {
  const auto [found, is_new] = bags_.try_emplace(id);
  if (is_new) {
    found->second = bag_of_words(evidence_.pool.phrase(id));
  }
  return found->second;
}

void HeadingMatches::match(const StudyConditions& study) {
  const auto add = [&](PhraseId condition, PhraseId heading) {
    if (!differ_in_plurals_alone(evidence_.pool.phrase(condition), evidence_.pool.phrase(heading))) {
      ++matches_[PhrasePair(condition, heading)];
    }
  };
  std::vector<PhraseId> left;  // conditions without a heading so far
  for (const PhraseId condition : study.conditions) {
    bool is_done = evidence_.headings.contains(condition);
    for (const StudyConditions::Heading& heading : study.headings) {
      const std::vector<std::string> words = bag(heading.phrase);
      if (bag(condition) == words) {
        add(condition, heading.phrase);
      }
      is_done = is_done || bag_includes(bag(condition), words);
    }
    if (!is_done) {
      left.push_back(condition);
    }
  }
  std::vector<PhraseId> open;  // headings without a condition so far
  for (const StudyConditions::Heading& heading : study.headings) {
    const std::vector<std::string> words = bag(heading.phrase);
    const bool has_condition = std::any_of(study.conditions.begin(), study.conditions.end(),
                                           [&](PhraseId condition) { return bag_includes(bag(condition), words); });
    if (!has_condition && !heading.has_keyword) {
      open.push_back(heading.phrase);
    }
  }
  if (left.size() == 1 && open.size() == 1) {
    add(left.front(), open.front());
  }
}

}  // namespace trialkeep::engine
