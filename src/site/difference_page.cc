#include "site/difference_page.h"

#include "base/strings.h"
#include "site/difference_html.h"
#include "site/layout.h"
#include "site/parts.h"
#include "site/study_history.h"

namespace trialkeep::site {
namespace {

constexpr std::string_view kSides = "sides";  // of the parameter `view`

std::string address(const StudyAddress& study, std::uint32_t from, std::uint32_t to, DifferenceView view) {
  return study.page(concat("/diff?from=", from, "&to=", to,
                           view == DifferenceView::kSides ? concat("&view=", kSides) : std::string()));
}

Html version_line(const engine::ComparedStudy& compared, std::string_view which, const store::VersionInfo& info) {
  const std::string own = info.own_date.empty() ? std::string() : concat(", dated ", info.own_date, " by the record");
  const store::VersionInfo* next =
      info.number + 1 < compared.versions.size() ? &compared.versions[info.number + 1] : nullptr;
  return element("li", text(concat(which, " ")) +
                           link(address_as_of(compared.newer.nct, info, next), concat("version ", info.number)) +
                           text(concat(", seen from ", info.first_observed.reading_text(), own)));
}

Html version_list(const engine::ComparedStudy& compared, std::string_view name, std::string_view label,
                  std::uint32_t chosen) {
  Html options;
  for (const store::VersionInfo& info : compared.versions) {
    const std::string value = std::to_string(info.number);
    const Html words = text(concat(info.number, " – ", date_of(info)));
    options += info.number == chosen ? element("option", {{"value", value}, {"selected", ""}}, words)
                                     : element("option", {{"value", value}}, words);
  }
  const std::string id = concat("choose-", name);
  return element("label", {{"for", id}}, text(label)) +
         element("select", {{"id", id}, {"name", std::string(name)}}, options);
}

Html choice_form(const engine::ComparedStudy& compared, const StudyAddress& study) {
  Html fields = version_list(compared, "from", "Older", compared.older_info.number);
  fields += version_list(compared, "to", "Newer", compared.newer_info.number);
  fields += element("button", {{"type", "submit"}}, text("Compare"));
  fields +=
      element("button", {{"type", "submit"}, {"name", "view"}, {"value", std::string(kSides)}}, text("Side by side"));
  fields += hidden_field("asOf", study.as_of);
  return element("form", {{"action", concat("/study/", study.nct, "/diff")}, {"class", "choice"}}, fields);
}

// The changes before and after these, where versions that follow each other are compared; the other view; the data.
Html ways_on(const engine::ComparedStudy& compared, const StudyAddress& study, DifferenceView view) {
  const std::uint32_t from = compared.older_info.number;
  const std::uint32_t to = compared.newer_info.number;
  const bool is_step = to == from + 1;
  Html out = link(study.page("/history"), "History");
  const bool is_inline = view == DifferenceView::kInline;
  out += text(" · ") + link(address(study, from, to, is_inline ? DifferenceView::kSides : DifferenceView::kInline),
                            is_inline ? "Side by side" : "In line");
  out += text(" · ") + link(study.api(concat("/diff?from=", from, "&to=", to)), "JSON");
  if (is_step && from > 0) {
    out += text(" · ") + link(address(study, from - 1, from, view), "← The change before");
  }
  if (is_step && to + 1 < compared.versions.size()) {
    out += text(" · ") + link(address(study, to, to + 1, view), "The change after →");
  }
  return out;
}

}  // namespace

http::Response difference_page(const engine::ComparedStudy& compared, DifferenceView view, const AsOf& as_of) {
  const std::string nct = compared.newer.nct.text();
  const StudyAddress study{nct, as_of.text};
  Html main =
      as_of_banner(as_of, "The versions", address({nct}, compared.older_info.number, compared.newer_info.number, view));
  main += element(
      "p", {{"class", "eyebrow"}},
      element("span", {{"class", "nct"}}, link(study.page(), nct)) + text(" ") + ways_on(compared, study, view));
  main +=
      element("h1", text(concat("Version ", compared.older_info.number, " and version ", compared.newer_info.number)));
  main += element("ul", version_line(compared, "Older:", compared.older_info) +
                            version_line(compared, "Newer:", compared.newer_info));
  if (compared.versions.size() > 1) {
    main += choice_form(compared, study);
  }
  const formats::ShownDifference shown = formats::show_difference(compared.difference);
  main += compared.versions.size() == 1
              ? element("p", text("The study has one version; there is nothing to compare it with."))
          : compared.difference.empty()     ? element("p", text("The two versions say the same."))
          : view == DifferenceView::kInline ? difference_html(shown)
                                            : difference_sides_html(shown);
  return page(200, {.title = concat(nct, " compared"), .search = {.as_of = as_of.text}, .has_large_box = false},
              element("article", {{"class", "past"}}, main));
}

}  // namespace trialkeep::site
