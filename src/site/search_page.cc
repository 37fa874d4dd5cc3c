#include "site/search_page.h"

#include <algorithm>

#include "base/strings.h"
#include "model/catalogue.h"
#include "site/complaint_html.h"
#include "site/layout.h"
#include "site/parts.h"
#include "site/question_form.h"
#include "site/tag_list.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

// The ways in which a whole result can be taken away: the format's name in addresses, and for people.
struct DownloadFormat {
  std::string_view name;
  std::string_view label;
};
constexpr DownloadFormat kDownloads[] = {
    {"csv", "CSV"}, {"json", "JSON"}, {"ndjson", "NDJSON"}, {"ris", "RIS"}, {"zip", "ZIP of JSON files"}};

struct OrderRow {
  std::string sort;  // as in the address
  std::string_view label;
};

std::vector<OrderRow> orders() {
  const auto key = [](model::FieldId field, std::string_view direction) {
    return concat(model::field(field).piece, ":", direction);
  };
  return {{"", "Relevance"},
          {key(piece::LastUpdatePostDate, "desc"), "Newest update"},
          {key(piece::StudyFirstPostDate, "desc"), "Newest study"},
          {key(piece::StartDate, "desc"), "Latest start"},
          {key(piece::EnrollmentCount, "desc"), "Most participants"}};
}

Html order_links(const SearchQuestion& question) {
  Html links;
  for (const OrderRow& row : orders()) {
    SearchQuestion other = question;
    other.page = 1;
    other.sort = row.sort;
    links += element("li", row.sort == question.sort ? element("strong", {{"aria-current", "true"}}, text(row.label))
                                                     : link(address_of(other), row.label));
  }
  return element("nav", {{"class", "tools"}, {"aria-label", "Order of the results"}},
                 element("span", text("Order: ")) + element("ul", links));
}

std::string download_address(const SearchQuestion& question, std::string_view format) {
  SearchQuestion whole = question;
  whole.page = 1;
  whole.sort.clear();
  return with_parameter(address_of(whole, "/download"), "format", format);
}

Html take_away_links(const SearchQuestion& question, const std::vector<Criterion>& criteria) {
  SearchQuestion first = question;
  first.page = 1;
  Html links = element("li", link(address_of(first, "/overview"), "Overview"));
  links += element("li", link(address_of(first, "/changes"), "Changes"));
  for (const DownloadFormat& format : kDownloads) {
    links += element("li", element("a", {{"href", download_address(question, format.name)}, {"rel", "nofollow"}},
                                   text(format.label)));
  }
  links += element("li", link(api_address(question, criteria), "This search at the API"));
  return element("nav", {{"class", "tools"}, {"aria-label", "The whole result"}},
                 element("span", text("The whole result: ")) + element("ul", links));
}

Html page_links(const SearchQuestion& question, std::uint64_t page_count, const std::string& at) {
  if (page_count < 2) {
    return {};
  }
  const auto page_link = [&](std::uint64_t page, std::string_view rel, std::string_view label) {
    SearchQuestion other = question;
    other.page = page;
    const std::string address = with_parameter(address_of(other), "at", at);
    return element("a", {{"href", address}, {"rel", std::string(rel)}}, text(label));
  };
  Html links;
  if (question.page > 1) {
    links += page_link(std::min(question.page - 1, page_count), "prev", "← Previous");
  }
  links += element("span", text(concat("Page ", grouped(question.page), " of ", grouped(page_count))));
  if (question.page < page_count) {
    links += page_link(question.page + 1, "next", "Next →");
  }
  return element("nav", {{"class", "pages"}, {"aria-label", "Pages of results"}}, links);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    append_to(out, out.empty() ? "" : ", ", part);
  }
  return out;
}

// Folded: what each phrase stands for.
Html expansions_html(const std::vector<query::PhraseExpansion>& expansions) {
  Html rows;
  for (const query::PhraseExpansion& one : expansions) {
    Html said;
    for (const auto& [label, words] : {std::pair("Variants", &one.variants), std::pair("Compounds", &one.compounds),
                                       std::pair("Synonyms", &one.synonyms)}) {
      if (!words->empty()) {
        said += element("dd", element("span", {{"class", "note"}}, text(concat(label, ": "))) + text(joined(*words)));
      }
    }
    if (!said.empty()) {
      rows += element("dt", text(one.phrase)) + said;
    }
  }
  if (rows.empty()) {
    return {};
  }
  return element("details", {{"class", "expansions"}},
                 element("summary", text("What the words also find")) + element("dl", rows));
}

// Which state of the data the page is of, where that is not what a reader takes for granted.
Html data_note(const SearchQuestion& question, DataState state) {
  SearchQuestion first = question;
  first.page = 1;
  switch (state) {
    case DataState::kNewest:
      return {};
    case DataState::kEarlier:
      return element("p", {{"class", "note"}},
                     text("The data have been brought up to date since the first of these pages; they go on as they "
                          "were. ") +
                         link(address_of(first), "Begin again with the newest"));
    case DataState::kNotKept:
      return element("p", {{"class", "note"}},
                     text("The data that this address was made for are not kept any longer: these are the results "
                          "now."));
  }
  return {};
}

http::Response frame(int status, const SearchQuestion& question, std::string_view title, const Html& below) {
  Html main = element("h1", {{"class", "unseen"}}, text("Search clinical studies"));
  main += question_form(question) + below;
  return page(status, {.title = std::string(title), .search = shown_text(question), .has_large_box = true},
              element("div", {{"class", "finding"}}, main));
}

http::Response complaints_page(const SearchQuestion& question, const Found& found) {
  Html below;
  for (const std::string& problem : found.asked.problems) {
    below += element("div", {{"class", "complaint"}}, element("p", element("strong", text(problem))));
  }
  for (const engine::QueryComplaint& one : found.result.complaints) {
    below += complaint_html(one, found.asked.request, question);
  }
  return frame(
      400, question, "The query cannot be read",
      filter_chips(question, found.criteria) + element("section", {{"role", "alert"}, {"class", "complaints"}},
                                                       element("h2", text("This query cannot be read")) + below));
}

std::string summary_of(const SearchQuestion& question, const Found& found, std::uint64_t page_count) {
  const std::uint64_t total = found.result.total;
  const std::uint64_t first = (question.page - 1) * kHitsOnPage + 1;
  std::string summary = total == 0 ? "No study matches this query" : studies(total);
  if (!found.rows.empty()) {
    append_to(summary, ", ", grouped(first), " to ", grouped(first + found.rows.size() - 1));
  } else if (total > 0) {
    append_to(summary, ", on ", counted(page_count, "page"), "; there is no page ", grouped(question.page));
  }
  return summary + ".";
}

std::string title_of(const SearchQuestion& question, const std::vector<Criterion>& criteria) {
  std::string out = question.text("q");
  for (const Criterion& one : criteria) {
    if (one.is_filter || one.text != question.text("q")) {
      append_to(out, out.empty() ? "" : " ", one.text);
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> example_queries() {
  const auto area = [](model::FieldId id, std::string_view source) {
    return concat("AREA[", model::field(id).piece, "]", source);
  };
  return {"heart attack",
          "\"type 2 diabetes\" AND (metformin OR insulin)",
          "asthma NOT child",
          concat(area(piece::Phase, "PHASE3"), " AND ", area(piece::OverallStatus, "RECRUITING")),
          concat("(heart OR cardiac) AND ", area(piece::LocationCountry, "Germany")),
          area(piece::LeadSponsorName, "\"National Cancer Institute\"")};
}

http::Response welcome_page(std::uint64_t study_count, Instant data_time) {
  const std::string lead =
      concat(studies(study_count), " of ClinicalTrials.gov, kept on this machine; last brought up to date ",
             data_time.reading_text(), ".");
  Html below = element("p", {{"class", "lead"}}, text(lead));
  Html list;
  for (const std::string& example : example_queries()) {
    SearchQuestion question;
    question.text("q") = example;
    list += element("li", link(address_of(question), element("code", text(example))));
  }
  below += element("section", {{"class", "examples"}},
                   element("h2", text("The registry's query language, by example")) + element("ul", list));
  below += element("p", {{"class", "lead"}},
                   text("A link to a search or a study of the registry can be pasted into the box as well. ") +
                       link("/overview", "Overview of all studies"));
  return frame(200, {}, "", below);
}

http::Response results_page(const SearchQuestion& question, const Found& found) {
  if (!found.result.complaints.empty() || !found.asked.problems.empty()) {
    return complaints_page(question, found);
  }
  const std::uint64_t page_count = (found.result.total + kHitsOnPage - 1) / kHitsOnPage;
  Html results = element("p", {{"class", "total"}, {"role", "status"}}, text(summary_of(question, found, page_count)));
  results += data_note(question, found.state);
  if (found.result.total == 0) {
    results += zero_hits_html(found.parts);
  } else {
    results += order_links(question) + take_away_links(question, found.criteria);
    results += element("p", {{"class", "to-facets"}}, link("#narrow", "Narrow the result"));
  }
  for (const Criterion& one : found.criteria) {
    results += one.label == kTagLabel ? tag_query({one.text, one.part.text}, question.as_of) : Html();
  }
  results += expansions_html(found.expansions);
  const MarkedWords marked(found.expansions);
  Html list;
  for (const HitRow& row : found.rows) {
    list += hit_html(row, marked, question.as_of);
  }
  if (!found.rows.empty()) {
    results +=
        element("ol", {{"class", "hits"}, {"start", std::to_string((question.page - 1) * kHitsOnPage + 1)}}, list);
  }
  results += page_links(question, page_count, found.at);
  Html below = filter_chips(question, found.criteria);
  below += element("div", {{"class", "columns"}},
                   element("div", {{"class", "results"}}, results) +
                       (found.result.total == 0 ? Html() : facet_panel(question, found.result.facets, found.tags)));
  return frame(200, question, title_of(question, found.criteria), below);
}

}  // namespace trialkeep::site
