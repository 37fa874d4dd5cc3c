#include "site/search_page.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/strings.h"
#include "http/query_string.h"
#include "text/plain.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr std::size_t kNamesShown = 4;          // conditions and interventions of a hit
constexpr std::size_t kComplaintContext = 200;  // bytes of the query's text on either side of a complaint

// 12,345 for people.
std::string counted(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) {
    digits.insert(at - 3, ",");
  }
  return digits;
}

std::string studies(std::uint64_t number) { return concat(counted(number), number == 1 ? " study" : " studies"); }

std::vector<std::string> shown_texts(const model::Study& study, model::FieldId id) {
  std::vector<std::string> out;
  const model::Field& field = model::field(id);
  for (std::string_view text : study.texts(id)) {
    out.emplace_back(field.enum_type == model::kNoEnum ? text : model::enum_label(field.enum_type, text));
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    append_to(out, out.empty() ? "" : separator, part);
  }
  return out;
}

// The first few names, and how many more there are.
std::string some(const std::vector<std::string>& names) {
  const std::size_t count = std::min(names.size(), kNamesShown);
  std::string out = joined({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count)}, "; ");
  if (names.size() > count) {
    append_to(out, "; and ", names.size() - count, " more");
  }
  return out;
}

std::string page_address(const SearchText& text, std::uint64_t page) {
  std::string out = concat("/?q=", http::percent_encode(text.term));
  if (!text.condition.empty()) {
    append_to(out, "&cond=", http::percent_encode(text.condition));
  }
  if (page > 1) {
    append_to(out, "&page=", page);
  }
  return out;
}

Html hit_fact(std::string_view label, const std::string& value, bool is_wide = false) {
  if (value.empty()) {
    return {};
  }
  return element("div", {{"class", is_wide ? "wide" : ""}}, element("dt", text(label)) + element("dd", text(value)));
}

Html hit_html(const HitRow& row) {
  Html line = element("span", {{"class", "nct"}}, text(row.nct));
  if (!row.status.empty()) {
    line += text(" ") + element("span", {{"class", "status"}}, text(row.status));
  }
  Html out = element("h2", element("a", {{"href", concat("/study/", row.nct)}}, text(row.title)));
  out += element("p", {{"class", "eyebrow"}}, line);
  Html facts = hit_fact("Conditions", some(row.conditions), true);
  facts += hit_fact("Interventions", some(row.interventions), true);
  facts += hit_fact("Phase", row.phase);
  facts += hit_fact("Enrollment", row.enrolment);
  facts += hit_fact("Sponsor", row.sponsor);
  facts += hit_fact("Last update", row.last_update);
  out += element("dl", facts);
  return element("li", out);
}

Html page_links(const SearchQuestion& question, std::uint64_t page_count) {
  if (page_count < 2) {
    return {};
  }
  Html links;
  if (question.page > 1) {
    const std::uint64_t before = std::min(question.page - 1, page_count);
    links += element("a", {{"href", page_address(question.text, before)}, {"rel", "prev"}}, text("← Previous"));
  }
  links += element("span", text(concat("Page ", counted(question.page), " of ", counted(page_count))));
  if (question.page < page_count) {
    links += element("a", {{"href", page_address(question.text, question.page + 1)}, {"rel", "next"}}, text("Next →"));
  }
  return element("nav", {{"class", "pages"}, {"aria-label", "Pages of results"}}, links);
}

// A cut that falls on no byte inside a character.
std::size_t character_start(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) {
    --at;
  }
  return at;
}

// The query around the complaint, the place marked, and a caret line below for those who see no colour.
Html marked_query(const std::string& query, const query::Complaint& complaint) {
  const std::string_view all = query;
  const std::size_t begin = character_start(all, complaint.span.begin);
  const std::size_t end = std::max(begin, character_start(all, complaint.span.end));
  const std::size_t from = character_start(all, begin > kComplaintContext ? begin - kComplaintContext : 0);
  const std::size_t to = character_start(all, std::max(end, begin + kComplaintContext));
  const auto one_line = [](std::string_view part) {
    std::string out = text::printable(part);
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
  };
  const std::string before = one_line(all.substr(from, begin - from));
  const std::string marked = one_line(all.substr(begin, std::min(end, to) - begin));
  Html out = text(before);
  out += element("mark", text(marked));
  out += text(one_line(all.substr(std::min(end, to), to - std::min(end, to))));
  const std::string carets(std::max<std::size_t>(1, text::column_count(marked)), '^');
  out += element("span", {{"class", "carets"}, {"aria-hidden", "true"}},
                 text(concat("\n", std::string(text::column_count(before), ' '), carets)));
  return element("pre", {{"tabindex", "0"}}, out);
}

Html complaint_html(const engine::QueryComplaint& one, const engine::SearchRequest& request) {
  Html out;
  if (request.parts.size() > 1 && !one.label.empty()) {
    out += element("p", {{"class", "eyebrow"}}, text(concat("In: ", one.label)));
  }
  if (one.part < request.parts.size()) {
    out += marked_query(request.parts[one.part].text, one.complaint);
  }
  out += element("p", element("strong", text(one.complaint.message)));
  if (!one.complaint.remedy.empty()) {
    out += element("p", text(one.complaint.remedy));
  }
  return element("div", {{"class", "complaint"}}, out);
}

http::Response frame(int status, const SearchText& search, std::string_view title, const Html& below) {
  const Html main = element(
      "div", {{"class", "narrow"}},
      element("h1", {{"class", "unseen"}}, text("Search clinical studies")) + search_form(search, true) + below);
  return page(status, {.title = std::string(title), .search = search, .has_large_box = true}, main);
}

http::Response complaints_page(const SearchQuestion& question, const engine::SearchResult& result) {
  const engine::SearchRequest request = search_request(question);
  Html below;
  for (const engine::QueryComplaint& one : result.complaints) {
    below += complaint_html(one, request);
  }
  return frame(400, question.text, "The query cannot be read",
               element("section", {{"role", "alert"}, {"class", "complaints"}},
                       element("h2", text("This query cannot be read")) + below));
}

}  // namespace

engine::SearchRequest search_request(const SearchQuestion& question) {
  engine::SearchRequest request;
  if (!question.text.term.empty()) {
    request.parts.push_back({"term", question.text.term});
  }
  if (!question.text.condition.empty()) {
    request.parts.push_back({"cond", question.text.condition});
  }
  request.from = (question.page - 1) * kHitsOnPage;
  request.size = kHitsOnPage;
  return request;
}

HitRow make_hit_row(const model::Study& study) {
  HitRow row;
  row.nct = study.text(piece::NCTId);
  row.title = study.text(piece::BriefTitle);
  if (row.title.empty()) {
    row.title = row.nct;
  }
  row.status = joined(shown_texts(study, piece::OverallStatus), ", ");
  row.conditions = shown_texts(study, piece::Condition);
  row.interventions = shown_texts(study, piece::InterventionName);
  row.phase = joined(shown_texts(study, piece::Phase), ", ");
  if (const auto count = study.integer(piece::EnrollmentCount)) {
    const std::string kind = joined(shown_texts(study, piece::EnrollmentType), ", ");
    row.enrolment = concat(*count, kind.empty() ? "" : " (", kind, kind.empty() ? "" : ")");
  }
  row.sponsor = study.text(piece::LeadSponsorName);
  row.last_update = study.text(piece::LastUpdatePostDate);
  return row;
}

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
    list += element("li", element("a", {{"href", page_address({.term = example, .condition = {}}, 1)}},
                                  element("code", text(example))));
  }
  below += element("section", {{"class", "examples"}},
                   element("h2", text("The registry's query language, by example")) + element("ul", list));
  return frame(200, {}, "", below);
}

http::Response results_page(const SearchQuestion& question, const engine::SearchResult& result,
                            const std::vector<HitRow>& rows) {
  if (!result.complaints.empty()) {
    return complaints_page(question, result);
  }
  const std::uint64_t page_count = (result.total + kHitsOnPage - 1) / kHitsOnPage;
  const std::uint64_t first = (question.page - 1) * kHitsOnPage + 1;
  std::string summary = result.total == 0 ? "No study matches this query" : studies(result.total);
  if (!rows.empty()) {
    append_to(summary, ", ", counted(first), " to ", counted(first + rows.size() - 1));
  } else if (result.total > 0) {
    append_to(summary, ", on ", counted(page_count), page_count == 1 ? " page" : " pages", "; there is no page ",
              counted(question.page));
  }
  Html below = element("p", {{"class", "total"}, {"role", "status"}}, text(concat(summary, ".")));
  Html list;
  for (const HitRow& row : rows) {
    list += hit_html(row);
  }
  if (!rows.empty()) {
    below += element("ol", {{"class", "hits"}, {"start", std::to_string(first)}}, list);
  }
  below += page_links(question, page_count);
  const std::string title = joined({question.text.term, question.text.condition}, " ");
  return frame(200, question.text, std::string(without_outer_blanks(title)), below);
}

}  // namespace trialkeep::site
