#include "relevance/keywords.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "text/words.h"

namespace trialkeep::bench {

std::vector<std::string> keywords(std::string_view description, const Collection& collection) {
  std::map<std::string, int> counts;
  for (text::WordReader reader(description); reader.next();) {
    const std::string_view word = reader.word();
    const bool letters = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (letters && word.size() >= 3) {
      ++counts[std::string(word)];
    }
  }
  std::vector<std::pair<double, std::string>> worth;
  for (const auto& [word, count] : counts) {
    const std::uint64_t studies = collection.studies_with(word);
    if (studies >= 2 && studies * 5 <= collection.size()) {
      worth.emplace_back(-count * std::log(static_cast<double>(collection.size()) / static_cast<double>(studies)),
                         word);
    }
  }
  std::sort(worth.begin(), worth.end());
  std::vector<std::string> chosen;
  for (const auto& [value, word] : worth) {
    if (chosen.size() < kKeywords) {
      chosen.push_back(word);
    }
  }
  return chosen;
}

}  // namespace trialkeep::bench
