#include "site/past.h"

#include <charconv>

#include "base/strings.h"
#include "engine/history.h"
#include "model/study.h"
#include "site/about_page.h"
#include "site/compare_page.h"
#include "site/difference_page.h"
#include "site/errors.h"
#include "site/help_page.h"
#include "site/history_page.h"
#include "site/loads_page.h"

namespace trialkeep::site {
namespace {

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// Where the number that a history goes by differs from what was typed: another spelling, or the number of a study that
// never was under it.
StatusOr<std::optional<NctNumber>> number_to_go_to(engine::Registry& registry, const std::string& typed,
                                                   NctNumber nct) {
  ASSIGN_OR_RETURN(const NctNumber number, registry.number_with_history(nct));
  return typed == number.text() ? std::optional<NctNumber>() : number;
}

http::Response difference(engine::Registry& registry, NctNumber nct, const http::Request& request) {
  for (const std::string_view name : {"from", "to"}) {
    const std::string typed(request.parameter(name));
    if (!typed.empty() && !number(typed)) {
      return error_page(400, "No such version",
                        concat("“", typed, "” is no number of a version; these are whole numbers, the first one 0."),
                        {});
    }
  }
  const auto compared =
      engine::compare_versions(registry, nct, number(request.parameter("from")), number(request.parameter("to")));
  if (compared.ok()) {
    return difference_page(*compared,
                           request.parameter("view") == "sides" ? DifferenceView::kSides : DifferenceView::kInline);
  }
  if (!absl::IsNotFound(compared.status())) {
    return unreadable();
  }
  const auto history = registry.history(nct);
  if (!history.ok()) {
    return unreadable();
  }
  const std::size_t count = history->versions.size();
  return count == 0 ? no_such_study(registry, nct.text())
                    : error_page(404, "No such version",
                                 count == 1 ? concat(nct.text(), " has one version, number 0.")
                                            : concat(nct.text(), " has the versions 0 to ", count - 1, "."),
                                 {});
}

http::Response history(engine::Registry& registry, NctNumber nct) {
  const auto read = read_history(registry, nct);
  if (!read.ok()) {
    return unreadable();
  }
  return read->versions.empty() ? no_such_study(registry, nct.text()) : history_page(*read);
}

http::Response below_study(engine::Registry& registry, const http::Request& request) {
  const std::string& typed = request.segments[1];
  const std::string& what = request.segments[2];
  const auto nct = NctNumber::from_typed(typed);
  if (!nct) {
    return no_such_study(registry, typed);
  }
  const auto other = number_to_go_to(registry, typed, *nct);
  if (!other.ok()) {
    return unreadable();
  }
  if (*other) {
    return redirect(301, with_query(concat("/study/", (*other)->text(), "/", what), request));
  }
  return what == "diff" ? difference(registry, *nct, request) : history(registry, *nct);
}

http::Response compare(engine::Registry& registry, const http::Request& request) {
  const CompareQuestion question = read_compare_question(request);
  std::vector<ComparedColumn> columns;
  std::vector<NctNumber> missing;
  model::StudyParser parser;
  for (const NctNumber typed : question.faults.empty() ? question.ids : std::vector<NctNumber>()) {
    const auto successor = registry.successor(typed);
    if (!successor.ok()) {
      return unreadable();
    }
    const NctNumber nct = successor->value_or(typed);
    const auto stored = registry.study(nct);
    if (!stored.ok()) {
      return unreadable();
    }
    if (!*stored) {
      missing.push_back(typed);
      continue;
    }
    const auto study = parser.parse((*stored)->json);
    if (!study.ok()) {
      return unreadable();
    }
    columns.push_back(compared_column(nct, *study, question.fields));
  }
  return compare_page(question, columns, missing);
}

http::Response loads(engine::Registry& registry, const http::Request& request) {
  const auto all = registry.loads();
  return all.ok() ? loads_page(*all, number(request.parameter("page")).value_or(1)) : unreadable();
}

http::Response about(engine::Registry& registry) {
  const auto figures = about_figures(registry);
  return figures.ok() ? about_page(*figures) : unreadable();
}

http::Response help(engine::Registry& registry) {
  engine::SearchRequest any;
  any.size = 1;
  const auto newest = registry.search(any);
  return help_page(newest.ok() && !newest->hits.empty() ? newest->hits.front().nct.text() : std::string());
}

}  // namespace

std::optional<http::Response> past_page(engine::Registry& registry, const http::Request& request) {
  const auto& segments = request.segments;
  if (segments.size() == 3 && segments[0] == "study" && (segments[2] == "history" || segments[2] == "diff")) {
    return below_study(registry, request);
  }
  if (segments.size() != 1) {
    return std::nullopt;
  }
  if (segments[0] == "compare") {
    return compare(registry, request);
  }
  if (segments[0] == "loads") {
    return loads(registry, request);
  }
  if (segments[0] == "about") {
    return about(registry);
  }
  return segments[0] == "help" ? std::optional(help(registry)) : std::nullopt;
}

StatusOr<AsOf> read_as_of(const http::Request& request) {
  AsOf as_of{std::string(request.parameter("asOf")), {std::nullopt, true}};
  if (!as_of.text.empty()) {
    ASSIGN_OR_RETURN(as_of.moment.as_of, engine::parse_as_of(as_of.text));
  }
  return as_of;
}

Html as_of_banner(const engine::StoredStudy& study, const AsOf& as_of) {
  if (!as_of.moment.as_of) {
    return {};
  }
  const std::string path = concat("/study/", study.nct.text());
  const std::uint32_t last = study.version_count - 1;
  Html words = element("strong", text(concat("As it was known on ", as_of.moment.as_of->reading_text(), "."))) +
               text(concat(" Version ", study.version, study.version == last ? ", still the newest" : "",
                           "; versions are 0 to ", last, ". ")) +
               element("a", {{"href", path}}, text("The study now")) + text(" · ");
  if (study.version != last) {
    words += element("a", {{"href", concat(path, "/diff?from=", study.version, "&to=", last)}},
                     text("What has changed since")) +
             text(" · ");
  }
  words += element("a", {{"href", concat(path, "/history")}}, text("History"));
  return element("p", {{"class", "banner"}, {"role", "note"}}, words);
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
  const std::string path = concat("/study/", nct.text());
  return error_page(404, "Not known then",
                    concat(nct.text(), " was not known here on ", as_of.moment.as_of->reading_text(),
                           ": its first version was seen on ", first.first_observed.reading_text(), "."),
                    {},
                    element("p", element("a", {{"href", concat(path, "/history")}}, text("Its history")) + text(" · ") +
                                     element("a", {{"href", path}}, text("The study now"))));
}

}  // namespace trialkeep::site
