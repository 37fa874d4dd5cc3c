#include "site/question_form.h"

#include <algorithm>

#include "base/strings.h"
#include "model/catalogue.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

std::string status_piece() { return std::string(model::field(model::piece::OverallStatus).piece); }

Html input(std::string_view id, std::string_view name, std::string_view label, std::string_view value,
           std::string_view hint = {}) {
  Html out = element("label", {{"for", std::string(id)}}, text(label));
  if (hint.empty()) {
    return out + empty_element("input", {{"type", "search"},
                                         {"id", std::string(id)},
                                         {"name", std::string(name)},
                                         {"value", std::string(value)},
                                         {"autocomplete", "off"},
                                         {"spellcheck", "false"}});
  }
  return out + empty_element("input", {{"type", "search"},
                                       {"id", std::string(id)},
                                       {"name", std::string(name)},
                                       {"value", std::string(value)},
                                       {"placeholder", std::string(hint)},
                                       {"autocomplete", "off"},
                                       {"spellcheck", "false"}});
}

Html field(std::string_view id, std::string_view name, std::string_view label, std::string_view value,
           std::string_view hint = {}) {
  return element("div", {{"class", "field"}}, input(id, name, label, value, hint));
}

Html option(std::string_view value, std::string_view label, bool is_chosen) {
  return is_chosen ? element("option", {{"value", std::string(value)}, {"selected", "selected"}}, text(label))
                   : element("option", {{"value", std::string(value)}}, text(label));
}

// The status that is chosen, as it stands among the filters; empty when none is.
std::string chosen_status(const SearchQuestion& question) {
  const std::string start = concat(status_piece(), ":");
  const auto found = std::find_if(question.in.begin(), question.in.end(),
                                  [&](const std::string& one) { return one.starts_with(start); });
  return found == question.in.end() ? std::string() : *found;
}

Html status_field(const SearchQuestion& question) {
  const std::string chosen = chosen_status(question);
  Html options = option("", "Any", chosen.empty());
  const std::uint16_t type = model::field(model::piece::OverallStatus).enum_type;
  for (const model::EnumValue& one : model::enum_types()[type].values) {
    const std::string value = concat(status_piece(), ":", one.value);
    options += option(value, one.label, value == chosen);
  }
  return element("div", {{"class", "field"}},
                 element("label", {{"for", "status"}}, text("Status")) +
                     element("select", {{"id", "status"}, {"name", "in"}}, options));
}

Html hidden_fields(const SearchQuestion& question) {
  Html out;
  const std::string status = chosen_status(question);
  for (const std::string& one : question.in) {
    out += one == status ? Html() : hidden_field("in", one);
  }
  for (const std::string& one : question.filters) {
    out += hidden_field("filter", one);
  }
  for (const std::string& one : question.tags) {
    out += hidden_field("tag", one);
  }
  out += hidden_field("aggFilters", question.agg_filters);
  out += hidden_field("sort", question.sort);
  return out;
}

Html more_fields(const SearchQuestion& question) {
  Html fields = status_field(question);
  bool is_open = !chosen_status(question).empty() || !question.near.empty() || !question.as_of.empty();
  for (const TextRow& row : text_rows()) {
    if (!row.is_first) {
      const std::string& value = question.text(row.name);
      fields += field(row.name, row.name, row.label, value);
      is_open = is_open || !value.empty();
    }
  }
  fields += field("near", "near", "Near a place", question.near, "distance(42.36,-71.06,50mi)");
  fields += field("as-of", "asOf", "As it was known on", question.as_of, "yyyy-mm-dd");
  const Html inside = element("summary", text("More fields")) + element("div", {{"class", "fields"}}, fields);
  return is_open ? element("details", {{"class", "more"}, {"open", "open"}}, inside)
                 : element("details", {{"class", "more"}}, inside);
}

}  // namespace

SearchText shown_text(const SearchQuestion& question) {
  return {question.text("q"), question.text("cond"), question.as_of};
}

Html question_form(const SearchQuestion& question, std::string_view action) {
  Html box = element("div", {{"class", "field wide"}}, input("q", "q", "Search all studies", question.text("q"))) +
             element("button", {{"type", "submit"}}, text("Search"));
  Html fields;
  for (const TextRow& row : text_rows()) {
    if (row.is_first && row.name != "q") {
      fields += field(row.name, row.name, row.label, question.text(row.name));
    }
  }
  const Html inside = element("div", {{"class", "box"}}, box) + element("div", {{"class", "fields"}}, fields) +
                      more_fields(question) + hidden_fields(question);
  return element("form", {{"role", "search"}, {"action", std::string(action)}, {"class", "question"}}, inside);
}

Html filter_chips(const SearchQuestion& question, const std::vector<Criterion>& criteria, std::string_view path) {
  Html chips;
  std::size_t count = 0;
  for (const Criterion& one : criteria) {
    if (one.is_filter) {
      ++count;
      const Html inside = element("span", {{"class", "unseen"}}, text("Remove the filter: ")) +
                          text(concat(one.label, ": ", one.text, " ✕"));
      chips += element("li", link(address_of(one.without, path), inside));
    }
  }
  if (count == 0) {
    return {};
  }
  if (count > 1) {
    SearchQuestion all = question;
    all.page = 1;
    all.in.clear();
    all.filters.clear();
    all.tags.clear();
    all.agg_filters.clear();
    all.near.clear();
    chips += element("li", link(address_of(all, path), "Remove all filters"));
  }
  return element("ul", {{"class", "chips"}, {"aria-label", "Filters"}}, chips);
}

}  // namespace trialkeep::site
