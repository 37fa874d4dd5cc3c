#pragma once
// A thesaurus that says what a test tells it.

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "query/thesaurus.h"
#include "text/words.h"

namespace trialkeep::testing {

class ListedThesaurus final : public query::Thesaurus {
 public:
  // Each of two phrases goes by the other, as so many studies say.
  void add(const std::string& one, const std::string& other, std::uint32_t evidence) {
    const std::string a = text::fold(one);
    const std::string b = text::fold(other);
    if (a == b || a.empty() || b.empty()) return;
    add_synonym(a, b, evidence);
    add_synonym(b, a, evidence);
  }

  std::vector<query::Synonym> synonyms_of(std::string_view phrase) const override {
    const auto found = synonyms_.find(std::string(phrase));
    return found == synonyms_.end() ? std::vector<query::Synonym>() : found->second;
  }
  std::size_t longest_phrase_words() const override { return longest_; }

  // The phrases that have synonyms, for queries that use them.
  std::vector<std::string> phrases() const {
    std::vector<std::string> out;
    for (const auto& [phrase, synonyms] : synonyms_) out.push_back(phrase);
    return out;
  }

 private:
  static std::vector<std::string> words_of(const std::string& phrase) {
    std::vector<std::string> words;
    text::WordReader reader(phrase);
    while (reader.next()) words.emplace_back(reader.word());
    return words;
  }

  void add_synonym(const std::string& phrase, const std::string& synonym, std::uint32_t evidence) {
    auto& list = synonyms_[phrase];
    const query::Synonym added{words_of(synonym), evidence};
    for (const query::Synonym& known : list) {
      if (known.words == added.words) return;
    }
    list.push_back(added);
    std::sort(list.begin(), list.end(), [](const query::Synonym& a, const query::Synonym& b) {
      return a.evidence != b.evidence ? a.evidence > b.evidence : a.words < b.words;
    });
    longest_ = std::max(longest_, words_of(phrase).size());
  }

  std::map<std::string, std::vector<query::Synonym>> synonyms_;
  std::size_t longest_ = 0;
};

}  // namespace trialkeep::testing
