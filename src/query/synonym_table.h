#pragma once
// The thesaurus that queries use: the used pairs of one or several files, as a table.
//
// What a phrase expands to: the phrases that it is paired with; and where one of those is a MeSH heading, what that is
// paired with. Pairs are not chained otherwise: "A is also called B" and "B is also called C" of different people need
// not be about one thing, a heading is one thing.

#include <absl/container/flat_hash_map.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "query/thesaurus.h"
#include "query/thesaurus_file.h"

namespace trialkeep::query {

class SynonymTable final : public Thesaurus {
 public:
  // The pairs of all `texts` together; each a file as parse_thesaurus() reads it, which names what is wrong.
  static StatusOr<std::unique_ptr<const SynonymTable>> make(std::vector<std::string> texts);

  std::vector<Synonym> synonyms_of(std::string_view phrase) const override;
  std::size_t longest_phrase_words() const override { return longest_; }

  // One step from a phrase to another, as synonyms_of() takes it.
  struct Step {
    std::string_view phrase;
    std::string_view by_heading;  // the heading between; empty for a pair of the two
    PairKind kind = PairKind::kHeading;
    std::uint32_t evidence = 0;
  };
  // As synonyms_of(), with where each comes from.
  std::vector<Step> steps_from(std::string_view phrase) const;

  std::size_t phrase_count() const { return ids_.size(); }
  std::size_t pair_count() const { return pairs_; }
  std::size_t memory_bytes() const;

 private:
  struct Edge {
    std::uint32_t to;
    std::uint32_t evidence;
    PairKind kind;
  };
  struct Bound {
    std::uint32_t from;
    Edge edge;
  };
  std::uint32_t id_of(std::string_view phrase);
  void add_pairs(const ThesaurusContent& content, std::vector<Bound>& edges);
  void mark_headings(const ThesaurusContent& content);
  void finish(std::vector<Bound>& edges);

  std::vector<std::string> texts_;  // all views below are into them
  std::vector<std::string_view> phrases_;
  absl::flat_hash_map<std::string_view, std::uint32_t> ids_;
  std::vector<bool> is_heading_;
  std::vector<std::uint32_t> first_edge_;  // of each phrase, and one more
  std::vector<Edge> edges_;
  std::size_t longest_ = 0;
  std::size_t pairs_ = 0;
};

}  // namespace trialkeep::query
