#include "engine/search.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "engine/registry.h"
#include "query/blanks.h"
#include "query/parser.h"
#include "text/words.h"

namespace trialkeep::engine {
namespace {

using query::BoundKind;
using query::BoundNode;

// Studies that carry `nct` in one of the fields.
BoundNode with_number(NctNumber nct, std::vector<query::WeightedField> fields) {
  BoundNode node;
  node.kind = BoundKind::kText;
  node.text.fields = std::move(fields);
  query::Form form;
  form.slots = {{query::FormWord{text::fold(nct.text())}}};
  node.text.whole = {std::move(form)};
  return node;
}

BoundNode any_number(const std::vector<NctNumber>& numbers, const std::vector<query::WeightedField>& fields) {
  BoundNode any;
  any.kind = BoundKind::kOr;
  for (const NctNumber nct : numbers) {
    any.children.push_back(with_number(nct, fields));
  }
  return any;
}

BoundNode within(const query::GeoFilter& near) {
  BoundNode node;
  node.kind = BoundKind::kDistance;
  node.fields = {{model::piece::LocationGeoPoint, 1.0}};
  node.latitude = near.latitude;
  node.longitude = near.longitude;
  node.radius_m = near.radius_m;
  return node;
}

// NCT numbers alone.
bool ignores_filters(const SearchRequest& request) {
  return std::any_of(request.parts.begin(), request.parts.end(),
                     [](const QueryPart& part) { return !part.is_filter && !only_nct_numbers(part.text).empty(); });
}

struct BoundPart {
  BoundNode root;
  std::vector<query::Complaint> complaints;
  bool is_ignored = false;  // a filter, which NCT numbers alone leave out of account
};

BoundPart bind_part(const QueryPart& part, const query::SearchArea& area, const query::Thesaurus& thesaurus,
                    bool filters_are_ignored) {
  BoundPart out;
  if (const auto numbers = only_nct_numbers(part.text); numbers.size() > 1) {
    out.root = any_number(numbers, area.fields);
  } else {
    query::ParsedQuery parsed = query::parse(part.text);
    query::BoundQuery bound = query::bind(parsed.tree, area, thesaurus);
    out.root = std::move(bound.root);
    out.complaints = std::move(parsed.complaints);
    std::move(bound.complaints.begin(), bound.complaints.end(), std::back_inserter(out.complaints));
    out.is_ignored = part.is_filter && filters_are_ignored;
  }
  out.root.is_filter = part.is_filter;
  return out;
}

// The parts to be counted as queries, nullopt where one cannot be read.
std::vector<std::optional<BoundNode>> bind_counted(const SearchRequest& request, const query::Thesaurus& thesaurus) {
  const bool filters_are_ignored = ignores_filters(request);
  std::vector<std::optional<BoundNode>> counted;
  for (const QueryPart& part : request.counted) {
    BoundPart bound = bind_part(part, query::area_of_parameter(part.parameter), thesaurus, filters_are_ignored);
    if (bound.is_ignored) {
      bound.root = BoundNode();
      bound.root.kind = BoundKind::kAll;
    }
    counted.push_back(bound.complaints.empty() ? std::optional(std::move(bound.root)) : std::nullopt);
  }
  return counted;
}

BoundNode both(BoundNode all, BoundNode one) {
  if (all.kind != BoundKind::kAnd) {
    all = BoundNode();
    all.kind = BoundKind::kAnd;
  }
  all.children.push_back(std::move(one));
  return all;
}

BoundNode with_filters(BoundNode all, const SearchRequest& request) {
  const auto add = [&](BoundNode filter) {
    filter.is_filter = true;
    all = both(std::move(all), std::move(filter));
  };
  for (const auto* numbers : {&request.only_numbers, &request.also_numbers}) {
    if (!numbers->empty()) {
      add(any_number(*numbers, {{model::piece::NCTId, 1.0}, {model::piece::NCTIdAlias, 1.0}}));
    }
  }
  if (request.near) {
    add(within(*request.near));
  }
  for (const query::GeoFilter& circle : request.also_near) {
    add(within(circle));
  }
  return all;
}

}  // namespace

std::vector<NctNumber> numbers_of(const std::vector<SearchHit>& hits) {
  std::vector<NctNumber> numbers;
  numbers.reserve(hits.size());
  for (const SearchHit& hit : hits) {
    numbers.push_back(hit.nct);
  }
  return numbers;
}

std::vector<NctNumber> only_nct_numbers(std::string_view query_text) {
  const std::string text = query::with_plain_blanks(query_text);
  constexpr std::string_view kSeparators = ", ";
  std::vector<NctNumber> numbers;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, start), text.size());
    if (end > start) {
      const auto nct = NctNumber::from_typed(std::string_view(text).substr(start, end - start));
      if (!nct) {
        return {};
      }
      numbers.push_back(*nct);
    }
    start = end + 1;
  }
  return numbers;
}

BoundNode Registry::bind(const SearchRequest& request, const query::Thesaurus& thesaurus,
                         std::vector<QueryComplaint>& complaints) {
  const bool filters_are_ignored = ignores_filters(request);
  BoundNode all;
  all.kind = BoundKind::kAll;
  for (std::size_t i = 0; i < request.parts.size(); ++i) {
    const QueryPart& part = request.parts[i];
    const query::SearchArea area = query::area_of_parameter(part.parameter);
    BoundPart bound = bind_part(part, area, thesaurus, filters_are_ignored);
    for (query::Complaint& complaint : bound.complaints) {
      complaints.push_back({i, area.label, std::move(complaint)});
    }
    if (!bound.is_ignored) {
      all = both(std::move(all), std::move(bound.root));
    }
  }
  return filters_are_ignored ? all : with_filters(std::move(all), request);
}

Status Registry::View::check_can_answer(const SearchRequest& request) const {
  return request.parts.empty() && request.counted.empty() ? absl::OkStatus() : thesaurus_status;
}

std::vector<query::BoundQuery> Registry::understand(const SearchRequest& request) {
  const auto asked = view_for(request);
  const auto synonyms = asked.ok() ? asked->thesaurus : thesaurus();
  std::vector<query::BoundQuery> parts;
  for (const QueryPart& part : request.parts) {
    parts.push_back(query::bind(query::parse(part.text).tree, query::area_of_parameter(part.parameter), *synonyms));
  }
  return parts;
}

StatusOr<SearchResult> Registry::search(const SearchRequest& request, const std::atomic<bool>* cancelled) {
  SearchResult result;
  ASSIGN_OR_RETURN(const View today, view_for(request));
  RETURN_IF_ERROR(today.check_can_answer(request));
  ASSIGN_OR_RETURN(const View current, at_moment(today, request.moment));
  const BoundNode query = bind(request, *current.thesaurus, result.complaints);
  if (!result.complaints.empty()) {
    return result;
  }
  std::optional<search::NearnessRanking> nearness;
  if (request.near && request.geo_decay) {
    nearness = {*request.geo_decay, request.near->latitude, request.near->longitude, model::piece::LocationGeoPoint};
  }
  const std::vector<std::optional<BoundNode>> counted = bind_counted(request, *current.thesaurus);
  std::vector<const BoundNode*> counted_nodes;
  for (const std::optional<BoundNode>& node : counted) {
    if (node) {
      counted_nodes.push_back(&*node);
    }
  }
  ASSIGN_OR_RETURN(search::Page page, search::run(*current.snapshot, query,
                                                  {.from = request.from,
                                                   .size = request.size,
                                                   .sort = request.sort,
                                                   .tie_field = model::piece::LastUpdatePostDate,
                                                   .facets = request.facets,
                                                   .nearness = nearness,
                                                   .counted = counted_nodes},
                                                  cancelled, &found_));
  result.total = page.total;
  result.generation = current.generation();
  result.facets = std::move(page.facets);
  for (auto count = page.counts.begin(); const std::optional<BoundNode>& node : counted) {
    result.counts.push_back(node ? std::optional(*count++) : std::nullopt);
  }
  for (const search::Hit& hit : page.hits) {
    result.hits.push_back({NctNumber::from_value(hit.external_id), search::score_of(hit.evidence), hit.sequence});
  }
  if (request.keep_for_pages && result.hits.size() == request.size) {
    const std::lock_guard lock(snapshot_mutex_);
    kept_.keep(today.generation(), today, clock_.monotonic_us());
  }
  return result;
}

StatusOr<SearchExplanation> Registry::explain(const SearchRequest& request, NctNumber nct) {
  ASSIGN_OR_RETURN(std::vector<SearchExplanation> only, explain(request, std::vector<NctNumber>{nct}));
  return std::move(only.front());
}

StatusOr<std::vector<SearchExplanation>> Registry::explain(const SearchRequest& request,
                                                           const std::vector<NctNumber>& studies) {
  ASSIGN_OR_RETURN(const View today, view_for(request));
  RETURN_IF_ERROR(today.check_can_answer(request));
  ASSIGN_OR_RETURN(const View current, at_moment(today, request.moment));
  std::vector<QueryComplaint> complaints;
  const BoundNode query = bind(request, *current.thesaurus, complaints);
  std::vector<SearchExplanation> explanations(studies.size());
  if (!complaints.empty()) {
    for (SearchExplanation& one : explanations) {
      one.complaints = complaints;
    }
    return explanations;
  }
  std::vector<std::uint32_t> numbers;
  for (const NctNumber nct : studies) {
    numbers.push_back(nct.value());
  }
  ASSIGN_OR_RETURN(std::vector<search::Explained> explained,
                   search::explain(*current.snapshot, query, numbers, &found_));
  for (std::size_t i = 0; i < explanations.size(); ++i) {
    explanations[i].parts = std::move(explained[i]);
    explanations[i].score =
        search::score_of(explanations[i].parts ? search::evidence_of_all(*explanations[i].parts) : 0);
  }
  return explanations;
}

StatusOr<SearchResult> Registry::search_all(SearchRequest request, const std::atomic<bool>* cancelled) {
  request.from = 0;
  request.size = std::numeric_limits<std::uint32_t>::max();
  ASSIGN_OR_RETURN(SearchResult result, search(request, cancelled));
  std::sort(result.hits.begin(), result.hits.end(),
            [](const SearchHit& a, const SearchHit& b) { return a.nct.value() < b.nct.value(); });
  return result;
}

// Another study that carries `nct` as an obsolete number. Hardly any number is one, so it is looked up in the
// dictionaries before it is searched for.
StatusOr<std::optional<NctNumber>> Registry::find_alias(NctNumber nct) {
  const auto current = snapshot();
  const std::string word = text::fold(nct.text());
  const auto is_alias_in = [&](const index::SnapshotSegment& part) {
    const std::vector<index::ListEntry> lists = part.segment->find(word);
    return std::any_of(lists.begin(), lists.end(),
                       [](const index::ListEntry& list) { return list.field == model::piece::NCTIdAlias; });
  };
  if (std::none_of(current->segments().begin(), current->segments().end(), is_alias_in)) {
    return std::optional<NctNumber>();
  }
  const BoundNode alias = with_number(nct, {{model::piece::NCTIdAlias, 1.0}});
  ASSIGN_OR_RETURN(const search::Page page, search::run(*current, alias, {.from = 0, .size = 2}));
  for (const search::Hit& hit : page.hits) {
    if (hit.external_id != nct.value()) {
      return std::optional(NctNumber::from_value(hit.external_id));
    }
  }
  return std::optional<NctNumber>();
}

}  // namespace trialkeep::engine
