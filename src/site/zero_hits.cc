#include "site/zero_hits.h"

#include <algorithm>

#include "base/strings.h"
#include "query/parser.h"
#include "site/hit_row.h"

namespace trialkeep::site {
namespace {

constexpr std::size_t kPartsMax = 24;

StatusOr<std::uint64_t> count(engine::Registry& registry, const SearchQuestion& question,
                              const std::vector<engine::Tag>& tags, const std::atomic<bool>* cancelled) {
  AskedQuestion asked = ask(question, criteria_of(question, tags));
  asked.request.size = 0;
  asked.request.from = 0;
  asked.request.sort.clear();
  ASSIGN_OR_RETURN(const engine::SearchResult result, registry.search(asked.request, cancelled));
  return result.total;
}

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

// A question for one criterion alone, with the moment of the whole.
SearchQuestion alone(const SearchQuestion& question, std::size_t which, std::size_t of) {
  SearchQuestion out = question;
  // Criteria are taken away from the last on, so that those before keep their places.
  for (std::size_t i = of; i-- > 0;) {
    if (i != which) {
      out = criteria_of(out, {})[i].without;
    }
  }
  return out;
}

}  // namespace

StatusOr<std::vector<CountedPart>> count_parts(engine::Registry& registry, const SearchQuestion& question,
                                               const std::vector<engine::Tag>& tags,
                                               const std::atomic<bool>* cancelled) {
  std::vector<CountedPart> out;
  const std::vector<Criterion> criteria = criteria_of(question, tags);
  for (std::size_t i = 0; i < criteria.size() && out.size() < kPartsMax; ++i) {
    const Criterion& one = criteria[i];
    const SearchQuestion by_itself = alone(question, i, criteria.size());
    CountedPart part{one.label, one.text, 0, address_of(by_itself), std::nullopt, address_of(one.without)};
    ASSIGN_OR_RETURN(part.alone, count(registry, by_itself, tags, cancelled));
    if (criteria.size() > 1) {
      ASSIGN_OR_RETURN(part.without, count(registry, one.without, tags, cancelled));
    }
    const std::uint64_t studies = part.alone;
    out.push_back(std::move(part));
    if (one.is_filter || studies > 0) {
      continue;
    }
    const auto row = std::find_if(text_rows().begin(), text_rows().end(),
                                  [&](const TextRow& text) { return text.label == one.label; });
    for (const std::string& piece : pieces_of(one.text)) {
      if (out.size() == kPartsMax) {
        break;
      }
      SearchQuestion smaller = by_itself;
      smaller.text(row->name) = piece;
      CountedPart inner{concat(one.label, ", in it"), piece, 0, address_of(smaller), std::nullopt, {}};
      ASSIGN_OR_RETURN(inner.alone, count(registry, smaller, tags, cancelled));
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
    Html cells = element("th", {{"scope", "row"}}, text(concat(part.label, ": ")) + element("q", text(part.text)));
    const Html number = text(grouped(part.alone));
    cells +=
        element("td", {{"class", "number"}},
                part.alone == 0 ? element("strong", number) : element("a", {{"href", part.alone_address}}, number));
    if (has_without) {
      const std::string rest = part.without ? grouped(*part.without) : std::string();
      cells += element(
          "td", {{"class", "number"}},
          part.without && *part.without > 0 ? element("a", {{"href", part.without_address}}, text(rest)) : text(rest));
    }
    rows += element("tr", cells);
  }
  Html head = element("th", {{"scope", "col"}}, text("Part of the question")) +
              element("th", {{"scope", "col"}, {"class", "number"}}, text("Studies by itself"));
  if (has_without) {
    head += element("th", {{"scope", "col"}, {"class", "number"}}, text("Studies without it"));
  }
  const std::string lead = nothing.empty()
                               ? std::string("Each part is met by some studies, and no study meets all of them.")
                               : concat("No study matches “", nothing, "”.");
  return element("section", {{"class", "nothing"}, {"aria-labelledby", "h-nothing"}},
                 element("h2", {{"id", "h-nothing"}}, text("Why nothing was found")) +
                     element("p", {{"class", "lead"}}, text(lead)) +
                     element("div", {{"class", "scroll"}},
                             element("table", {{"class", "figures"}},
                                     element("thead", element("tr", head)) + element("tbody", rows))));
}

}  // namespace trialkeep::site
