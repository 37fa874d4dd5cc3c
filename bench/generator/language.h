#pragma once
// Words and names at learned rates. Words that real records hold too rarely to be kept in the table are made up: from
// a long list of invented words, falling in frequency as real ones do, so that the dictionary of an index grows with
// the number of studies as it does in the registry.

#include <string>
#include <vector>

#include "generator/sampler.h"

namespace trialkeep::bench {

class Language {
 public:
  explicit Language(const Vocabulary& vocabulary);

  // The share of words that belong to the topic of the study.
  double topic_share() const { return topic_share_; }
  void append_word(Random& random, std::string& out) const;
  // A name, words parted by blanks, of at most kNameWords.
  void append_name(Random& random, std::string& out) const;

  static constexpr int kNameWords = 12;

 private:
  // What may follow a word: indices of words_, or one of the marks.
  struct Followers {
    Chooser chooser;
    std::vector<std::uint32_t> words;
  };
  static constexpr std::uint32_t kEnd = 0xffffffff;
  static constexpr std::uint32_t kRare = 0xfffffffe;
  static constexpr std::uint32_t kAny = 0xfffffffd;

  void append_rare_word(Random& random, std::string& out) const;

  std::vector<std::string> words_;
  Chooser chooser_;                   // the last index is a rare word
  std::vector<Followers> followers_;  // by word, then of the start, then of a rare word
  double digits_share_ = 0;           // of rare words
  double topic_share_ = 0;
};

}  // namespace trialkeep::bench
