#pragma once
// What other words a phrase may go by. The binder asks it for the synonyms of what a query says.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep::query {

struct Synonym {
  std::vector<std::string> words;  // folded, at least one
  std::uint32_t evidence = 0;      // how many studies say so
};

class Thesaurus {
 public:
  virtual ~Thesaurus() = default;
  // The synonyms of a phrase of folded words joined by single blanks, best attested first, then by byte order;
  // empty when it has none or is not known. Never holds the phrase itself.
  virtual std::vector<Synonym> synonyms_of(std::string_view phrase) const = 0;
  // The words of the longest phrase that is known, 0 when there is none. An unquoted run is cut into concepts by it.
  virtual std::size_t longest_phrase_words() const = 0;
};

// Knows nothing.
const Thesaurus& empty_thesaurus();

}  // namespace trialkeep::query
