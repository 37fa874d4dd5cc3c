#include "site/difference_page.h"

#include "base/strings.h"
#include "site/difference_html.h"
#include "site/layout.h"

namespace trialkeep::site {
namespace {

Html version_line(std::string_view which, const store::VersionInfo& info) {
  const std::string own = info.own_date.empty() ? std::string() : concat(", dated ", info.own_date, " by the record");
  return element(
      "li", text(concat(which, " version ", info.number, ", seen from ", info.first_observed.reading_text(), own)));
}

}  // namespace

http::Response difference_page(const engine::ComparedStudy& compared) {
  const std::string nct = compared.newer.nct.text();
  Html main = element(
      "h1", element("a", {{"href", concat("/study/", nct)}}, text(nct)) +
                text(concat(": version ", compared.older_info.number, " and version ", compared.newer_info.number)));
  main += element("ul", version_line("Older:", compared.older_info) + version_line("Newer:", compared.newer_info));
  main += compared.difference.empty() ? element("p", text("The two versions say the same."))
                                      : difference_html(formats::show_difference(compared.difference));
  return page(200, {.title = concat(nct, " compared"), .search = {}, .has_large_box = false},
              element("div", {{"class", "study"}}, element("article", main)));
}

}  // namespace trialkeep::site
