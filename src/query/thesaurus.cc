#include "query/thesaurus.h"

namespace trialkeep::query {
namespace {

class EmptyThesaurus final : public Thesaurus {
 public:
  std::vector<Synonym> synonyms_of(std::string_view) const override { return {}; }
  std::size_t longest_phrase_words() const override { return 0; }
};

}  // namespace

const Thesaurus& empty_thesaurus() {
  static const EmptyThesaurus empty;
  return empty;
}

}  // namespace trialkeep::query
