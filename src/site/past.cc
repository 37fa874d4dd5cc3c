#include "site/past.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "engine/history.h"
#include "model/study.h"
#include "site/about_page.h"
#include "site/as_of.h"
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

// The number of the version that was the newest by then; nullopt where there was none, and now.
StatusOr<std::optional<std::uint32_t>> newest_by_then(engine::Registry& registry, NctNumber nct, const AsOf& as_of) {
  if (!as_of.moment.as_of) {
    return std::optional<std::uint32_t>();
  }
  ASSIGN_OR_RETURN(const auto stored, registry.study(nct, as_of.moment));
  return stored ? std::optional(stored->version) : std::nullopt;
}

http::Response no_such_version(std::size_t count, NctNumber nct) {
  return error_page(404, "No such version",
                    count == 1 ? concat(nct.text(), " has one version, number 0.")
                               : concat(nct.text(), " has the versions 0 to ", count - 1, "."),
                    {});
}

http::Response difference(engine::Registry& registry, NctNumber nct, const AsOf& as_of, const http::Request& request) {
  for (const std::string_view name : {"from", "to"}) {
    const std::string typed(request.parameter(name));
    if (!typed.empty() && !number(typed)) {
      return error_page(400, "No such version",
                        concat("“", typed, "” is no number of a version; these are whole numbers, the first one 0."),
                        {});
    }
  }
  auto to = number(request.parameter("to"));
  const auto last = newest_by_then(registry, nct, as_of);
  if (!last.ok()) {
    return unreadable();
  }
  if (as_of.moment.as_of && !*last) {
    return not_known_then(registry, nct, as_of);
  }
  if (!to) {
    to = *last;
  }
  auto compared = engine::compare_versions(registry, nct, number(request.parameter("from")), to);
  if (compared.ok()) {
    if (as_of.moment.as_of) {
      std::erase_if(compared->versions, [&](const store::VersionInfo& info) {
        return info.number > std::max({**last, compared->older_info.number, compared->newer_info.number});
      });
    }
    return difference_page(
        *compared, request.parameter("view") == "sides" ? DifferenceView::kSides : DifferenceView::kInline, as_of);
  }
  if (!absl::IsNotFound(compared.status())) {
    return unreadable();
  }
  const auto history = registry.history(nct);
  if (!history.ok()) {
    return unreadable();
  }
  const std::size_t count = history->versions.size();
  return count == 0 ? no_such_study(registry, nct.text()) : no_such_version(count, nct);
}

http::Response history(engine::Registry& registry, NctNumber nct, const AsOf& as_of) {
  const auto read = read_history(registry, nct, as_of.moment.as_of);
  if (!read.ok()) {
    return unreadable();
  }
  return read->versions.empty() ? not_known_then(registry, nct, as_of) : history_page(*read, as_of);
}

http::Response below_study(engine::Registry& registry, const http::Request& request) {
  const std::string& typed = request.segments[1];
  const std::string& what = request.segments[2];
  const auto nct = NctNumber::from_typed(typed);
  if (!nct) {
    return no_such_study(registry, typed);
  }
  const auto as_of = read_as_of(request);
  if (!as_of.ok()) {
    return no_such_day(as_of.status());
  }
  const auto other = number_to_go_to(registry, typed, *nct);
  if (!other.ok()) {
    return unreadable();
  }
  if (*other) {
    return redirect(301, with_query(concat("/study/", (*other)->text(), "/", what), request));
  }
  return what == "diff" ? difference(registry, *nct, *as_of, request) : history(registry, *nct, *as_of);
}

// The columns of what there is; the numbers that nothing was known of go into `missing`.
StatusOr<std::vector<ComparedColumn>> compared_columns(engine::Registry& registry, const CompareQuestion& question,
                                                       const AsOf& as_of, std::vector<NctNumber>& missing) {
  std::vector<ComparedColumn> columns;
  model::StudyParser parser;
  for (const NctNumber typed : question.ids) {
    NctNumber nct = typed;
    if (!as_of.moment.as_of) {
      ASSIGN_OR_RETURN(const auto successor, registry.successor(typed));
      nct = successor.value_or(typed);
    }
    ASSIGN_OR_RETURN(const auto stored, registry.study(nct, as_of.moment));
    if (!stored) {
      missing.push_back(typed);
      continue;
    }
    ASSIGN_OR_RETURN(const model::Study study, parser.parse(stored->json));
    columns.push_back(compared_column(nct, study, question.fields));
  }
  return columns;
}

http::Response compare(engine::Registry& registry, const http::Request& request) {
  const CompareQuestion question = read_compare_question(request);
  const auto as_of = read_as_of(request);
  if (!as_of.ok()) {
    return no_such_day(as_of.status());
  }
  std::vector<NctNumber> missing;
  const auto columns = question.faults.empty() ? compared_columns(registry, question, *as_of, missing)
                                               : StatusOr<std::vector<ComparedColumn>>(std::vector<ComparedColumn>());
  return columns.ok() ? compare_page(question, *columns, missing, *as_of) : unreadable();
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
  return help_page(newest.ok() && !newest->hits.empty() ? newest->hits.front().nct.text() : std::string(),
                   registry.now().date_text());
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

}  // namespace trialkeep::site
