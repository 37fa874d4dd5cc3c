#include "site/changes_page.h"

#include <algorithm>

#include "base/instant.h"
#include "base/strings.h"
#include "engine/changes.h"
#include "model/catalogue.h"
#include "model/study.h"
#include "site/hit_row.h"
#include "site/layout.h"
#include "site/parts.h"
#include "site/question_form.h"
#include "site/tag_list.h"

namespace trialkeep::site {
namespace {

constexpr std::size_t kFieldsNamed = 6;  // of a change

struct Shown {
  engine::ChangeEvent event;
  std::string title;
};

std::string kind_label(engine::EventKind kind) {
  switch (kind) {
    case engine::EventKind::kNew:
      return "New";
    case engine::EventKind::kChanged:
      return "Changed";
    case engine::EventKind::kReturned:
      return "Returned to the registry";
    case engine::EventKind::kRemoved:
      return "Removed from the registry";
  }
  return {};
}

// "Overall Recruitment Status, Enrollment and 3 more".
std::string changed_fields(const model::Difference& difference) {
  std::vector<std::string> labels;
  for (const model::Change& change : difference) {
    const std::string label(change.known == model::kNoField ? "Record" : model::field(change.known).label);
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
      labels.push_back(label);
    }
  }
  std::string out;
  for (std::size_t i = 0; i < std::min(labels.size(), kFieldsNamed); ++i) {
    append_to(out, out.empty() ? "" : ", ", labels[i]);
  }
  if (labels.size() > kFieldsNamed) {
    append_to(out, " and ", labels.size() - kFieldsNamed, " more");
  }
  return out;
}

// Where a reader sees what became of the study.
std::string address_of_event(const engine::ChangeEvent& event, const std::string& as_of) {
  const StudyAddress study{event.nct.text(), as_of};
  return event.version && event.previous ? study.page(concat("/diff?from=", *event.previous, "&to=", *event.version))
                                         : study.page();
}

StatusOr<std::string> title_of(engine::Registry& registry, const engine::ChangeEvent& event) {
  const auto stored = event.version ? registry.version(event.nct, *event.version) : registry.study(event.nct);
  RETURN_IF_ERROR(stored.status());
  if (!stored->has_value()) {
    return event.nct.text();
  }
  model::StudyParser parser;
  ASSIGN_OR_RETURN(const model::Study study, parser.parse((*stored)->json));
  const std::string_view title = study.text(model::piece::BriefTitle);
  return title.empty() ? event.nct.text() : std::string(title);
}

StatusOr<std::vector<Shown>> with_titles(engine::Registry& registry, std::vector<engine::ChangeEvent> events,
                                         const std::atomic<bool>* cancelled) {
  std::vector<Shown> out;
  for (engine::ChangeEvent& event : events) {
    if (cancelled != nullptr && *cancelled) {
      return absl::DeadlineExceededError("telling what changed took too long and was given up");
    }
    ASSIGN_OR_RETURN(std::string title, title_of(registry, event));
    out.push_back({std::move(event), std::move(title)});
  }
  return out;
}

Html event_row(const Shown& one, const std::string& as_of) {
  const engine::ChangeEvent& event = one.event;
  Html said = link(address_of_event(event, as_of), one.title);
  const std::string fields = changed_fields(event.difference);
  if (!fields.empty()) {
    said += element("div", {{"class", "note"}}, text(fields));
  }
  Html cells = row_head(said);
  cells += labelled_cell("Study", element("span", {{"class", "nct"}}, text(event.nct.text())));
  cells += labelled_cell("What", text(kind_label(event.kind)));
  cells += labelled_cell("Seen", text(event.at.date_text()));
  return element("tr", cells);
}

http::Response changes_page(const SearchQuestion& question, const std::vector<Criterion>& criteria,
                            const std::string& since, const engine::ChangesPage& changes,
                            const std::vector<Shown>& shown) {
  Html rows;
  for (const Shown& one : shown) {
    rows += event_row(one, question.as_of);
  }
  const Html heads =
      column_head("Title, and what changed") + column_head("Study") + column_head("What") + column_head("Seen");
  const std::string feed = with_parameter(address_of(question, "/changes"), "format", "atom");
  std::string older = with_parameter(address_of(question, "/changes"), "since", since);
  older = with_parameter(std::move(older), "before", changes.next.text());
  const std::string until = question.as_of.empty() ? std::string() : concat(" until ", question.as_of);
  Html main = element("h1", text("What changed"));
  main += question_form(question, "/changes") + filter_chips(question, criteria, "/changes");
  main +=
      element("p", {{"class", "total"}, {"role", "status"}},
              text(shown.empty() ? concat("Nothing is known to have changed since ", since, until, "; as seen here.")
                                 : concat("Since ", since, until, ", the newest first; as seen here.")));
  if (!shown.empty()) {
    main += scroll_frame(table("records events", heads, rows));
  }
  Html links;
  if (changes.has_more) {
    links += element("a", {{"href", older}, {"rel", "next"}}, text("Older →"));
  }
  links += element("a", {{"href", feed}, {"type", "application/atom+xml"}}, text("The newest as a feed (Atom)"));
  links += link(with_parameter("/api/v2/changes", "since", since), "All changes since then at the API");
  main += element("nav", {{"class", "pages"}, {"aria-label", "More changes"}}, links);
  return page(200, {.title = "Changes", .search = shown_text(question), .has_large_box = true},
              element("div", {{"class", "finding"}}, main));
}

Html feed_entry(const Shown& one, const std::string& host) {
  const engine::ChangeEvent& event = one.event;
  const std::string fields = changed_fields(event.difference);
  const std::string version = event.version ? concat("/", *event.version) : std::string();
  Html out = element("title", text(concat(kind_label(event.kind), ": ", one.title)));
  out += element("id", text(concat("urn:trialkeep:", event.nct.text(), ":", engine::name_of(event.kind), version, ":",
                                   event.at.unix_ms)));
  out += element("updated", text(event.at.text()));
  out += element("link", {{"href", concat(host, address_of_event(event, {}))}}, {});
  out += element("summary", text(fields.empty() ? event.nct.text() : concat(event.nct.text(), ": ", fields)));
  return element("entry", out);
}

StatusOr<http::Response> feed(engine::Registry& registry, const SearchQuestion& question, const http::Request& request,
                              const engine::ChangesPage& newest, const std::vector<Shown>& shown) {
  ASSIGN_OR_RETURN(const Instant data_time, registry.data_time());
  const std::string host =
      request.host.empty() ? std::string() : concat(request.is_secure ? "https://" : "http://", request.host);
  const std::string page_address = address_of(question, "/changes");
  Html out = element("title", text(question.is_empty() ? "Trialkeep: changes" : "Trialkeep: changes of a search"));
  out += element("id", text(concat("urn:trialkeep:changes:", page_address)));
  out += element("updated", text((shown.empty() ? data_time : shown.front().event.at).text()));
  out += element("author", element("name", text("Trialkeep")));
  const std::string self = with_parameter(page_address, "format", "atom");
  out += element("link", {{"rel", "self"}, {"href", concat(host, self)}}, {});
  out += element("link", {{"rel", "alternate"}, {"href", concat(host, page_address)}}, {});
  if (newest.has_more && shown.size() < kFeedEntries) {
    out += element("subtitle", text("Very much changed of late: older changes than these were not looked for."));
  }
  for (const Shown& one : shown) {
    out += feed_entry(one, host);
  }
  http::Response response = http::Response::text(
      200, concat("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n",
                  element("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}}, out).string(), "\n"));
  response.content_type = "application/atom+xml; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

http::Response refusal(const SearchQuestion& question, std::string_view sentence) {
  return error_page(400, "These changes cannot be told", sentence, shown_text(question));
}

}  // namespace

StatusOr<http::Response> changes_response(engine::Registry& registry, const SearchQuestion& question,
                                          const http::Request& request) {
  const std::vector<engine::Tag> tags = known_tags(registry);
  const std::vector<Criterion> criteria = criteria_of(question, tags);
  AskedQuestion asked = ask(question, criteria);
  if (!asked.problems.empty() || asked.request.near) {
    return asked.problems.empty() ? refusal(question, "Changes cannot be narrowed to a circle.")
                                  : redirect(302, address_of(question));
  }
  const bool is_feed = request.parameter("format") == "atom";
  engine::NewestChangesRequest wanted;
  wanted.parts = std::move(asked.request.parts);
  wanted.until = asked.request.moment.as_of;
  wanted.size = is_feed ? kFeedEntries : kChangesOnPage;
  ASSIGN_OR_RETURN(const Instant data_time, registry.data_time());
  wanted.since = Instant{std::min(data_time, wanted.until.value_or(data_time)).unix_ms - kChangesDays * kDayMs};
  std::string since(request.parameter("since"));
  if (since.empty()) {
    since = wanted.since.date_text();
  }
  const auto day = parse_instant(since);
  if (!day) {
    return refusal(question, concat("“", since, "” is no day; write one as in since=2026-02-10."));
  }
  wanted.since = *day;
  const std::string before(request.parameter("before"));
  if (!before.empty()) {
    wanted.before = engine::FeedPosition::parse(before);
    if (!wanted.before) {
      return refusal(question, concat("“", before, "” is no place in the changes; follow the link of a page."));
    }
  }
  ASSIGN_OR_RETURN(engine::ChangesPage changes, engine::newest_changes(registry, wanted, request.cancelled));
  if (!changes.complaints.empty()) {
    return redirect(302, address_of(question));
  }
  ASSIGN_OR_RETURN(const auto shown, with_titles(registry, std::move(changes.events), request.cancelled));
  return is_feed ? feed(registry, question, request, changes, shown)
                 : changes_page(question, criteria, since, changes, shown);
}

}  // namespace trialkeep::site
