#include "query/synonym_table.h"

#include <algorithm>
#include <tuple>

namespace trialkeep::query {

StatusOr<std::unique_ptr<const SynonymTable>> SynonymTable::make(std::vector<std::string> texts) {
  auto table = std::make_unique<SynonymTable>();
  table->texts_ = std::move(texts);
  std::vector<Bound> edges;
  std::vector<ThesaurusContent> contents;
  for (const std::string& text : table->texts_) {
    ASSIGN_OR_RETURN(ThesaurusContent content, parse_thesaurus(text));
    table->add_pairs(content, edges);
    contents.push_back(std::move(content));
  }
  for (const ThesaurusContent& content : contents) {
    table->mark_headings(content);
  }
  table->finish(edges);
  return std::unique_ptr<const SynonymTable>(std::move(table));
}

std::uint32_t SynonymTable::id_of(std::string_view phrase) {
  const auto [found, is_new] = ids_.try_emplace(phrase, static_cast<std::uint32_t>(phrases_.size()));
  if (is_new) {
    phrases_.push_back(phrase);
    is_heading_.push_back(false);
    longest_ = std::max(longest_, static_cast<std::size_t>(std::count(phrase.begin(), phrase.end(), ' ')) + 1);
  }
  return found->second;
}

void SynonymTable::add_pairs(const ThesaurusContent& content, std::vector<Bound>& edges) {
  for (const ThesaurusPair& pair : content.pairs) {
    if (!pair.is_used()) {
      continue;
    }
    const std::uint32_t left = id_of(pair.left);
    const std::uint32_t right = id_of(pair.right);
    edges.push_back({left, {right, pair.evidence, pair.kind}});
    if (pair.use == PairUse::kBoth) {
      edges.push_back({right, {left, pair.evidence, pair.kind}});
    }
  }
}

void SynonymTable::mark_headings(const ThesaurusContent& content) {
  for (const ThesaurusHeading& heading : content.headings) {
    if (const auto found = ids_.find(heading.phrase); found != ids_.end()) {
      is_heading_[found->second] = true;
    }
  }
}

// Sorts the edges by where they begin and, of those between the same two, keeps the best attested one.
void SynonymTable::finish(std::vector<Bound>& edges) {
  std::sort(edges.begin(), edges.end(), [](const Bound& a, const Bound& b) {
    return std::make_tuple(a.from, a.edge.to, b.edge.evidence, a.edge.kind) <
           std::make_tuple(b.from, b.edge.to, a.edge.evidence, b.edge.kind);
  });
  first_edge_.assign(phrases_.size() + 1, 0);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (i > 0 && edges[i].from == edges[i - 1].from && edges[i].edge.to == edges[i - 1].edge.to) {
      continue;
    }
    edges_.push_back(edges[i].edge);
    ++first_edge_[edges[i].from + 1];
    pairs_ += edges[i].from < edges[i].edge.to ? 1 : 0;
  }
  for (std::size_t i = 1; i < first_edge_.size(); ++i) {
    first_edge_[i] += first_edge_[i - 1];
  }
  edges_.shrink_to_fit();
}

std::vector<SynonymTable::Step> SynonymTable::steps_from(std::string_view phrase) const {
  std::vector<Step> steps;
  const auto found = ids_.find(phrase);
  if (found == ids_.end()) {
    return steps;
  }
  const auto edges_of = [&](std::uint32_t id) {
    return std::make_pair(edges_.begin() + first_edge_[id], edges_.begin() + first_edge_[id + 1]);
  };
  const auto [begin, end] = edges_of(found->second);
  for (auto edge = begin; edge != end; ++edge) {
    steps.push_back({phrases_[edge->to], {}, edge->kind, edge->evidence});
    if (!is_heading_[edge->to]) {
      continue;
    }
    const auto [further, further_end] = edges_of(edge->to);
    for (auto next = further; next != further_end; ++next) {
      if (next->to != found->second) {
        steps.push_back({phrases_[next->to], phrases_[edge->to], next->kind, std::min(edge->evidence, next->evidence)});
      }
    }
  }
  // Each phrase once: by a pair of its own rather than by a heading, else by what is attested best.
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::make_tuple(a.phrase, !a.by_heading.empty(), b.evidence, a.by_heading) <
           std::make_tuple(b.phrase, !b.by_heading.empty(), a.evidence, b.by_heading);
  });
  steps.erase(
      std::unique(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.phrase == b.phrase; }),
      steps.end());
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::tie(b.evidence, a.phrase) < std::tie(a.evidence, b.phrase);
  });
  return steps;
}

std::vector<Synonym> SynonymTable::synonyms_of(std::string_view phrase) const {
  std::vector<Synonym> synonyms;
  for (const Step& step : steps_from(phrase)) {
    Synonym& synonym = synonyms.emplace_back();
    synonym.evidence = step.evidence;
    for (std::string_view rest = step.phrase; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      synonym.words.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return synonyms;
}

std::size_t SynonymTable::memory_bytes() const {
  std::size_t bytes = phrases_.capacity() * sizeof(std::string_view) + edges_.capacity() * sizeof(Edge) +
                      first_edge_.capacity() * sizeof(std::uint32_t) +
                      ids_.capacity() * (sizeof(std::string_view) + sizeof(std::uint64_t));
  for (const std::string& text : texts_) {
    bytes += text.capacity();
  }
  return bytes;
}

}  // namespace trialkeep::query
