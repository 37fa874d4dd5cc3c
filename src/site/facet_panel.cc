#include "site/facet_panel.h"

#include <algorithm>

#include "base/strings.h"
#include "model/catalogue.h"
#include "site/hit_row.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr std::size_t kValuesOpen = 8;  // the others are folded
constexpr std::size_t kPanelValuesMax = 250;

struct PanelRow {
  model::FieldId field;
  std::string_view title;
};
constexpr PanelRow kRows[] = {{piece::OverallStatus, "Status"},
                              {piece::Phase, "Phase"},
                              {piece::StudyType, "Study type"},
                              {piece::StdAge, "Age group"},
                              {piece::Sex, "Sex"},
                              {piece::HasResults, "Has results"},
                              {piece::StartDate, "Start year"},
                              {piece::LocationCountry, "Country"},
                              {piece::LeadSponsorClass, "Sponsor class"}};

Html count_of(std::uint64_t number) { return text(" ") + element("span", {{"class", "count"}}, text(grouped(number))); }

Html link_to(const std::string& address, std::string_view name, std::uint64_t count, bool is_chosen) {
  if (is_chosen) {
    const Html inside = element("span", {{"class", "unseen"}}, text("Remove the filter: ")) + text(concat("✕ ", name));
    return element(
        "li", element("a", {{"href", address}, {"class", "chosen"}, {"rel", "nofollow"}}, inside) + count_of(count));
  }
  return element("li", element("a", {{"href", address}, {"rel", "nofollow"}}, text(name)) + count_of(count));
}

Html folded_list(const std::vector<Html>& rows) {
  Html open;
  Html more;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    (i < kValuesOpen ? open : more) += rows[i];
  }
  Html out = element("ul", open);
  if (!more.empty()) {
    out += element("details",
                   element("summary", text(concat(grouped(rows.size() - kValuesOpen), " more"))) + element("ul", more));
  }
  return out;
}

Html facet_html(const SearchQuestion& question, const PanelRow& row, const search::Facet& facet) {
  std::vector<search::FacetValue> values = facet.values;
  if (model::field(row.field).kind == model::ValueKind::kDate) {
    std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
  }
  if (facet.missing > 0) {
    values.push_back({std::string(kNoValue), facet.missing});
  }
  std::vector<Html> rows;
  for (const search::FacetValue& value : values) {
    const std::string name = value_label(row.field, value.value);
    const std::string chosen = concat(model::field(row.field).piece, ":", value.value);
    const auto at = std::find(question.in.begin(), question.in.end(), chosen);
    SearchQuestion other = narrowed(question, row.field, value.value);
    if (at != question.in.end()) {
      other = question;
      other.page = 1;
      std::erase(other.in, chosen);
    }
    rows.push_back(link_to(address_of(other), name, value.count, at != question.in.end()));
  }
  return rows.empty() ? Html() : element("section", element("h3", text(row.title)) + folded_list(rows));
}

Html tags_html(const SearchQuestion& question, const std::vector<TagCount>& tags) {
  std::vector<Html> rows;
  for (const TagCount& tag : tags) {
    SearchQuestion other = question;
    other.page = 1;
    const bool is_chosen = std::erase(other.tags, tag.name) > 0;
    if (!is_chosen) {
      other.tags.push_back(tag.name);
    }
    if (tag.studies > 0 || is_chosen) {
      rows.push_back(link_to(address_of(other), tag.name, tag.studies, is_chosen));
    }
  }
  return rows.empty() ? Html() : element("section", element("h3", text("Tag")) + folded_list(rows));
}

}  // namespace

std::vector<search::FacetRequest> result_facets() {
  std::vector<search::FacetRequest> out;
  for (const PanelRow& row : kRows) {
    out.push_back({.field = row.field, .limit = kPanelValuesMax});
  }
  return out;
}

SearchQuestion narrowed(const SearchQuestion& question, model::FieldId field, std::string_view value) {
  SearchQuestion out = question;
  out.page = 1;
  out.in.push_back(concat(model::field(field).piece, ":", value));
  return out;
}

Html facet_panel(const SearchQuestion& question, const std::vector<search::Facet>& facets,
                 const std::vector<TagCount>& tags) {
  Html inside;
  for (const search::Facet& facet : facets) {
    for (const PanelRow& row : kRows) {
      if (row.field == facet.field) {
        inside += facet_html(question, row, facet);
      }
    }
  }
  inside += tags_html(question, tags);
  if (inside.empty()) {
    return {};
  }
  return element("nav", {{"class", "facets"}, {"id", "narrow"}, {"aria-labelledby", "h-narrow"}},
                 element("h2", {{"id", "h-narrow"}}, text("Narrow the result")) + inside);
}

}  // namespace trialkeep::site
