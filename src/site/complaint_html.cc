#include "site/complaint_html.h"

#include <algorithm>

#include "base/strings.h"
#include "base/utf8.h"
#include "site/parts.h"
#include "site/query_remedy.h"
#include "text/plain.h"

namespace trialkeep::site {
namespace {

constexpr std::size_t kContext = 200;        // bytes of the query's text on either side of a complaint
constexpr std::size_t kRemedyBytes = 2'000;  // longer queries are for no link

// The query around the complaint, the place marked, and a caret line below for those who see no colour.
Html marked_query(const std::string& query, const query::Complaint& complaint) {
  const std::string_view all = query;
  const std::size_t begin = character_start(all, complaint.span.begin);
  const std::size_t end = std::max(begin, character_start(all, complaint.span.end));
  const std::size_t from = character_start(all, begin > kContext ? begin - kContext : 0);
  const std::size_t to = character_start(all, std::max(end, begin + kContext));
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

// The question with another text in the place of `part`; nullptr when it came from elsewhere (a tag).
bool replace_text(const engine::QueryPart& part, std::string_view other, SearchQuestion& question) {
  question.page = 1;
  if (part.is_filter) {
    const auto filter = std::find(question.filters.begin(), question.filters.end(), part.text);
    if (filter != question.filters.end()) {
      *filter = other;
    }
    return filter != question.filters.end();
  }
  for (const TextRow& row : text_rows()) {
    if (row.parameter == part.parameter) {
      question.text(row.name) = other;
      return true;
    }
  }
  return false;
}

}  // namespace

Html complaint_html(const engine::QueryComplaint& one, const engine::SearchRequest& request,
                    const SearchQuestion& question) {
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
  if (one.part < request.parts.size() && request.parts[one.part].text.size() <= kRemedyBytes) {
    const engine::QueryPart& part = request.parts[one.part];
    for (const std::string& remedy : remedies_for(part.text, part.parameter, one.complaint)) {
      SearchQuestion other = question;
      if (replace_text(part, remedy, other)) {
        out += element("p", {{"class", "remedy"}},
                       text("Search for ") + link(address_of(other), element("code", text(remedy))));
      }
    }
  }
  return element("div", {{"class", "complaint"}}, out);
}

}  // namespace trialkeep::site
