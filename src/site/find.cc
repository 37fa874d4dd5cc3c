#include "site/find.h"

#include <algorithm>

#include "base/limits.h"
#include "base/nct.h"
#include "base/strings.h"
#include "engine/search.h"
#include "engine/tags.h"
#include "model/study.h"
#include "query/expansions.h"
#include "site/changes_page.h"
#include "site/download.h"
#include "site/errors.h"
#include "site/kept_pages.h"
#include "site/layout.h"
#include "site/overview_page.h"
#include "site/parts.h"
#include "site/question_form.h"
#include "site/registry_link.h"
#include "site/search_page.h"
#include "site/suggestions.h"
#include "site/tag_list.h"

namespace trialkeep::site {
namespace {

http::Response failure(const SearchQuestion& question, const Status& status) {
  if (absl::IsResourceExhausted(status)) {
    return error_page(503, "The search is too wide",
                      "This question would read too much of the index at once. Ask for more words, or fewer "
                      "alternatives.",
                      shown_text(question));
  }
  return unreadable(shown_text(question));
}

// What is asked for, also where the host of an address of the registry's search was exchanged for this one.
SearchQuestion question_of(const http::Request& request) {
  SearchQuestion question = read_question(request.parameters);
  add_website_filters(request.parameters, question);
  return question;
}

// Says what is missing before the search goes on without it.
http::Response half_taken_page(const RegistryLink& pasted) {
  return error_page(400, "Part of this link is not understood", pasted.not_taken, shown_text(pasted.question),
                    element("p", {{"class", "remedy"}}, link(address_of(pasted.question), "Go on without it")));
}

bool has_words(const std::vector<Criterion>& criteria) {
  return std::any_of(criteria.begin(), criteria.end(), [](const Criterion& one) { return !one.is_filter; });
}

// How many of the studies each tag holds for. A tag that cannot be read is left out.
Status read_rows(engine::Registry& registry, const SearchQuestion& question, Found& found) {
  model::StudyParser parser;
  const AskedPlace place{found.asked.request.near, question.text("locn")};
  std::vector<engine::SearchExplanation> explanations;
  if (has_words(found.criteria)) {
    ASSIGN_OR_RETURN(explanations, registry.explain(found.asked.request, engine::numbers_of(found.result.hits)));
  }
  std::string json;
  ASSIGN_OR_RETURN(engine::RecordReader reader, registry.records());
  for (const engine::SearchHit& hit : found.result.hits) {
    json.clear();
    RETURN_IF_ERROR(reader.append_json(hit, json));
    ASSIGN_OR_RETURN(const model::Study study, parser.parse(json));
    HitRow row = make_hit_row(study);
    row.nearest_site = nearest_site(study, place);
    if (!explanations.empty()) {
      engine::SearchExplanation& why = explanations[found.rows.size()];
      row.found_in = found_in(std::move(why.parts).value_or(std::vector<search::ScorePart>()));
    }
    found.rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

// What the typed words stand for; filters are no words.
std::vector<query::PhraseExpansion> expansions_of_words(engine::Registry& registry, const Found& found) {
  engine::SearchRequest words;
  words.generation = found.asked.request.generation;
  for (const engine::QueryPart& part : found.asked.request.parts) {
    if (!part.is_filter) {
      words.parts.push_back(part);
    }
  }
  std::vector<query::PhraseExpansion> out;
  for (const query::BoundQuery& part : registry.understand(words)) {
    for (query::PhraseExpansion& one : query::expansions_of(part.root)) {
      out.push_back(std::move(one));
    }
  }
  return out;
}

// `generation` names the data that are asked; unset: the newest.
StatusOr<Found> find_in(engine::Registry& registry, const SearchQuestion& question,
                        std::optional<std::uint64_t> generation, const std::atomic<bool>* cancelled) {
  const std::vector<engine::Tag> tags = known_tags(registry);
  Found found;
  found.criteria = criteria_of(question, tags);
  found.asked = ask(question, found.criteria);
  if (!found.asked.problems.empty()) {
    return found;
  }
  engine::SearchRequest& request = found.asked.request;
  request.facets = result_facets();
  for (const engine::Tag& tag : tags) {
    request.counted.push_back(engine::filter_of(tag));
  }
  request.generation = generation;
  request.keep_for_pages = true;
  ASSIGN_OR_RETURN(found.result, registry.search(request, cancelled));
  if (!found.result.complaints.empty()) {
    return found;
  }
  // All that the page tells is of the same data; those of a full page are kept.
  request.keep_for_pages = false;
  if (found.result.hits.size() == request.size) {
    request.generation = found.result.generation;
  }
  found.expansions = expansions_of_words(registry, found);
  if (found.result.total == 0) {
    ASSIGN_OR_RETURN(found.parts, count_parts(registry, found.criteria, request, cancelled));
    return found;
  }
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (const auto& count = found.result.counts[i]) {
      found.tags.push_back({tags[i].name, tags[i].query, *count});
    }
  }
  RETURN_IF_ERROR(read_rows(registry, question, found));
  return found;
}

// `at` as in the address.
StatusOr<Found> find(engine::Registry& registry, const SearchQuestion& question, std::string_view at,
                     const std::atomic<bool>* cancelled) {
  const KeptPages pages(registry);
  const auto wanted = pages.generation(question, at);
  auto found = find_in(registry, question, wanted, cancelled);
  const bool is_kept = !absl::IsAborted(found.status());
  if (!is_kept) {
    found = find_in(registry, question, std::nullopt, cancelled);
  }
  RETURN_IF_ERROR(found.status());
  found->state = !at.empty() && (!wanted || !is_kept)                          ? DataState::kNotKept
                 : wanted && found->result.generation != registry.generation() ? DataState::kEarlier
                                                                               : DataState::kNewest;
  found->at = pages.token(question, found->result.generation);
  return found;
}

}  // namespace

http::Response Find::search(const http::Request& request) {
  SearchQuestion question = question_of(request);
  if (question.is_empty() && question.as_of.empty()) {
    return welcome();
  }
  if (auto pasted = read_registry_link(question.text("q"))) {
    if (pasted->study) {
      return redirect(302, StudyAddress{pasted->study->text(), question.as_of}.page());
    }
    pasted->question.as_of = question.as_of;
    if (!pasted->not_taken.empty()) {
      return half_taken_page(*pasted);
    }
    const std::string address = address_of(pasted->question);
    if (address.size() <= limits::kTargetBytes) {
      return redirect(302, address);
    }
    question = std::move(pasted->question);  // many numbers: too long to be sent on to
  }
  SearchQuestion number;
  number.text("q") = question.text("q");
  number.as_of = question.as_of;
  const std::vector<NctNumber> typed = engine::only_nct_numbers(question.text("q"));
  if (typed.size() == 1 && address_of(number) == address_of(question)) {
    return redirect(302, StudyAddress{typed.front().text(), question.as_of}.page());
  }
  const auto found = find(registry_, question, request.parameter("at"), request.cancelled);
  return found.ok() ? results_page(question, *found) : failure(question, found.status());
}

http::Response Find::welcome() {
  const auto data_time = registry_.data_time();
  return data_time.ok() ? welcome_page(registry_.study_count(), *data_time) : failure({}, data_time.status());
}

http::Response Find::suggest(const http::Request& request) {
  const auto body = suggestions_json(registry_, request.parameter("q"), request.parameter("in"));
  if (!body.ok()) {
    return http::Response::json(500, "[]");
  }
  http::Response response = http::Response::json(200, *body);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

http::Response Find::download(const http::Request& request) {
  const SearchQuestion question = question_of(request);
  auto answer = download_response(registry_, question, request.parameter("format"), request.cancelled);
  return answer.ok() ? *std::move(answer) : failure(question, answer.status());
}

http::Response Find::overview(const http::Request& request) {
  const SearchQuestion question = question_of(request);
  auto answer = overview_response(registry_, question, request.parameter("by"), request.cancelled);
  return answer.ok() ? *std::move(answer) : failure(question, answer.status());
}

http::Response Find::changes(const http::Request& request) {
  const SearchQuestion question = question_of(request);
  auto answer = changes_response(registry_, question, request);
  return answer.ok() ? *std::move(answer) : failure(question, answer.status());
}

}  // namespace trialkeep::site
