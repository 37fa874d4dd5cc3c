#include "site/zero_hits.h"

#include <algorithm>

#include "base/strings.h"
#include "query/parser.h"
#include "site/hit_row.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

// Counts the studies that meet some of a question's criteria, at the moment of the question.
class PartCounter {
 public:
  // All outlive it.
  PartCounter(engine::Registry& registry, const std::vector<Criterion>& criteria, const engine::SearchRequest& whole,
              const std::atomic<bool>* cancelled)
      : registry_(registry), criteria_(criteria), whole_(whole), cancelled_(cancelled) {}

  StatusOr<std::uint64_t> alone(const Criterion& one) const {
    engine::SearchRequest request = nothing();
    add(one, request);
    return count(request);
  }
  StatusOr<std::uint64_t> without(const Criterion& one) const {
    engine::SearchRequest request = nothing();
    for (const Criterion& other : criteria_) {
      if (&other != &one) {
        add(other, request);
      }
    }
    return count(request);
  }
  StatusOr<std::uint64_t> of(engine::QueryPart part) const {
    engine::SearchRequest request = nothing();
    request.parts.push_back(std::move(part));
    return count(request);
  }

 private:
  engine::SearchRequest nothing() const {
    engine::SearchRequest request;
    request.size = 0;
    request.moment = whole_.moment;
    request.generation = whole_.generation;
    return request;
  }
  void add(const Criterion& one, engine::SearchRequest& request) const {
    if (!one.part.text.empty()) {
      request.parts.push_back(one.part);
    } else if (one.part.parameter.empty()) {
      request.near = whole_.near;
    }
  }
  StatusOr<std::uint64_t> count(const engine::SearchRequest& request) const {
    ASSIGN_OR_RETURN(const engine::SearchResult result, registry_.search(request, cancelled_));
    return result.total;
  }

  engine::Registry& registry_;
  const std::vector<Criterion>& criteria_;
  const engine::SearchRequest& whole_;
  const std::atomic<bool>* cancelled_;
};

// What a text is made of: what its AND joins, and the words that stand side by side. Empty when it is one thing.
std::vector<std::string> pieces_of(const std::string& text) {
  const query::Node tree = query::parse(text).tree;
  std::vector<std::string> out;
  const auto add = [&](const query::Node& node) {
    if (node.kind == query::NodeKind::kTerm && node.parts.size() > 1) {
      for (const query::TermPart& part : node.parts) {
        query::Node one;
        one.kind = query::NodeKind::kTerm;
        one.parts = {part};
        out.push_back(query::print(one));
      }
    } else {
      out.push_back(query::print(node));
    }
  };
  if (tree.kind == query::NodeKind::kAnd) {
    for (const query::Node& child : tree.children) {
      add(child);
    }
  } else {
    add(tree);
  }
  return out.size() > 1 ? out : std::vector<std::string>();
}

}  // namespace

StatusOr<std::vector<CountedPart>> count_parts(engine::Registry& registry, const std::vector<Criterion>& criteria,
                                               const engine::SearchRequest& whole, const std::atomic<bool>* cancelled) {
  std::vector<CountedPart> out;
  const PartCounter counter(registry, criteria, whole, cancelled);
  for (std::size_t i = 0; i < criteria.size() && out.size() < kCountedPartsMax; ++i) {
    const Criterion& one = criteria[i];
    CountedPart part{one.label, one.text, 0, address_of(one.alone), std::nullopt, address_of(one.without)};
    ASSIGN_OR_RETURN(part.alone, counter.alone(one));
    if (criteria.size() > 1) {
      ASSIGN_OR_RETURN(part.without, counter.without(one));
    }
    const std::uint64_t studies = part.alone;
    out.push_back(std::move(part));
    if (one.is_filter || studies > 0) {
      continue;
    }
    const auto row = std::find_if(text_rows().begin(), text_rows().end(),
                                  [&](const TextRow& text) { return text.label == one.label; });
    for (const std::string& piece : pieces_of(one.text)) {
      if (out.size() == kCountedPartsMax) {
        break;
      }
      SearchQuestion smaller = one.alone;
      smaller.text(row->name) = piece;
      CountedPart inner{concat(one.label, ", in it"), piece, 0, address_of(smaller), std::nullopt, {}};
      ASSIGN_OR_RETURN(inner.alone, counter.of({one.part.parameter, piece, false}));
      out.push_back(std::move(inner));
    }
  }
  return out;
}

Html zero_hits_html(const std::vector<CountedPart>& parts) {
  if (parts.empty()) {
    return {};
  }
  Html rows;
  bool has_without = false;
  std::string nothing;
  for (const CountedPart& part : parts) {
    has_without = has_without || part.without.has_value();
    if (part.alone == 0 && (!part.without || nothing.empty())) {
      nothing = part.text;
    }
  }
  for (const CountedPart& part : parts) {
    Html cells = row_head(text(concat(part.label, ": ")) + element("q", text(part.text)));
    const Html number = text(grouped(part.alone));
    cells += element("td", {{"class", "number"}},
                     part.alone == 0 ? element("strong", number) : link(part.alone_address, number));
    if (has_without) {
      const std::string rest = part.without ? grouped(*part.without) : std::string();
      cells += element("td", {{"class", "number"}},
                       part.without && *part.without > 0 ? link(part.without_address, rest) : text(rest));
    }
    rows += element("tr", cells);
  }
  Html head = column_head("Part of the question") + column_head("Studies by itself", "number");
  if (has_without) {
    head += column_head("Studies without it", "number");
  }
  const std::string lead = nothing.empty()
                               ? std::string("Each part is met by some studies, and no study meets all of them.")
                               : concat("No study matches “", nothing, "”.");
  return element("section", {{"class", "nothing"}, {"aria-labelledby", "h-nothing"}},
                 element("h2", {{"id", "h-nothing"}}, text("Why nothing was found")) +
                     element("p", {{"class", "lead"}}, text(lead)) + scroll_frame(table("figures", head, rows)));
}

}  // namespace trialkeep::site
