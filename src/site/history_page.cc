#include "site/history_page.h"

#include <algorithm>

#include "base/strings.h"
#include "site/difference_html.h"
#include "site/history_picture.h"
#include "site/layout.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

Html wide_table(std::string_view label, const Html& heads, const Html& rows) {
  return scroll_frame(concat("Table: ", label), table("records", heads, rows));
}

// The version by its number, linked to the study as it was then.
Html version_link(const StudyHistory& history, const store::VersionInfo& info) {
  const std::size_t behind = info.number + std::size_t{1};
  Html out = link(
      address_as_of(history.nct, info, behind < history.versions.size() ? &history.versions[behind].info : nullptr),
      concat("Version ", info.number));
  if (info.registry_number && *info.registry_number != info.number) {
    out +=
        text(" ") + element("span", {{"class", "note"}}, text(concat("(the registry's ", *info.registry_number, ")")));
  }
  return out;
}

std::string summary(const StudyHistory& history) {
  const std::size_t count = history.versions.size();
  std::string out = concat(counted(count, "version is kept", "versions are kept"), ", ");
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
Html changes_html(const StudyHistory& history, const StudyAddress& study, std::size_t at) {
  if (at == 0) {
    return element("span", {{"class", "note"}}, text("first version known"));
  }
  const VersionRow& row = history.versions[at];
  const std::string change = concat("/diff?from=", history.versions[at - 1].info.number, "&to=", row.info.number);
  if (row.modules.empty()) {
    return link(study.page(change), "outside the modules");
  }
  Html out;
  for (const model::FieldId module : row.modules) {
    out += out.empty() ? Html() : text(", ");
    out += link(study.page(concat(change, "#", formats::changed_module_id(module))), module_name(module));
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

Html versions_html(const StudyHistory& history, const StudyAddress& study) {
  const std::size_t count = history.versions.size();
  Html head = column_head("Version") + column_head("Date of the record") + column_head("First seen here") +
              column_head("Status") + column_head("Changed");
  if (count > 1) {
    head += column_head("Older") + column_head("Newer");
  }
  Html rows;
  for (std::size_t at = count; at-- > 0;) {
    const VersionRow& row = history.versions[at];
    Html cells = row_head(version_link(history, row.info));
    cells += labelled_cell("Date of the record", text(row.info.own_date.empty() ? "not given" : row.info.own_date));
    cells += labelled_cell("First seen here", text(row.info.first_observed.reading_text()));
    cells += labelled_cell("Status", text(row.facts.front()));
    cells += labelled_cell("Changed", changes_html(history, study, at));
    if (count > 1) {
      cells += labelled_cell("Older", choice("from", row, at + 2 == count));
      cells += labelled_cell("Newer", choice("to", row, at + 1 == count));
    }
    rows += element("tr", cells);
  }
  const Html versions = wide_table("Versions", head, rows);
  if (count == 1) {
    return versions;
  }
  Html buttons = element("button", {{"type", "submit"}}, text("Compare"));
  buttons += text(" ") + element("button", {{"type", "submit"}, {"name", "view"}, {"value", "sides"}},
                                 text("Compare side by side"));
  return element("form", {{"action", concat("/study/", study.nct, "/diff")}, {"class", "versions"}},
                 versions + element("p", {{"class", "buttons"}}, buttons) + hidden_field("asOf", study.as_of));
}

// One row for the first version and for each at which a followed fact differs; what differs is marked.
Html facts_html(const StudyHistory& history) {
  Html head = column_head("Version") + column_head("Date");
  for (const FollowedFact& fact : followed_facts()) {
    head += column_head(fact.title);
  }
  Html rows;
  const VersionRow* before = nullptr;
  for (const VersionRow& row : history.versions) {
    if (before != nullptr && before->facts == row.facts) {
      continue;
    }
    Html cells = row_head(version_link(history, row.info));
    cells += labelled_cell("Date", text(date_of(row.info)));
    for (std::size_t i = 0; i < row.facts.size(); ++i) {
      const Html value = text(row.facts[i].empty() ? "none" : row.facts[i]);
      const bool differs = before != nullptr && before->facts[i] != row.facts[i];
      cells += labelled_cell(
          followed_facts()[i].title,
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
    Html cells = row_head(version_link(history, row.info));
    cells += labelled_cell("Date", text(date_of(row.info)));
    cells += labelled_cell("Outcomes", outcome_list(now, before));
    rows += element("tr", cells);
    ++count;
    before = &now;
  }
  const std::string_view title = followed_outcomes()[which].title;
  const std::string changes = count == 1   ? "the same in every version"
                              : count == 2 ? "changed once"
                                           : concat("changed ", count - 1, " times");
  return element("details",
                 element("summary", text(concat(title, ": ", changes))) +
                     wide_table(title, column_head("Version") + column_head("Date") + column_head("Outcomes"), rows));
}

}  // namespace

http::Response history_page(const StudyHistory& history, const AsOf& as_of) {
  const std::string nct = history.nct.text();
  const StudyAddress study{nct, as_of.text};
  Html links = link(study.page(), as_of.moment.as_of ? "The study then" : "The study now");
  links += text(" · ") + link(study.api("/versions"), "JSON");
  if (history.versions.size() > 1) {
    links += text(" · ") + link(study.page("/diff"), "The last change");
  }
  Html main = as_of_banner(as_of, "The history", StudyAddress{nct}.page("/history"));
  main += element("p", {{"class", "eyebrow"}}, element("span", {{"class", "nct"}}, text(nct)) + text(" ") + links);
  main += element("h1", text(concat("History: ", history.title)));
  main += element("p", {{"class", "lead"}}, text(summary(history)));
  const Html picture = history_picture(history);
  if (!picture.empty()) {
    main += section("picture", "What changed when", scroll_frame("Picture of the changes", picture));
  }
  main += section("versions", "Versions", versions_html(history, study));
  main += section("over-time", "Values over time", facts_html(history));
  Html outcomes;
  for (std::size_t i = 0; i < followed_outcomes().size(); ++i) {
    outcomes += outcomes_html(history, i);
  }
  main += section("outcomes", "Outcomes over time", outcomes);
  return page(200, {.title = concat(nct, " history"), .search = {.as_of = as_of.text}, .has_large_box = false},
              element("article", {{"class", "past"}}, main));
}

}  // namespace trialkeep::site
