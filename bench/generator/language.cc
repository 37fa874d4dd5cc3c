#include "generator/language.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/strings.h"

namespace trialkeep::bench {
namespace {

// Rare words by rank: none is more frequent than a word that the table keeps, and there are as many as a registry
// of 600,000 studies holds.
constexpr double kFirstRank = 10'000;
constexpr double kLastRank = 2'500'000;

constexpr std::string_view kSyllables[] = {"ba", "cor", "di",  "en", "fo",  "gla", "hy",  "in", "ka", "li", "mo",
                                           "ne", "ol",  "pra", "ri", "sta", "tu",  "vex", "xi", "ze", "lo", "mab",
                                           "na", "or",  "pe",  "ti", "ra",  "so",  "the", "um", "vi", "ya"};

}  // namespace

Language::Language(const Vocabulary& vocabulary) : topic_share_(vocabulary.topic_share) {
  std::vector<std::uint64_t> counts;
  std::unordered_map<std::string, std::uint32_t> index;
  for (const Counted& word : vocabulary.words) {
    index[word.text] = static_cast<std::uint32_t>(words_.size());
    words_.push_back(word.text);
    counts.push_back(word.count);
  }
  const auto start = static_cast<std::uint32_t>(words_.size());
  counts.push_back(vocabulary.rare);
  chooser_ = Chooser(counts);
  digits_share_ = vocabulary.rare == 0
                      ? 0
                      : static_cast<double>(vocabulary.rare_with_digits) / static_cast<double>(vocabulary.rare);
  index["^"] = start;
  index["_"] = start + 1;
  followers_.resize(words_.size() + 2);
  std::vector<std::vector<std::uint64_t>> weights(followers_.size());
  for (const WordPair& pair : vocabulary.pairs) {
    const auto first = index.find(pair.first);
    const auto second = index.find(pair.second);
    if (first == index.end()) {
      continue;
    }
    const std::uint32_t next = pair.second == "$"      ? kEnd
                               : pair.second == "_"    ? kRare
                               : second == index.end() ? kAny
                                                       : second->second;
    followers_[first->second].words.push_back(next);
    weights[first->second].push_back(pair.count);
  }
  for (std::size_t i = 0; i < followers_.size(); ++i) {
    followers_[i].chooser = Chooser(weights[i]);
  }
}

void Language::append_word(Random& random, std::string& out) const {
  const std::uint32_t which = chooser_.draw(random);
  if (which == words_.size()) {
    append_rare_word(random, out);
  } else {
    out += words_[which];
  }
}

void Language::append_rare_word(Random& random, std::string& out) const {
  const bool with_digits = random.chance(digits_share_);
  auto rank = static_cast<std::uint64_t>(kFirstRank * std::exp(random.unit() * std::log(kLastRank / kFirstRank)));
  if (with_digits) {
    if ((rank & 1) != 0) {
      out += static_cast<char>('a' + rank % 26);
      out += static_cast<char>('a' + rank / 26 % 26);
    }
    append_to(out, rank / 7);
    return;
  }
  // Neighbours in rank share no beginning.
  for (rank = rank * 0x9e3779b1ull % 33'554'432; rank > 0; rank /= std::size(kSyllables)) {
    out += kSyllables[rank % std::size(kSyllables)];
  }
}

void Language::append_name(Random& random, std::string& out) const {
  auto before = static_cast<std::uint32_t>(words_.size());
  for (int i = 0; i < kNameWords; ++i) {
    const Followers& followers = followers_[before];
    std::uint32_t next = followers.chooser.empty() ? kEnd : followers.words[followers.chooser.draw(random)];
    if (next == kAny) {
      next = chooser_.draw(random);
    }
    if (next == kEnd && i > 0) {
      return;
    }
    if (i > 0) {
      out += ' ';
    }
    if (next >= words_.size()) {
      append_rare_word(random, out);
      before = static_cast<std::uint32_t>(words_.size()) + 1;
    } else {
      out += words_[next];
      before = next;
    }
  }
}

}  // namespace trialkeep::bench
