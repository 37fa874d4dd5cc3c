#include "site/site.h"

#include <algorithm>
#include <charconv>

#include "base/nct.h"
#include "base/strings.h"
#include "formats/outline.h"
#include "http/query_string.h"
#include "model/study.h"
#include "site/assets.h"
#include "site/errors.h"
#include "site/layout.h"
#include "site/past.h"
#include "site/search_page.h"
#include "site/study_page.h"

namespace trialkeep::site {
namespace {

constexpr std::uint64_t kPageMax = 1'000'000'000;  // a larger page number counts as this

std::string parameter(const http::Request& request, std::string_view name) {
  const std::string* value = request.find_parameter(name);
  return value == nullptr ? std::string() : std::string(without_outer_blanks(*value));
}

std::uint64_t page_number(const std::string& text) {
  std::uint64_t page = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page);
  if (error == std::errc::result_out_of_range) {
    return kPageMax;
  }
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number ? std::clamp<std::uint64_t>(page, 1, kPageMax) : 1;
}

std::string study_path(NctNumber nct) { return concat("/study/", nct.text()); }

}  // namespace

std::optional<http::Response> Site::handle(const http::Request& request) {
  if (request.method != http::Method::kGet && request.method != http::Method::kHead) {
    return std::nullopt;
  }
  const auto& segments = request.segments;
  if (segments.empty()) {
    return search(request);
  }
  if (segments.size() == 2 && segments[0] == "study") {
    return study(segments[1], request);
  }
  if (segments.size() == 2 && segments[0] == "assets") {
    auto found = asset(segments[1]);
    return found ? std::move(*found) : no_such_page();
  }
  return past_page(registry_, request);
}

http::Response Site::search(const http::Request& request) {
  SearchQuestion question;
  question.text.term = parameter(request, "q");
  question.text.condition = parameter(request, "cond");
  question.page = page_number(parameter(request, "page"));
  if (question.text.term.empty() && question.text.condition.empty()) {
    return welcome();
  }
  const auto typed = NctNumber::from_typed(question.text.term);
  if (typed && question.text.condition.empty()) {
    return redirect(302, study_path(*typed));
  }
  const auto result = registry_.search(search_request(question), request.cancelled);
  if (!result.ok()) {
    return unreadable(question.text);
  }
  std::vector<HitRow> rows;
  model::StudyParser parser;
  for (const engine::SearchHit& hit : result->hits) {
    const auto json = registry_.json_of(hit);
    if (!json.ok()) {
      return unreadable(question.text);
    }
    const auto study = parser.parse(*json);
    if (!study.ok()) {
      return unreadable(question.text);
    }
    rows.push_back(make_hit_row(*study));
  }
  return results_page(question, *result, rows);
}

http::Response Site::welcome() {
  engine::SearchRequest everything;
  everything.size = 0;
  const auto all = registry_.search(everything);
  const auto data_time = registry_.data_time();
  return all.ok() && data_time.ok() ? welcome_page(all->total, *data_time) : unreadable();
}

http::Response Site::study(const std::string& number, const http::Request& request) {
  const auto typed = NctNumber::from_typed(number);
  if (!typed) {
    return no_such_study(registry_, number);
  }
  const auto as_of = read_as_of(request);
  if (!as_of.ok()) {
    return error_page(400, "No such day", std::string(as_of.status().message()), {});
  }
  const std::string query = as_of->text.empty() ? std::string() : concat("?asOf=", http::percent_encode(as_of->text));
  if (number != typed->text()) {
    return redirect(301, study_path(*typed) + query);
  }
  // What stands for a number today says nothing about the past.
  const auto successor = as_of->text.empty() ? registry_.successor(*typed) : std::optional<NctNumber>();
  if (!successor.ok()) {
    return unreadable();
  }
  if (successor->has_value()) {
    return redirect(301, study_path(**successor));
  }
  const auto stored = registry_.study(*typed, as_of->moment);
  if (!stored.ok()) {
    return unreadable();
  }
  if (!stored->has_value()) {
    return not_known_then(registry_, *typed, *as_of);
  }
  model::StudyParser parser;
  const auto study = parser.parse((*stored)->json);
  return study.ok() ? study_page(**stored, formats::make_outline(*study, study_times(**stored)),
                                 as_of_banner(**stored, *as_of))
                    : unreadable();
}

}  // namespace trialkeep::site
