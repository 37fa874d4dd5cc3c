#include "site/study_page.h"

#include "base/strings.h"
#include "site/glossary.h"
#include "site/layout.h"
#include "site/map_html.h"
#include "site/outline_html.h"
#include "site/parts.h"
#include "site/section_page.h"
#include "site/tag_list.h"
#include "site/timeline_html.h"

namespace trialkeep::site {
namespace {

Html ways_out(const StudyAddress& study, bool has_changed) {
  Html items = element("li", link(study.page("/history"), "History"));
  if (has_changed) {
    items += element("li", link(study.page("/diff"), "What changed"));
  }
  items += element("li", link(section_address(study, model::piece::ProtocolSection), "Field by field"));
  items += element("li", link(study.api(), "JSON"));
  items += element("li", link(study.api("?format=ris"), "RIS"));
  items += element(
      "li", element("a", {{"href", concat("https://clinicaltrials.gov/study/", study.nct)}, {"rel", "noreferrer"}},
                    text("ClinicalTrials.gov")));
  return element("ul", {{"class", "ways"}}, items);
}

Html masthead(const engine::StoredStudy& study, const StudyAddress& address, const formats::Outline& outline,
              const std::vector<engine::Tag>& tags) {
  // By a moment of the past only the versions up to that one are known.
  const bool has_changed = address.as_of.empty() ? study.version_count > 1 : study.version > 0;
  Html out = element("div", {{"class", "eyebrow"}},
                     element("span", {{"class", "nct"}}, text(address.nct)) + ways_out(address, has_changed));
  out += element("h1", text(outline.title));
  if (study.removed) {
    out +=
        element("p", {{"class", "note"}}, text(concat("Not in the registry since ", study.removed->date_text(), ".")));
  }
  out += tag_list(tags, address.as_of);
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
Html distance_form(const StudyAddress& study, const std::optional<NearPlace>& place) {
  Html inside = element("label", {{"for", "near"}}, text("Sort the sites by distance from"));
  inside += empty_element("input", {{"type", "text"},
                                    {"id", "near"},
                                    {"name", "near"},
                                    {"value", place ? place->typed : std::string()},
                                    {"aria-describedby", "near-help"}});
  inside += element("button", {{"type", "submit"}}, text("Sort"));
  inside += hidden_field("asOf", study.as_of);
  inside += element("p", {{"id", "near-help"}, {"class", "note"}},
                    text("A city (Berlin; Paris, France) or coordinates (52.52, 13.41)."));
  Html out = element("form", {{"class", "near"}, {"action", concat("/study/", study.nct, "#contacts")}}, inside);
  if (place && !place->point) {
    out += element(
        "p", {{"class", "complaint"}},
        text(concat("No record here has a site in “", place->typed, "”. Try a larger city near it, or coordinates.")));
  } else if (place) {
    out += element("p", link(study.page("#contacts"), "Sites by country"));
  }
  return out;
}

// The pages of the modules that a section shows.
Html module_links(const StudyAddress& study, const formats::Section& section) {
  Html links;
  for (model::FieldId module : section.modules) {
    links += text(links.empty() ? "Field by field: " : ", ");
    links += link(section_address(study, module), model::field(module).label);
  }
  return links.empty() ? links : element("p", {{"class", "fields-of"}}, links);
}

SectionExtras extras_of(const StudyAddress& study, const formats::Section& section,
                        const std::optional<NearPlace>& place) {
  SectionExtras extras;
  extras.after = module_links(study, section);
  if (section.id == "dates") {
    extras.before = timeline_html(section);
  } else if (section.id == "contacts") {
    const std::size_t sites = site_count(section);
    if (sites > 0) {
      extras.before =
          element("p", {{"class", "site-count"}}, text(concat("This study has ", counted(sites, "site"), ".")));
    }
    extras.before += map_html(section);
    if (sites > 1) {
      extras.before += distance_form(study, place);
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
                          const AsOf& as_of) {
  const StudyAddress address{study.nct.text(), as_of.text};
  keep_in_the_past(outline, as_of.text);
  if (place) {
    sort_sites(outline, *place);
  }
  UsedTerms terms;
  Html article;
  for (const formats::Section& section : outline.sections) {
    article += section_html(section, extras_of(address, section, place), terms);
  }
  Html main = as_of_banner(study, as_of) + masthead(study, address, outline, tags) + contents(outline) +
              element("article", article);
  main += element("div", {{"class", "explanations"}}, terms.explanations());
  return page(
      200, {.title = concat(address.nct, " ", outline.title), .search = {.as_of = as_of.text}, .has_large_box = false},
      element("div", {{"class", "study"}}, main));
}

}  // namespace trialkeep::site
