#include "site/query_remedy.h"

#include <algorithm>

#include "base/strings.h"
#include "query/bound.h"
#include "query/parser.h"
#include "text/words.h"

namespace trialkeep::site {
namespace {

std::size_t complaints_about(const std::string& text, std::string_view parameter) {
  const query::ParsedQuery parsed = query::parse(text);
  return parsed.complaints.size() + query::bind(parsed.tree, query::area_of_parameter(parameter)).complaints.size();
}

// "Perhaps AREA[Phase] is meant." names the operator and what stands in its brackets: the brackets of that operator in
// the span, or behind it, get the name.
std::string with_name(const std::string& text, const query::Complaint& complaint) {
  constexpr std::string_view kPerhaps = "Perhaps ";
  const std::size_t at = complaint.remedy.find(kPerhaps);
  const std::size_t open = at == std::string::npos ? at : complaint.remedy.find('[', at);
  const std::size_t close = open == std::string::npos ? open : complaint.remedy.find(']', open);
  if (close == std::string::npos) {
    return {};
  }
  const std::string keyword = complaint.remedy.substr(at + kPerhaps.size(), open + 1 - at - kPerhaps.size());
  const std::size_t begin = text.find(keyword, std::min(complaint.span.begin, text.size()));
  const std::size_t end = begin == std::string::npos ? begin : text.find(']', begin);
  if (end == std::string::npos) {
    return {};
  }
  return concat(std::string_view(text).substr(0, begin), keyword,
                std::string_view(complaint.remedy).substr(open + 1, close - open - 1),
                std::string_view(text).substr(end));
}

// The query less what the complaint is about.
std::string without_span(const std::string& text, const query::Complaint& complaint) {
  const std::size_t begin = std::min(complaint.span.begin, text.size());
  const std::size_t end = std::clamp(complaint.span.end, begin, text.size());
  return std::string(
      without_outer_blanks(concat(std::string_view(text).substr(0, begin), " ", std::string_view(text).substr(end))));
}

std::string words_alone(const std::string& text) {
  std::string out;
  for (text::WordReader reader(text); reader.next();) {
    const std::string_view typed = reader.typed();
    const bool is_operator = typed == "AND" || typed == "OR" || typed == "NOT" || typed == "AREA" ||
                             typed == "SEARCH" || typed == "COVERAGE" || typed == "EXPANSION" || typed == "RANGE" ||
                             typed == "TILT";
    if (!is_operator) {
      append_to(out, out.empty() ? "" : " ", reader.word());
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> remedies_for(const std::string& text, std::string_view parameter,
                                      const query::Complaint& complaint) {
  std::vector<std::string> out;
  const auto offer = [&](std::string candidate) {
    const bool is_new = std::find(out.begin(), out.end(), candidate) == out.end();
    if (!candidate.empty() && candidate != text && is_new && complaints_about(candidate, parameter) == 0) {
      out.push_back(std::move(candidate));
    }
  };
  offer(with_name(text, complaint));
  for (const char* close : {")", "]", "\"", "])", "\")"}) {
    if (out.empty()) {
      offer(concat(text, close));
    }
  }
  offer(without_span(text, complaint));
  offer(words_alone(text));
  return out;
}

}  // namespace trialkeep::site
