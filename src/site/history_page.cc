#include "site/history_page.h"

#include <algorithm>

#include "base/strings.h"
#include "site/difference_html.h"
#include "site/history_picture.h"
#include "site/layout.h"

namespace trialkeep::site {
namespace {

std::string path_of(const StudyHistory& history) { return concat("/study/", history.nct.text()); }

Html link(const std::string& address, std::string_view words) { return element("a", {{"href", address}}, text(words)); }

Html column(std::string_view title) { return element("th", {{"scope", "col"}}, text(title)); }

Html cell(std::string_view label, const Html& content) {
  return element("td", {{"data-label", std::string(label)}}, content);
}

// A table that scrolls within itself, by keyboard too.
Html wide_table(std::string_view label, const Html& head, const Html& rows) {
  return element(
      "div", {{"class", "scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", concat("Table: ", label)}},
      element("table", {{"class", "records"}}, element("thead", element("tr", head)) + element("tbody", rows)));
}

Html section(const std::string& id, std::string_view title, const Html& content) {
  const std::string heading = concat("h-", id);
  return element("section", {{"id", id}, {"aria-labelledby", heading}},
                 element("h2", {{"id", heading}}, text(title)) + content);
}

// The version by its number, linked to the study as it was then.
Html version_link(const StudyHistory& history, const store::VersionInfo& info) {
  Html out = link(address_as_of(history.nct, info), concat("Version ", info.number));
  if (info.registry_number && *info.registry_number != info.number) {
    out +=
        text(" ") + element("span", {{"class", "note"}}, text(concat("(the registry's ", *info.registry_number, ")")));
  }
  return out;
}

std::string summary(const StudyHistory& history) {
  const std::size_t count = history.versions.size();
  std::string out = concat(count, count == 1 ? " version is kept, " : " versions are kept, ");
  if (count == 1) {
    append_to(out, "dated ", date_of(history.versions.front().info), ".");
  } else {
    append_to(out, "dated ", date_of(history.versions.front().info), " to ", date_of(history.versions.back().info),
              ".");
  }
  for (const store::Removal& removal : history.removals) {
    append_to(out, " Missing from the registry since ", removal.removed.date_text(),
              removal.returned ? concat(", back ", removal.returned->date_text()) : std::string(), ".");
  }
  return out;
}

// What a version changed, each module linked to its part of the comparison.
Html changes_html(const StudyHistory& history, std::size_t at) {
  if (at == 0) {
    return element("span", {{"class", "note"}}, text("first version known"));
  }
  const VersionRow& row = history.versions[at];
  const std::string address =
      concat(path_of(history), "/diff?from=", history.versions[at - 1].info.number, "&to=", row.info.number);
  if (row.modules.empty()) {
    return link(address, "outside the modules");
  }
  Html out;
  for (const model::FieldId module : row.modules) {
    out += out.empty() ? Html() : text(", ");
    out += link(concat(address, "#", formats::changed_module_id(module)), module_name(module));
  }
  return out;
}

// Two versions are chosen by their buttons; those of the last change are at first.
Html choice(std::string_view name, const VersionRow& row, bool is_chosen) {
  const std::string label = concat(name == "from" ? "Older" : "Newer", ": version ", row.info.number);
  const Attributes chosen = {{"type", "radio"},
                             {"name", std::string(name)},
                             {"value", std::to_string(row.info.number)},
                             {"aria-label", label},
                             {"checked", ""}};
  const Attributes free = {{"type", "radio"},
                           {"name", std::string(name)},
                           {"value", std::to_string(row.info.number)},
                           {"aria-label", label}};
  return is_chosen ? empty_element("input", chosen) : empty_element("input", free);
}

Html versions_html(const StudyHistory& history) {
  const std::size_t count = history.versions.size();
  Html head = column("Version") + column("Date of the record") + column("First seen here") + column("Status") +
              column("Changed");
  if (count > 1) {
    head += column("Older") + column("Newer");
  }
  Html rows;
  for (std::size_t at = count; at-- > 0;) {
    const VersionRow& row = history.versions[at];
    Html cells = element("th", {{"scope", "row"}}, version_link(history, row.info));
    cells += cell("Date of the record", text(row.info.own_date.empty() ? "not given" : row.info.own_date));
    cells += cell("First seen here", text(row.info.first_observed.reading_text()));
    cells += cell("Status", text(row.facts.front()));
    cells += cell("Changed", changes_html(history, at));
    if (count > 1) {
      cells += cell("Older", choice("from", row, at + 2 == count));
      cells += cell("Newer", choice("to", row, at + 1 == count));
    }
    rows += element("tr", cells);
  }
  const Html table = wide_table("Versions", head, rows);
  if (count == 1) {
    return table;
  }
  Html buttons = element("button", {{"type", "submit"}}, text("Compare"));
  buttons += text(" ") + element("button", {{"type", "submit"}, {"name", "view"}, {"value", "sides"}},
                                 text("Compare side by side"));
  return element("form", {{"action", concat(path_of(history), "/diff")}, {"class", "versions"}},
                 table + element("p", {{"class", "buttons"}}, buttons));
}

// One row for the first version and for each at which a followed fact differs; what differs is marked.
Html facts_html(const StudyHistory& history) {
  Html head = column("Version") + column("Date");
  for (const FollowedFact& fact : followed_facts()) {
    head += column(fact.title);
  }
  Html rows;
  const VersionRow* before = nullptr;
  for (const VersionRow& row : history.versions) {
    if (before != nullptr && before->facts == row.facts) {
      continue;
    }
    Html cells = element("th", {{"scope", "row"}}, version_link(history, row.info));
    cells += cell("Date", text(date_of(row.info)));
    for (std::size_t i = 0; i < row.facts.size(); ++i) {
      const Html value = text(row.facts[i].empty() ? "none" : row.facts[i]);
      const bool differs = before != nullptr && before->facts[i] != row.facts[i];
      cells +=
          cell(followed_facts()[i].title,
               differs ? element("mark", element("span", {{"class", "unseen"}}, text("changed: ")) + value) : value);
    }
    rows += element("tr", cells);
    before = &row;
  }
  return wide_table("Values over time", head, rows);
}

using Texts = std::vector<std::string>;

bool has(const Texts& texts, const std::string& one) {
  return std::find(texts.begin(), texts.end(), one) != texts.end();
}

// The outcomes of a version, those that the version before had not marked, and those that it had and this one has not.
Html outcome_list(const Texts& now, const Texts* before) {
  Html items;
  for (const std::string& one : now) {
    const bool is_new = before != nullptr && !has(*before, one);
    items += element("li", is_new ? inserted(text(one)) : text(one));
  }
  if (before != nullptr) {
    for (const std::string& one : *before) {
      items += has(now, one) ? Html() : element("li", deleted(text(one)));
    }
  }
  return items.empty() ? element("p", {{"class", "missing"}}, text("none")) : element("ol", items);
}

// The versions at which a list of outcomes differs, oldest first, folded for long lists.
Html outcomes_html(const StudyHistory& history, std::size_t which) {
  Html rows;
  std::size_t count = 0;
  const Texts* before = nullptr;
  for (const VersionRow& row : history.versions) {
    const Texts& now = row.outcomes[which];
    if (before != nullptr && *before == now) {
      continue;
    }
    Html cells = element("th", {{"scope", "row"}}, version_link(history, row.info));
    cells += cell("Date", text(date_of(row.info)));
    cells += cell("Outcomes", outcome_list(now, before));
    rows += element("tr", cells);
    ++count;
    before = &now;
  }
  const std::string_view title = followed_outcomes()[which].title;
  const std::string changes = count == 1   ? "the same in every version"
                              : count == 2 ? "changed once"
                                           : concat("changed ", count - 1, " times");
  return element("details", element("summary", text(concat(title, ": ", changes))) +
                                wide_table(title, column("Version") + column("Date") + column("Outcomes"), rows));
}

}  // namespace

http::Response history_page(const StudyHistory& history) {
  const std::string nct = history.nct.text();
  Html links = link(path_of(history), "The study now");
  links += text(" · ") + link(concat("/api/v2/studies/", nct, "/versions"), "JSON");
  if (history.versions.size() > 1) {
    links += text(" · ") + link(concat(path_of(history), "/diff"), "The last change");
  }
  Html main = element("p", {{"class", "eyebrow"}}, element("span", {{"class", "nct"}}, text(nct)) + text(" ") + links);
  main += element("h1", text(concat("History: ", history.title)));
  main += element("p", {{"class", "lead"}}, text(summary(history)));
  const Html picture = history_picture(history);
  if (!picture.empty()) {
    main += section(
        "picture", "What changed when",
        element("div",
                {{"class", "scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", "Picture of the changes"}},
                picture));
  }
  main += section("versions", "Versions", versions_html(history));
  main += section("over-time", "Values over time", facts_html(history));
  Html outcomes;
  for (std::size_t i = 0; i < followed_outcomes().size(); ++i) {
    outcomes += outcomes_html(history, i);
  }
  main += section("outcomes", "Outcomes over time", outcomes);
  return page(200, {.title = concat(nct, " history"), .search = {}, .has_large_box = false},
              element("article", {{"class", "past"}}, main));
}

}  // namespace trialkeep::site
