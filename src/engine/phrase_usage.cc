#include "engine/phrase_usage.h"

#include <algorithm>
#include <limits>

#include "engine/thesaurus_evidence.h"

namespace trialkeep::engine {
namespace {

namespace piece = model::piece;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

std::uint64_t step(std::uint32_t node, std::uint32_t word) { return static_cast<std::uint64_t>(node) << 32 | word; }

}  // namespace

PhraseQuestions::PhraseQuestions(const std::vector<std::string_view>& phrases,
                                 std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs)
    : phrase_at_(1, 0), pairs_of_(phrases.size()), pair_count_(pairs.size()) {
  for (std::uint32_t phrase = 0; phrase < phrases.size(); ++phrase) {
    std::uint32_t node = 0;
    for (std::string_view rest = phrases[phrase]; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      const std::uint32_t word = words_.try_emplace(rest.substr(0, end), word_count_).first->second;
      word_count_ = std::max(word_count_, word + 1);
      const auto [next, is_new] = next_.try_emplace(step(node, word), static_cast<std::uint32_t>(phrase_at_.size()));
      if (is_new) {
        phrase_at_.push_back(0);
      }
      node = next->second;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    phrase_at_[node] = phrase + 1;
  }
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    pairs_of_[pairs[i].first].push_back({i, pairs[i].second, true});
    pairs_of_[pairs[i].second].push_back({i, pairs[i].first, false});
  }
}

PhraseUsage::PhraseUsage(const PhraseQuestions& questions)
    : questions_(questions),
      phrases_(questions.pairs_of_.size()),
      pairs_(questions.pair_count_),
      seen_(questions.pairs_of_.size()) {}

void PhraseUsage::look_at(std::string_view text, bool is_focus) {
  words_.clear();
  for (text::WordReader reader(text); reader.next();) {
    const auto found = questions_.words_.find(reader.word());
    if (found == questions_.words_.end()) {
      words_.emplace_back(kNone, text::LetterCase::kOther);
    } else {
      words_.emplace_back(found->second, reader.letters());
    }
  }
  std::size_t covered = 0;  // the end of the phrases before
  for (std::size_t first = 0; first < words_.size(); ++first) {
    std::uint32_t node = 0;
    std::uint32_t longest = 0;
    std::size_t end = 0;
    for (std::size_t i = first; i < words_.size() && words_[i].first != kNone; ++i) {
      const auto next = questions_.next_.find(step(node, words_[i].first));
      if (next == questions_.next_.end()) {
        break;
      }
      node = next->second;
      if (const std::uint32_t phrase = questions_.phrase_at_[node]; phrase > 0) {
        mark(phrase - 1, true, is_focus, words_[first].second);
        longest = phrase;
        end = i + 1;
      }
    }
    if (longest > 0 && end > covered) {
      mark(longest - 1, false, is_focus, words_[first].second);
      covered = end;
    }
  }
}

void PhraseUsage::mark(std::uint32_t phrase, bool is_within, bool is_focus, text::LetterCase letters) {
  Seen& seen = seen_[phrase];
  if (!seen.touched) {
    touched_.push_back(phrase);
    seen.touched = true;
  }
  if (is_within) {
    return;
  }
  seen.anywhere = true;
  seen.focus = seen.focus || is_focus;
  seen.small = seen.small || letters == text::LetterCase::kLower || letters == text::LetterCase::kCapitalized;
  seen.capitals = seen.capitals || letters == text::LetterCase::kUpper || letters == text::LetterCase::kOther;
}

void PhraseUsage::add(const model::Study& study) {
  const StudyTexts texts = texts_of(study);
  for (const std::string_view text : texts.focus) {
    look_at(text, true);
  }
  for (const std::string_view text : texts.others) {
    look_at(text, false);
  }
  for (const auto term : {piece::ConditionMeshTerm, piece::ConditionAncestorTerm, piece::InterventionMeshTerm,
                          piece::InterventionAncestorTerm}) {
    for (const std::string_view text : study.texts(term)) {
      look_at(text, false);
    }
  }
  for (const std::uint32_t phrase : touched_) {
    const Seen& seen = seen_[phrase];
    OfPhrase& counts = phrases_[phrase];
    bool is_explained = false;
    for (const PhraseQuestions::Pair& pair : questions_.pairs_of_[phrase]) {
      const bool together = seen_[pair.partner].touched;
      is_explained = is_explained || (pair.is_left && together);
      pairs_[pair.index].both_anywhere += pair.is_left && together ? 1 : 0;
      if (together && seen.focus) {
        ++(pair.is_left ? pairs_[pair.index].left_with_right : pairs_[pair.index].right_with_left);
      }
    }
    counts.focus += seen.focus ? 1 : 0;
    counts.anywhere += seen.anywhere ? 1 : 0;
    counts.capitals += seen.capitals ? 1 : 0;
    counts.small += seen.small ? 1 : 0;
    counts.explained += seen.capitals && is_explained ? 1 : 0;
  }
  for (const std::uint32_t phrase : touched_) {
    seen_[phrase] = Seen();
  }
  touched_.clear();
}

void PhraseUsage::add(const PhraseUsage& other) {
  for (std::size_t i = 0; i < phrases_.size(); ++i) {
    phrases_[i].focus += other.phrases_[i].focus;
    phrases_[i].anywhere += other.phrases_[i].anywhere;
    phrases_[i].capitals += other.phrases_[i].capitals;
    phrases_[i].small += other.phrases_[i].small;
    phrases_[i].explained += other.phrases_[i].explained;
  }
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    pairs_[i].left_with_right += other.pairs_[i].left_with_right;
    pairs_[i].right_with_left += other.pairs_[i].right_with_left;
    pairs_[i].both_anywhere += other.pairs_[i].both_anywhere;
  }
}

}  // namespace trialkeep::engine
