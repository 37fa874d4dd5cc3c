#pragma once
// Which of the collected pairs are used, and why others are not: the rules of docs/formats/thesaurus.md in one place.

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/phrase_usage.h"
#include "engine/thesaurus_evidence.h"
#include "query/thesaurus_file.h"

namespace trialkeep::engine {

struct PairCandidate {
  PhraseId left = 0;
  PhraseId right = 0;
  query::PairKind kind = query::PairKind::kHeading;
  std::uint32_t evidence = 0;
  query::PairUse use = query::PairUse::kBoth;
};

// Pairs that two studies or more attest, judged by what the evidence alone tells; in the order of a file.
std::vector<PairCandidate> candidates_of(const ThesaurusEvidence& evidence);

// The questions that judge_by_usage() needs answers to: those of candidates that are used so far, by their place among
// these.
struct UsageQuestions {
  std::vector<std::string_view> phrases;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
};
UsageQuestions usage_questions(const ThesaurusEvidence& evidence, const std::vector<PairCandidate>& candidates);

void judge_by_usage(const ThesaurusEvidence& evidence, const UsageQuestions& questions, const PhraseUsage& usage,
                    std::vector<PairCandidate>& candidates);

// Headings and pairs of a file; views into the evidence.
query::ThesaurusContent content_of(const ThesaurusEvidence& evidence, const std::vector<PairCandidate>& candidates);

}  // namespace trialkeep::engine
