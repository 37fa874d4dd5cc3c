#include "site/study_page.h"

#include "base/strings.h"
#include "site/glossary.h"
#include "site/layout.h"
#include "site/map_html.h"
#include "site/outline_html.h"
#include "site/section_page.h"
#include "site/tag_list.h"
#include "site/timeline_html.h"

namespace trialkeep::site {
namespace {

Html link(std::string_view address, std::string_view words) {
  return element("a", {{"href", std::string(address)}}, text(words));
}

Html ways_out(const std::string& nct, unsigned version_count) {
  Html items = element("li", link(concat("/study/", nct, "/history"), "History"));
  if (version_count > 1) {
    items += element("li", link(concat("/study/", nct, "/diff"), "What changed"));
  }
  items += element("li", link(section_path(nct, model::piece::ProtocolSection), "Field by field"));
  items += element("li", link(concat("/api/v2/studies/", nct), "JSON"));
  items += element("li", link(concat("/api/v2/studies/", nct, "?format=ris"), "RIS"));
  items +=
      element("li", element("a", {{"href", concat("https://clinicaltrials.gov/study/", nct)}, {"rel", "noreferrer"}},
                            text("ClinicalTrials.gov")));
  return element("ul", {{"class", "ways"}}, items);
}

Html masthead(const engine::StoredStudy& study, const formats::Outline& outline, const std::vector<engine::Tag>& tags) {
  const std::string nct = study.nct.text();
  Html out = element("div", {{"class", "eyebrow"}},
                     element("span", {{"class", "nct"}}, text(nct)) + ways_out(nct, study.version_count));
  out += element("h1", text(outline.title));
  if (study.removed) {
    out +=
        element("p", {{"class", "note"}}, text(concat("Not in the registry since ", study.removed->date_text(), ".")));
  }
  out += tag_list(tags);
  return element("div", {{"class", "masthead"}}, out);
}

Html contents(const formats::Outline& outline) {
  Html inside = element("p", {{"class", "contents-title"}}, text("On this page"));
  inside += contents_html(outline);
  return element("nav", {{"class", "contents"}, {"aria-label", "Contents"}}, inside);
}

std::size_t site_count(const formats::Section& section) {
  std::size_t sites = 0;
  for (const formats::Item& item : section.items) {
    const auto* table = std::get_if<formats::Table>(&item.content);
    sites += table != nullptr && table->field == model::piece::Location ? table->rows.size() : 0;
  }
  return sites;
}

// "Sort by distance from": coordinates, or a city that some record here has a site in.
Html distance_form(const std::string& nct, const std::optional<NearPlace>& place) {
  Html inside = element("label", {{"for", "near"}}, text("Sort the sites by distance from"));
  inside += empty_element("input", {{"type", "text"},
                                    {"id", "near"},
                                    {"name", "near"},
                                    {"value", place ? place->typed : std::string()},
                                    {"aria-describedby", "near-help"}});
  inside += element("button", {{"type", "submit"}}, text("Sort"));
  inside += element("p", {{"id", "near-help"}, {"class", "note"}},
                    text("A city (Berlin; Paris, France) or coordinates (52.52, 13.41)."));
  Html out = element("form", {{"class", "near"}, {"action", concat("/study/", nct, "#contacts")}}, inside);
  if (place && !place->point) {
    out += element(
        "p", {{"class", "complaint"}},
        text(concat("No record here has a site in “", place->typed, "”. Try a larger city near it, or coordinates.")));
  } else if (place) {
    out += element("p", link(concat("/study/", nct, "#contacts"), "Sites by country"));
  }
  return out;
}

// The pages of the modules that a section shows.
Html module_links(const std::string& nct, const formats::Section& section) {
  Html links;
  for (model::FieldId module : section.modules) {
    links += text(links.empty() ? "Field by field: " : ", ");
    links += link(section_path(nct, module), model::field(module).label);
  }
  return links.empty() ? links : element("p", {{"class", "fields-of"}}, links);
}

SectionExtras extras_of(const std::string& nct, const formats::Section& section,
                        const std::optional<NearPlace>& place) {
  SectionExtras extras;
  extras.after = module_links(nct, section);
  if (section.id == "dates") {
    extras.before = timeline_html(section);
  } else if (section.id == "contacts") {
    const std::size_t sites = site_count(section);
    if (sites > 0) {
      extras.before = element("p", {{"class", "site-count"}},
                              text(concat("This study has ", sites, sites == 1 ? " site." : " sites.")));
    }
    extras.before += map_html(section);
    if (sites > 1) {
      extras.before += distance_form(nct, place);
    }
  }
  return extras;
}

}  // namespace

formats::StudyTimes study_times(const engine::StoredStudy& study) {
  return {.first_seen = study.first_seen,
          .last_changed = study.last_changed,
          .version = study.version,
          .version_count = study.version_count};
}

http::Response study_page(const engine::StoredStudy& study, formats::Outline outline,
                          const std::optional<NearPlace>& place, const std::vector<engine::Tag>& tags,
                          const Html& banner) {
  const std::string nct = study.nct.text();
  if (place) {
    sort_sites(outline, *place);
  }
  UsedTerms terms;
  Html article;
  for (const formats::Section& section : outline.sections) {
    article += section_html(section, extras_of(nct, section, place), terms);
  }
  Html main = banner + masthead(study, outline, tags) + contents(outline) + element("article", article);
  main += element("div", {{"class", "explanations"}}, terms.explanations());
  return page(200, {.title = concat(nct, " ", outline.title), .search = {}, .has_large_box = false},
              element("div", {{"class", "study"}}, main));
}

}  // namespace trialkeep::site
