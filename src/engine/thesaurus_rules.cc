#include "engine/thesaurus_rules.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <algorithm>
#include <tuple>

#include "engine/heading_matches.h"
#include "engine/thesaurus_miner.h"

namespace trialkeep::engine {
namespace {

using query::PairKind;
using query::PairUse;

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

using Bag = std::vector<std::string>;
bool is_larger_bag(const Bag& bag, const Bag& part) { return bag.size() > part.size() && bag_includes(bag, part); }

// The bags of phrases, each made once.
class Bags {
 public:
  explicit Bags(const PhrasePool& pool) : pool_(pool) {}
  const Bag& of(PhraseId id) {
    const auto [found, is_new] = bags_.try_emplace(id);
    if (is_new) {
      found->second = std::make_unique<Bag>(bag_of_words(pool_.phrase(id)));
    }
    return *found->second;
  }

 private:
  const PhrasePool& pool_;
  absl::flat_hash_map<PhraseId, std::unique_ptr<Bag>> bags_;
};

// The one word of each of two bags that the other lacks; empty unless that is all in which they differ.
std::pair<std::string, std::string> replaced_word(const Bag& a, const Bag& b) {
  Bag only_a;
  Bag only_b;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only_a));
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(only_b));
  const bool is_one = only_a.size() == 1 && only_b.size() == 1 && a.size() > 1;
  return is_one ? std::make_pair(only_a.front(), only_b.front()) : std::pair<std::string, std::string>();
}

// Finds conditions that are less than their heading: another name of it with words added ("stage iv lung cancer"), or
// the heading with a word of its own in the place of one ("cervical disc degeneration" for "intervertebral disc
// degeneration"), unless that word takes the place of this one in other headings too ("cancer", "neoplasms").
class NarrowerNames {
 public:
  NarrowerNames(Bags& bags, const std::vector<PairCandidate>& all) : bags_(bags) {
    for (const PairCandidate& one : all) {
      ++replaced_[replaced_word(bags_.of(one.left), bags_.of(one.right))];
    }
  }

  void judge(const std::vector<PairCandidate*>& names, std::uint64_t evidence_of_heading) {
    for (PairCandidate* one : names) {
      const Bag& bag = bags_.of(one->left);
      const Bag& heading = bags_.of(one->right);
      const bool adds_words =
          is_larger_bag(bag, heading) || std::any_of(names.begin(), names.end(), [&](const PairCandidate* other) {
            return other->use != PairUse::kTwoHeadings && is_larger_bag(bag, bags_.of(other->left));
          });
      const auto word = replaced_word(bag, heading);
      const bool is_replaced = !word.first.empty() && replaced_[word] < 2 &&
                               share(one->evidence, evidence_of_heading) < mining::kReplacedShare;
      if (one->use == PairUse::kBoth && bag != heading && (adds_words || is_replaced)) {
        one->use = PairUse::kNarrower;
      }
    }
  }

 private:
  Bags& bags_;
  absl::flat_hash_map<std::pair<std::string, std::string>, std::size_t> replaced_;
};

std::vector<PairCandidate> heading_candidates(const ThesaurusEvidence& evidence, Bags& bags) {
  const HeadingMatches matches(evidence);
  absl::flat_hash_map<PhraseId, std::uint64_t> of_condition;
  absl::flat_hash_map<PhraseId, std::uint64_t> of_heading;
  for (const auto& [pair, count] : matches.matches()) {
    of_condition[pair.first] += count;
    of_heading[pair.second] += count;
  }
  absl::flat_hash_map<PhraseId, std::size_t> below;  // headings under a heading
  for (const auto& [narrow, broad] : evidence.ancestors) {
    ++below[broad];
  }
  std::vector<PairCandidate> candidates;
  for (const auto& [pair, count] : matches.matches()) {
    if (count < mining::kStudiesMin) {
      continue;
    }
    PairCandidate one{pair.first, pair.second, PairKind::kHeading, count, PairUse::kBoth};
    const bool is_reordered = bags.of(one.left) == bags.of(one.right);
    if (evidence.headings.contains(one.left)) {
      one.use = PairUse::kTwoHeadings;
    } else if (is_reordered) {
      one.use = PairUse::kBoth;
    } else if (share(count, of_condition[one.left]) < mining::kPrevailingShare) {
      one.use = PairUse::kAmbiguous;
    } else if (matches.share_with_heading(pair) <
               (count < mining::kWellMatchedStudies ? mining::kHeadingShare : mining::kWellMatchedShare)) {
      one.use = PairUse::kWeak;
    } else if (below[one.right] >= mining::kBroadHeadings &&
               share(count, of_heading[one.right]) < mining::kBroadShare) {
      one.use = PairUse::kBroad;
    }
    candidates.push_back(one);
  }
  absl::flat_hash_map<PhraseId, std::vector<PairCandidate*>> by_heading;
  for (PairCandidate& one : candidates) {
    by_heading[one.right].push_back(&one);
  }
  NarrowerNames narrower(bags, candidates);
  for (const auto& [heading, names] : by_heading) {
    narrower.judge(names, of_heading[heading]);
  }
  return candidates;
}

std::vector<PairCandidate> other_name_candidates(const ThesaurusEvidence& evidence, Bags& bags) {
  absl::flat_hash_map<PhraseId, std::uint32_t> best;             // other name of a phrase
  absl::flat_hash_map<PhraseId, std::uint64_t> of_all_headings;  // evidence of a name that is no heading
  const auto is_heading = [&](PhraseId id) { return evidence.headings.contains(id); };
  for (const auto& [pair, count] : evidence.other_names) {
    for (const auto& [one, other] : {pair, PhrasePair(pair.second, pair.first)}) {
      best[one] = std::max(best[one], count);
      if (!is_heading(one) && is_heading(other)) {
        of_all_headings[one] += count;
      }
    }
  }
  const auto is_generic = [&](PhraseId id) {
    const std::uint32_t studies = evidence.named.at(id);
    return studies >= mining::kGenericStudies && share(best[id], studies) < mining::kGenericShare;
  };
  const auto joins_headings = [&](PhraseId name, PhraseId other, std::uint32_t count) {
    return !is_heading(name) && is_heading(other) && share(count, of_all_headings[name]) < mining::kPrevailingShare;
  };
  std::vector<PairCandidate> candidates;
  for (const auto& [pair, count] : evidence.other_names) {
    PairCandidate one{pair.first, pair.second, PairKind::kOtherName, count, PairUse::kBoth};
    if (evidence.pool.phrase(one.right) < evidence.pool.phrase(one.left)) {
      std::swap(one.left, one.right);
    }
    const Bag& left = bags.of(one.left);
    const Bag& right = bags.of(one.right);
    if (count < mining::kStudiesMin) {
      continue;
    }
    const std::uint32_t rarer = std::min(evidence.named.at(one.left), evidence.named.at(one.right));
    if (is_heading(one.left) && is_heading(one.right)) {
      one.use = PairUse::kTwoHeadings;
    } else if (is_generic(one.left) || is_generic(one.right)) {
      one.use = PairUse::kGeneric;
    } else if (is_larger_bag(left, right) || is_larger_bag(right, left)) {
      one.use = PairUse::kNarrower;
    } else if (joins_headings(one.left, one.right, count) || joins_headings(one.right, one.left, count)) {
      one.use = PairUse::kAmbiguous;
    } else if (share(count, rarer) < mining::kOtherNameShare) {
      one.use = PairUse::kWeak;
    }
    candidates.push_back(one);
  }
  return candidates;
}

// Whether two expansions of an acronym are readings of one thing: names of one heading, or mostly the same words.
class Kinship {
 public:
  Kinship(const ThesaurusEvidence& evidence, Bags& bags, const std::vector<PairCandidate>& heading_pairs)
      : bags_(bags) {
    for (const auto& [heading, studies] : evidence.headings) {
      heading_of_[heading] = heading;
    }
    for (const PairCandidate& one : heading_pairs) {
      if (one.use == PairUse::kBoth) {
        heading_of_[one.left] = one.right;
      }
    }
  }

  bool are_kin(PhraseId a, PhraseId b) {
    const auto of_a = heading_of_.find(a);
    const auto of_b = heading_of_.find(b);
    if (of_a != heading_of_.end() && of_b != heading_of_.end() && of_a->second == of_b->second) {
      return true;
    }
    const Bag& bag_a = bags_.of(a);
    const Bag& bag_b = bags_.of(b);
    Bag both;
    std::set_intersection(bag_a.begin(), bag_a.end(), bag_b.begin(), bag_b.end(), std::back_inserter(both));
    return share(both.size(), bag_a.size() + bag_b.size() - both.size()) >= mining::kKinWords;
  }

 private:
  Bags& bags_;
  absl::flat_hash_map<PhraseId, PhraseId> heading_of_;
};

// "dose limiting toxicity" and "dose limiting toxicities" are lexical variants: the better attested one stands for
// both.
bool has_better_number(const ThesaurusEvidence& evidence, const std::vector<PairCandidate>& expansions,
                       const PairCandidate& one) {
  const std::string_view phrase = evidence.pool.phrase(one.right);
  return std::any_of(expansions.begin(), expansions.end(), [&](const PairCandidate& other) {
    const std::string_view other_phrase = evidence.pool.phrase(other.right);
    return std::tie(one.evidence, other_phrase) < std::tie(other.evidence, phrase) &&
           differ_in_plurals_alone(phrase, other_phrase);
  });
}

std::vector<PairCandidate> acronym_candidates(const ThesaurusEvidence& evidence, Bags& bags,
                                              const std::vector<PairCandidate>& heading_pairs) {
  Kinship kinship(evidence, bags, heading_pairs);
  absl::flat_hash_map<PhraseId, std::vector<PairCandidate>> by_acronym;
  for (const auto& [pair, count] : evidence.acronyms) {
    by_acronym[pair.first].push_back({pair.first, pair.second, PairKind::kAcronym, count, PairUse::kBoth});
  }
  std::vector<PairCandidate> candidates;
  for (auto& [acronym, expansions] : by_acronym) {
    const PairCandidate& first =
        *std::min_element(expansions.begin(), expansions.end(), [&](const PairCandidate& a, const PairCandidate& b) {
          return std::make_tuple(b.evidence, evidence.pool.phrase(a.right)) <
                 std::make_tuple(a.evidence, evidence.pool.phrase(b.right));
        });
    std::uint64_t all = 0;
    std::uint64_t kin = 0;
    for (const PairCandidate& one : expansions) {
      all += one.evidence;
      kin += kinship.are_kin(one.right, first.right) ? one.evidence : 0;
    }
    const bool prevails = share(kin, all) >= mining::kPrevailingShare;
    for (PairCandidate one : expansions) {
      if (one.evidence < mining::kStudiesMin || has_better_number(evidence, expansions, one)) {
        continue;
      }
      const bool is_short = evidence.pool.phrase(acronym).size() <= mining::kForwardLetters;
      one.use = evidence.headings.contains(acronym) && evidence.headings.contains(one.right) ? PairUse::kTwoHeadings
                : !prevails || !kinship.are_kin(one.right, first.right)                      ? PairUse::kAmbiguous
                : is_short                                                                   ? PairUse::kForward
                                                                                             : PairUse::kBoth;
      candidates.push_back(one);
    }
  }
  return candidates;
}

bool is_used(const PairCandidate& one) { return one.use == PairUse::kBoth || one.use == PairUse::kForward; }

// A name of one to three letters that also stands in small letters is a word, like "cat" for computed tomography.
bool is_ordinary(std::string_view phrase, const PhraseUsage::OfPhrase& counts, std::size_t letters_max) {
  return phrase.size() <= letters_max && phrase.find(' ') == std::string_view::npos &&
         counts.small > mining::kSmallLettersShare * counts.capitals;
}

// Below a share of the studies in question; nothing is known of what is in no study of the sample.
bool is_below(std::uint32_t part, std::uint32_t whole, double least) { return whole > 0 && share(part, whole) < least; }

// The answers about a pair.
struct Answers {
  std::string_view left;
  std::string_view right;
  const PhraseUsage::OfPhrase& of_left;
  const PhraseUsage::OfPhrase& of_right;
  const PhraseUsage::OfPair& of_pair;
};

PairUse use_of_other_name(const PairCandidate& one, const Answers& answers) {
  constexpr std::size_t kNameLetters = 3;
  const auto& [left, right, of_left, of_right, of_pair] = answers;
  if (std::min(left.size(), right.size()) <= mining::kForwardLetters || is_ordinary(left, of_left, kNameLetters) ||
      is_ordinary(right, of_right, kNameLetters)) {
    return PairUse::kOrdinaryWord;
  }
  const bool left_is_rarer = of_left.anywhere < of_right.anywhere;
  const auto& rarer = left_is_rarer ? of_left : of_right;
  const bool elsewhere = is_below(left_is_rarer ? of_pair.left_with_right : of_pair.right_with_left, rarer.focus,
                                  mining::kNameFocusShare) ||
                         is_below(of_pair.both_anywhere, rarer.anywhere, mining::kNameShare);
  return elsewhere ? PairUse::kUsedOtherwise : one.use;
}

PairUse use_of_acronym(const PairCandidate& one, const Answers& answers) {
  if (is_ordinary(answers.left, answers.of_left, answers.left.size())) {
    return PairUse::kOrdinaryWord;
  }
  const bool is_known = one.evidence >= mining::kKnownAcronymStudies && answers.left.size() > mining::kForwardLetters;
  return is_below(answers.of_left.explained, answers.of_left.capitals,
                  is_known ? mining::kKnownAcronymShare : mining::kExplainedShare)
             ? PairUse::kUsedOtherwise
             : one.use;
}

PairUse use_of_heading(const PairCandidate& one, const Answers& answers, bool is_reordered) {
  const bool elsewhere = is_below(answers.of_pair.left_with_right, answers.of_left.focus, mining::kFocusShare);
  return elsewhere && !is_reordered ? PairUse::kUsedOtherwise : one.use;
}

}  // namespace

std::vector<PairCandidate> candidates_of(const ThesaurusEvidence& evidence) {
  Bags bags(evidence.pool);
  std::vector<PairCandidate> all = heading_candidates(evidence, bags);
  const auto acronyms = acronym_candidates(evidence, bags, all);
  const auto names = other_name_candidates(evidence, bags);
  all.insert(all.end(), acronyms.begin(), acronyms.end());
  all.insert(all.end(), names.begin(), names.end());
  const auto key = [&](const PairCandidate& one) {
    return std::make_tuple(one.kind, evidence.pool.phrase(one.left), evidence.pool.phrase(one.right));
  };
  std::sort(all.begin(), all.end(), [&](const PairCandidate& a, const PairCandidate& b) { return key(a) < key(b); });
  return all;
}

UsageQuestions usage_questions(const ThesaurusEvidence& evidence, const std::vector<PairCandidate>& candidates) {
  UsageQuestions questions;
  absl::flat_hash_map<PhraseId, std::uint32_t> places;
  const auto place_of = [&](PhraseId id) {
    const auto [found, is_new] = places.try_emplace(id, static_cast<std::uint32_t>(questions.phrases.size()));
    if (is_new) {
      questions.phrases.push_back(evidence.pool.phrase(id));
    }
    return found->second;
  };
  for (const PairCandidate& one : candidates) {
    if (is_used(one)) {
      const std::uint32_t left = place_of(one.left);
      questions.pairs.emplace_back(left, place_of(one.right));
    }
  }
  return questions;
}

void judge_by_usage(const ThesaurusEvidence& evidence, const UsageQuestions& questions, const PhraseUsage& usage,
                    std::vector<PairCandidate>& candidates) {
  Bags bags(evidence.pool);
  std::uint32_t pair = 0;
  for (PairCandidate& one : candidates) {
    if (is_used(one)) {
      const auto [left, right] = questions.pairs[pair];
      const Answers answers = {questions.phrases[left], questions.phrases[right], usage.of_phrase(left),
                               usage.of_phrase(right), usage.of_pair(pair)};
      one.use = one.kind == PairKind::kAcronym ? use_of_acronym(one, answers)
                : one.kind == PairKind::kOtherName
                    ? use_of_other_name(one, answers)
                    : use_of_heading(one, answers, bags.of(one.left) == bags.of(one.right));
      ++pair;
    }
  }
}

query::ThesaurusContent content_of(const ThesaurusEvidence& evidence, const std::vector<PairCandidate>& candidates) {
  query::ThesaurusContent content;
  content.studies = evidence.studies;
  absl::flat_hash_set<PhraseId> listed;
  for (const PairCandidate& one : candidates) {
    content.pairs.push_back(
        {evidence.pool.phrase(one.left), evidence.pool.phrase(one.right), one.kind, one.evidence, one.use});
    for (const PhraseId id : {one.left, one.right}) {
      const auto heading = evidence.headings.find(id);
      if (is_used(one) && heading != evidence.headings.end() && listed.insert(id).second) {
        content.headings.push_back({evidence.pool.phrase(id), heading->second});
      }
    }
  }
  query::sort_thesaurus(content);
  return content;
}

}  // namespace trialkeep::engine
