#include "site/changes_page.h"

#include <algorithm>
#include <deque>

#include "base/strings.h"
#include "engine/changes.h"
#include "http/query_string.h"
#include "model/catalogue.h"
#include "model/study.h"
#include "site/hit_row.h"
#include "site/layout.h"
#include "site/question_form.h"
#include "site/tag_list.h"

namespace trialkeep::site {
namespace {

constexpr std::size_t kFieldsNamed = 6;    // of a change
constexpr std::size_t kFeedPagesMax = 40;  // that are read to come to the newest
constexpr std::int64_t kDay_ms = 86'400'000;

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
std::string address_of_event(const engine::ChangeEvent& event) {
  const std::string study = concat("/study/", event.nct.text());
  return event.version && event.previous ? concat(study, "/diff?from=", *event.previous, "&to=", *event.version)
                                         : study;
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

StatusOr<std::vector<Shown>> with_titles(engine::Registry& registry, std::vector<engine::ChangeEvent> events) {
  std::vector<Shown> out;
  for (engine::ChangeEvent& event : events) {
    ASSIGN_OR_RETURN(std::string title, title_of(registry, event));
    out.push_back({std::move(event), std::move(title)});
  }
  return out;
}

// A parameter behind those that the address has.
void add_parameter(std::string_view name, std::string_view value, std::string& address) {
  append_to(address, address.find('?') == std::string::npos ? "?" : "&", name, "=", http::percent_encode(value));
}

Html event_row(const Shown& one) {
  const engine::ChangeEvent& event = one.event;
  Html said = element("a", {{"href", address_of_event(event)}}, text(one.title));
  const std::string fields = changed_fields(event.difference);
  if (!fields.empty()) {
    said += element("div", {{"class", "note"}}, text(fields));
  }
  Html cells = element("td", text(event.at.date_text()));
  cells += element("td", text(kind_label(event.kind)));
  cells += element("th", {{"scope", "row"}}, element("span", {{"class", "nct"}}, text(event.nct.text())));
  return element("tr", cells + element("td", said));
}

http::Response changes_page(const SearchQuestion& question, const std::vector<Criterion>& criteria,
                            const std::string& since, const engine::ChangesPage& changes,
                            const std::vector<Shown>& shown) {
  Html rows;
  for (const Shown& one : shown) {
    rows += event_row(one);
  }
  Html heads;
  for (const std::string_view head : {"Seen", "What", "Study", "Title, and what changed"}) {
    heads += element("th", {{"scope", "col"}}, text(head));
  }
  std::string feed = address_of(question, "/changes");
  add_parameter("format", "atom", feed);
  std::string next = address_of(question, "/changes");
  add_parameter("since", since, next);
  add_parameter("after", changes.next.text(), next);
  Html main = element("h1", text("What changed"));
  main += question_form(question, "/changes") + filter_chips(question, criteria, "/changes");
  main += element(
      "p", {{"class", "total"}, {"role", "status"}},
      text(concat(shown.empty() ? "Nothing is known to have changed since " : "Since ", since, "; as seen here.")));
  if (!shown.empty()) {
    main += element(
        "div", {{"class", "scroll"}},
        element("table", {{"class", "events"}}, element("thead", element("tr", heads)) + element("tbody", rows)));
  }
  Html links;
  if (changes.has_more) {
    links += element("a", {{"href", next}, {"rel", "next"}}, text("Next →"));
  }
  links += element("a", {{"href", feed}, {"type", "application/atom+xml"}}, text("The newest as a feed (Atom)"));
  links += element("a", {{"href", concat("/api/v2/changes?since=", http::percent_encode(since))}},
                   text("All changes since then at the API"));
  main += element("nav", {{"class", "pages"}, {"aria-label", "More changes"}}, links);
  return page(200, {.title = "Changes", .search = {question.text("q"), question.text("cond")}, .has_large_box = true},
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
  out += element("link", {{"href", concat(host, address_of_event(event))}}, {});
  out += element("summary", text(fields.empty() ? event.nct.text() : concat(event.nct.text(), ": ", fields)));
  return element("entry", out);
}

// The last events of the feed, newest first. A load of very many new studies can hide what came behind it for as long
// as the load is within the days of the feed; `is_whole` then becomes false.
StatusOr<std::vector<engine::ChangeEvent>> newest(engine::Registry& registry, engine::ChangesRequest request,
                                                  bool& is_whole) {
  std::deque<engine::ChangeEvent> last;
  is_whole = false;
  request.size = 500;
  for (std::size_t i = 0; i < kFeedPagesMax && !is_whole; ++i) {
    ASSIGN_OR_RETURN(engine::ChangesPage page, engine::changes(registry, request));
    if (!page.complaints.empty()) {
      return absl::InvalidArgumentError(page.complaints.front().complaint.message);
    }
    for (engine::ChangeEvent& event : page.events) {
      last.push_front(std::move(event));
      if (last.size() > kFeedEntries) {
        last.pop_back();
      }
    }
    request.after = page.next;
    is_whole = !page.has_more;
  }
  return std::vector<engine::ChangeEvent>(std::make_move_iterator(last.begin()), std::make_move_iterator(last.end()));
}

StatusOr<http::Response> feed(engine::Registry& registry, const SearchQuestion& question, const http::Request& request,
                              const engine::ChangesRequest& asked) {
  bool is_whole = false;
  ASSIGN_OR_RETURN(auto events, newest(registry, asked, is_whole));
  ASSIGN_OR_RETURN(const auto shown, with_titles(registry, std::move(events)));
  ASSIGN_OR_RETURN(const Instant data_time, registry.data_time());
  const std::string host =
      request.host.empty() ? std::string() : concat(request.is_secure ? "https://" : "http://", request.host);
  const std::string page_address = address_of(question, "/changes");
  Html out = element("title", text(question.is_empty() ? "Trialkeep: changes" : "Trialkeep: changes of a search"));
  out += element("id", text(concat("urn:trialkeep:changes:", page_address)));
  out += element("updated", text((shown.empty() ? data_time : shown.front().event.at).text()));
  out += element("author", element("name", text("Trialkeep")));
  std::string self = page_address;
  add_parameter("format", "atom", self);
  out += element("link", {{"rel", "self"}, {"href", concat(host, self)}}, {});
  out += element("link", {{"rel", "alternate"}, {"href", concat(host, page_address)}}, {});
  if (!is_whole) {
    out += element("subtitle", text("Very much changed of late: the newest changes are not all in this feed."));
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
  return error_page(400, "These changes cannot be told", sentence, {question.text("q"), question.text("cond")});
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
  engine::ChangesRequest wanted;
  wanted.parts = std::move(asked.request.parts);
  wanted.size = kChangesOnPage;
  ASSIGN_OR_RETURN(const Instant data_time, registry.data_time());
  wanted.since = Instant{data_time.unix_ms - kChangesDays * kDay_ms};
  std::string since(request.parameter("since"));
  if (since.empty()) {
    since = wanted.since.date_text();
  }
  const auto day = parse_instant(since);
  if (!day) {
    return refusal(question, concat("“", since, "” is no day; write one as in since=2026-02-10."));
  }
  wanted.since = *day;
  const std::string after(request.parameter("after"));
  const auto position = engine::FeedPosition::parse(after);
  if (!after.empty() && !position) {
    return refusal(question, concat("“", after, "” is no place in the changes; follow the link of a page."));
  }
  if (position) {
    wanted.after = *position;
  }
  if (request.parameter("format") == "atom") {
    auto answer = feed(registry, question, request, wanted);
    return absl::IsInvalidArgument(answer.status()) ? redirect(302, address_of(question)) : std::move(answer);
  }
  ASSIGN_OR_RETURN(engine::ChangesPage changes, engine::changes(registry, wanted));
  if (!changes.complaints.empty()) {
    return redirect(302, address_of(question));
  }
  ASSIGN_OR_RETURN(const auto shown, with_titles(registry, std::move(changes.events)));
  return changes_page(question, criteria, since, changes, shown);
}

}  // namespace trialkeep::site
