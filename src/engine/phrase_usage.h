#pragma once
// How often phrases stand in the texts of studies, alone and together: what tells a name from a word of everyday use.
// One pass over texts looks for all phrases at once.

#include <absl/container/flat_hash_map.h>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "model/study.h"
#include "text/words.h"

namespace trialkeep::engine {

// The phrases to look for and the pairs of them to count, by index. Immutable; views of the phrases given.
class PhraseQuestions {
 public:
  PhraseQuestions(const std::vector<std::string_view>& phrases,
                  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs);

  struct Pair {
    std::uint32_t index;    // of the pair
    std::uint32_t partner;  // a phrase
    bool is_left;           // the phrase asked from is the left one
  };

 private:
  friend class PhraseUsage;
  std::uint32_t word_count_ = 0;
  absl::flat_hash_map<std::string_view, std::uint32_t> words_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> next_;  // node and word -> node
  std::vector<std::uint32_t> phrase_at_;                    // node -> phrase + 1
  std::vector<std::vector<Pair>> pairs_of_;                 // of each phrase
  std::size_t pair_count_ = 0;
};

class PhraseUsage {
 public:
  explicit PhraseUsage(const PhraseQuestions& questions);

  void add(const model::Study& study);
  void add(const PhraseUsage& other);  // REQUIRES: of the same questions

  // Studies. "In focus" is in titles, conditions, keywords and names of interventions; "anywhere" is in these, in other
  // texts and among the assigned MeSH headings. A phrase within a longer one that is looked for counts only as what the
  // other phrase of its pairs goes with: "small cell lung cancer" is not what "non-small cell lung cancer" is about.
  struct OfPhrase {
    std::uint32_t focus = 0;
    std::uint32_t anywhere = 0;
    std::uint32_t capitals = 0;   // in capitals, anywhere
    std::uint32_t small = 0;      // in small letters, anywhere
    std::uint32_t explained = 0;  // in capitals, with the right phrase of any of its pairs anywhere
  };
  struct OfPair {
    std::uint32_t left_with_right = 0;  // left in focus, right anywhere
    std::uint32_t right_with_left = 0;
    std::uint32_t both_anywhere = 0;
  };
  const OfPhrase& of_phrase(std::uint32_t phrase) const { return phrases_[phrase]; }
  const OfPair& of_pair(std::uint32_t pair) const { return pairs_[pair]; }

 private:
  struct Seen {
    bool touched = false;
    bool anywhere = false;
    bool focus = false;
    bool capitals = false;
    bool small = false;
  };
  void look_at(std::string_view text, bool is_focus);
  void mark(std::uint32_t phrase, bool is_within, bool is_focus, text::LetterCase letters);

  const PhraseQuestions& questions_;
  std::vector<OfPhrase> phrases_;
  std::vector<OfPair> pairs_;
  // Of the study at hand.
  std::vector<Seen> seen_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::pair<std::uint32_t, text::LetterCase>> words_;
};

}  // namespace trialkeep::engine
