#include "site/loads_page.h"

#include <algorithm>

#include "base/strings.h"
#include "site/layout.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

Html number(std::string_view label, std::uint64_t value) {
  return element("td", {{"class", "number"}, {"data-label", std::string(label)}}, text(grouped(value)));
}

// Without the folders that a source lay in, which are the machine's own business.
std::string source_name(const std::string& source) {
  if (source.find("://") != std::string::npos) {
    return source;
  }
  const std::size_t slash = source.find_last_of('/', source.size() < 2 ? 0 : source.size() - 2);
  return slash == std::string::npos ? source : source.substr(slash + 1);
}

Html row_html(const store::LoadInfo& load) {
  const store::LoadCounts& counts = load.counts;
  Html cells = row_head(text(std::to_string(load.id)));
  cells += labelled_cell("Began", text(load.started.reading_text()));
  cells += labelled_cell("Ended", text(load.finished ? load.finished->reading_text() : ""));
  cells += labelled_cell("State", text(concat(load.state, load.is_complete ? ", complete source" : "")));
  cells += labelled_cell("Source", text(source_name(load.source)));
  cells += number("Read", counts.read);
  cells += number("New", counts.fresh);
  cells += number("Changed", counts.changed);
  cells += number("Same", counts.unchanged);
  cells += number("Refused", counts.refused);
  cells += number("Removed", counts.removed);
  cells += number("Back", counts.returned);
  return element("tr", cells);
}

Html heads_html() {
  constexpr std::string_view kTexts[] = {"Load", "Began", "Ended", "State", "Source"};
  constexpr std::string_view kNumbers[] = {"Read", "New", "Changed", "Same", "Refused", "Removed", "Back"};
  Html head;
  for (const std::string_view title : kTexts) {
    head += column_head(title);
  }
  for (const std::string_view title : kNumbers) {
    head += column_head(title, "number");
  }
  return head;
}

Html page_links(std::uint64_t page, std::uint64_t count) {
  const auto page_link = [](std::uint64_t to, std::string_view words) {
    return link(concat("/loads?page=", to), words);
  };
  Html links = page > 1 ? page_link(page - 1, "← Newer") : Html();
  links += element("span", text(concat("Page ", page, " of ", count)));
  links += page < count ? page_link(page + 1, "Older →") : Html();
  return count < 2 ? Html() : element("nav", {{"class", "pages"}, {"aria-label", "Pages of loads"}}, links);
}

}  // namespace

http::Response loads_page(const std::vector<store::LoadInfo>& loads, std::uint64_t page_number) {
  const std::uint64_t count = std::max<std::uint64_t>(1, (loads.size() + kLoadsOnPage - 1) / kLoadsOnPage);
  const std::uint64_t shown = std::clamp<std::uint64_t>(page_number, 1, count);
  Html rows;
  const std::uint64_t first = (shown - 1) * kLoadsOnPage;
  for (std::uint64_t i = first; i < std::min<std::uint64_t>(first + kLoadsOnPage, loads.size()); ++i) {
    rows += row_html(loads[loads.size() - 1 - i]);
  }
  Html main = element("h1", text("Loads"));
  main +=
      element("p", {{"class", "lead"}},
              text(concat(counted(loads.size(), "run has", "runs have"),
                          " brought records in, newest first. A load counts each record that it read as new, changed "
                          "or the same; those that it could not take were refused and are kept aside.")));
  main += rows.empty() ? Html() : scroll_frame("Loads", table("records loads", heads_html(), rows));
  main += page_links(shown, count);
  return page(200, {.title = "Loads", .search = {}, .has_large_box = false},
              element("article", {{"class", "past"}}, main));
}

}  // namespace trialkeep::site
