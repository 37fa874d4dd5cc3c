#include "site/study_page.h"

#include "base/strings.h"
#include "site/layout.h"
#include "site/outline_html.h"

namespace trialkeep::site {
namespace {

Html masthead(const engine::StoredStudy& study, const formats::Outline& outline) {
  const std::string nct = study.nct.text();
  Html links = element("a", {{"href", concat("/api/v2/studies/", nct)}}, text("JSON"));
  links += text(" · ");
  links += element("a", {{"href", concat("https://clinicaltrials.gov/study/", nct)}, {"rel", "noreferrer"}},
                   text("ClinicalTrials.gov"));
  links += text(" · ");
  links += element("a", {{"href", concat("/study/", nct, "/history")}}, text("History"));
  if (study.version_count > 1) {
    links += text(" · ");
    links += element("a", {{"href", concat("/study/", nct, "/diff")}}, text("What changed"));
  }
  Html out = element("p", {{"class", "eyebrow"}}, element("span", {{"class", "nct"}}, text(nct)) + text(" ") + links);
  out += element("h1", text(outline.title));
  if (study.removed) {
    out +=
        element("p", {{"class", "note"}}, text(concat("Not in the registry since ", study.removed->date_text(), ".")));
  }
  return element("div", {{"class", "masthead"}}, out);
}

Html contents(const formats::Outline& outline) {
  Html inside = element("p", {{"class", "contents-title"}}, text("On this page"));
  inside += contents_html(outline);
  return element("nav", {{"class", "contents"}, {"aria-label", "Contents"}}, inside);
}

}  // namespace

formats::StudyTimes study_times(const engine::StoredStudy& study) {
  return {.first_seen = study.first_seen,
          .last_changed = study.last_changed,
          .version = study.version,
          .version_count = study.version_count};
}

http::Response study_page(const engine::StoredStudy& study, const formats::Outline& outline, const Html& banner) {
  Html article;
  for (const formats::Section& section : outline.sections) {
    article += section_html(section);
  }
  const Html main = banner + masthead(study, outline) + contents(outline) + element("article", article);
  return page(200, {.title = concat(study.nct.text(), " ", outline.title), .search = {}, .has_large_box = false},
              element("div", {{"class", "study"}}, main));
}

}  // namespace trialkeep::site
