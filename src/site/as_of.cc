#include "site/as_of.h"

#include "base/strings.h"
#include "site/errors.h"
#include "site/layout.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

void keep_values_in_the_past(std::vector<formats::Value>& values, const std::string& as_of) {
  for (formats::Value& value : values) {
    if (value.link.starts_with("/")) {
      value.link = with_parameter(std::move(value.link), "asOf", as_of);
    }
  }
}

Html banner(const Html& words) { return element("p", {{"class", "banner"}, {"role", "note"}}, words); }

}  // namespace

StatusOr<AsOf> read_as_of(const http::Request& request) {
  AsOf as_of{std::string(request.parameter("asOf"))};
  if (!as_of.text.empty()) {
    ASSIGN_OR_RETURN(as_of.moment.as_of, engine::parse_as_of(as_of.text));
  }
  return as_of;
}

http::Response no_such_day(const Status& status) {
  return error_page(400, "No such day", std::string(status.message()), {});
}

Html as_of_banner(const engine::StoredStudy& study, const AsOf& as_of) {
  if (!as_of.moment.as_of) {
    return {};
  }
  const StudyAddress now{study.nct.text()};
  const std::uint32_t last = study.version_count - 1;
  Html words = element("strong", text(concat("As it was known on ", as_of.moment.as_of->reading_text(), "."))) +
               text(last == 0 ? std::string(" Version 0, the only one. ")
                              : concat(" Version ", study.version, study.version == last ? ", still the newest" : "",
                                       "; versions are 0 to ", last, ". ")) +
               link(now.page(), "The study now") + text(" · ");
  if (study.version != last) {
    words += link(now.page(concat("/diff?from=", study.version, "&to=", last)), "What has changed since") + text(" · ");
  }
  return banner(words + link(now.page("/history"), "Its whole history"));
}

Html as_of_banner(const AsOf& as_of, std::string_view what, std::string_view now) {
  return as_of.moment.as_of
             ? banner(element("strong", text(concat(what, " as known on ", as_of.moment.as_of->reading_text(), "."))) +
                      text(" ") + link(now, "As it is now"))
             : Html();
}

http::Response not_known_then(engine::Registry& registry, NctNumber nct, const AsOf& as_of) {
  const auto history = registry.history(nct);
  if (!history.ok()) {
    return unreadable();
  }
  if (history->versions.empty() || !as_of.moment.as_of) {
    return no_such_study(registry, nct.text());
  }
  const store::VersionInfo& first = history->versions.front();
  const StudyAddress now{nct.text()};
  return error_page(
      404, "Not known then",
      concat(nct.text(), " was not known here on ", as_of.moment.as_of->reading_text(),
             ": its first version was seen on ", first.first_observed.reading_text(), "."),
      {.as_of = as_of.text},
      banner(link(now.page("/history"), "Its whole history") + text(" · ") + link(now.page(), "The study now")));
}

void keep_in_the_past(std::vector<formats::Item>& items, const std::string& as_of) {
  if (as_of.empty()) {
    return;
  }
  for (formats::Item& item : items) {
    if (formats::Fact* fact = std::get_if<formats::Fact>(&item.content)) {
      keep_values_in_the_past(fact->values, as_of);
    } else if (formats::Table* table = std::get_if<formats::Table>(&item.content)) {
      for (formats::Row& row : table->rows) {
        for (formats::Cell& cell : row.cells) {
          keep_values_in_the_past(cell, as_of);
        }
      }
    } else {
      keep_in_the_past(std::get<formats::Group>(item.content).items, as_of);
    }
  }
}

void keep_in_the_past(formats::Outline& outline, const std::string& as_of) {
  for (formats::Section& section : outline.sections) {
    keep_in_the_past(section.items, as_of);
  }
}

}  // namespace trialkeep::site
