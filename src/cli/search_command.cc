#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

#include "base/nct.h"
#include "base/strings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/print.h"
#include "cli/search_request.h"
#include "engine/registry.h"
#include "engine/search.h"
#include "model/study.h"
#include "os/terminal.h"
#include "query/expansions.h"
#include "text/plain.h"

namespace trialkeep::cli {
namespace {

using model::piece::BriefTitle;
using model::piece::OverallStatus;

// A hit's line for people; the title is cut to the terminal.
void print_hit(const engine::SearchHit& hit, const model::Study& study) {
  const std::string status(model::enum_label(model::field(OverallStatus).enum_type, study.text(OverallStatus)));
  std::string title = text::printable(study.text(BriefTitle));
  if (os::is_terminal(STDOUT_FILENO)) {
    constexpr int kOther = 39;
    const int columns = os::terminal_width(STDOUT_FILENO, 80) - kOther;
    title = text::wrap(title, static_cast<std::size_t>(std::max(columns, 20))).front();
  }
  print("{}  {:<23}  {}\n", hit.nct.text(), status, title);
}

std::string parts_as_json(const std::vector<search::ScorePart>& parts) {
  std::vector<std::string> rows;
  for (const search::ScorePart& part : parts) {
    rows.push_back(JsonObject()
                       .text("piece", model::field(part.field).piece)
                       .text("found", part.found)
                       .number("count", part.count)
                       .decimal("score", search::score_of(part.evidence))
                       .done());
  }
  return json_array(rows);
}

std::string hit_as_json(const engine::SearchHit& hit, const model::Study& study, const engine::SearchExplanation* why) {
  JsonObject object;
  object.text("nctId", hit.nct.text())
      .text("briefTitle", study.text(BriefTitle))
      .text("overallStatus", study.text(OverallStatus))
      .decimal("score", hit.score);
  if (why != nullptr && why->parts) {
    object.json("parts", parts_as_json(*why->parts));
  }
  return object.done();
}

// What a hit's score is made of, the weightiest part first.
void print_parts(const engine::SearchExplanation& why) {
  std::vector<search::ScorePart> parts = why.parts.value_or(std::vector<search::ScorePart>());
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.evidence > b.evidence; });
  for (const search::ScorePart& part : parts) {
    print("    {:.3f}  {}: {}{}\n", search::score_of(part.evidence), model::field(part.field).label,
          text::printable(part.found), part.count > 1 ? fmt::format(", {} times", part.count) : std::string());
  }
}

// How the query's words are read: to standard error for people, as JSON for programs.
std::string show_expansions(engine::Registry& registry, const engine::SearchRequest& request, bool as_json) {
  std::vector<std::string> rows;
  for (const query::BoundQuery& part : registry.understand(request)) {
    for (const query::PhraseExpansion& one : query::expansions_of(part.root)) {
      rows.push_back(JsonObject()
                         .text("phrase", one.phrase)
                         .json("variants", json_text_array(one.variants))
                         .json("compounds", json_text_array(one.compounds))
                         .json("synonyms", json_text_array(one.synonyms))
                         .done());
      if (!as_json) {
        say("{}\n", one.phrase);
        for (const auto& [what, words] : {std::pair("variants", &one.variants), std::pair("compounds", &one.compounds),
                                          std::pair("synonyms", &one.synonyms)}) {
          if (!words->empty()) {
            say("  {}: {}\n", what, joined(*words, ", "));
          }
        }
      }
    }
  }
  return json_array(rows);
}

std::string facets_as_json(const std::vector<search::Facet>& facets) {
  std::vector<std::string> all;
  for (const search::Facet& facet : facets) {
    std::vector<std::string> values;
    for (const search::FacetValue& value : facet.values) {
      values.push_back(JsonObject().text("value", value.value).number("count", value.count).done());
    }
    all.push_back(JsonObject()
                      .text("piece", model::field(facet.field).piece)
                      .json("values", json_array(values))
                      .number("missing", facet.missing)
                      .number("distinctValues", facet.distinct_values)
                      .done());
  }
  return json_array(all);
}

void print_facets(const std::vector<search::Facet>& facets) {
  for (const search::Facet& facet : facets) {
    const model::Field& field = model::field(facet.field);
    print("\n{}\n", field.label);
    for (const search::FacetValue& value : facet.values) {
      const std::string_view label =
          field.kind == model::ValueKind::kEnum ? model::enum_label(field.enum_type, value.value) : value.value;
      print("{:>12}  {}\n", grouped(value.count), text::printable(label));
    }
    if (facet.missing > 0) {
      print("{:>12}  not provided\n", grouped(facet.missing));
    }
    if (facet.values.size() < facet.distinct_values) {
      const std::uint64_t more = facet.distinct_values - facet.values.size();
      print("{:>12}  {} more\n", grouped(more), more == 1 ? "value" : "values");
    }
  }
}

void print_complaints(const engine::SearchRequest& request, const engine::SearchResult& result) {
  for (const engine::QueryComplaint& one : result.complaints) {
    say("trialkeep: the query is not understood:\n{}\n",
        text::printable(query::show_complaint(request.parts[one.part].text, one.complaint)));
  }
}

Status print_hits(engine::Registry& registry, const Invocation& invocation, const engine::SearchRequest& request,
                  const engine::SearchResult& result) {
  model::StudyParser parser;
  std::vector<std::string> hits;
  std::string expansions;
  std::vector<engine::SearchExplanation> explanations;
  if (invocation.explain) {
    expansions = show_expansions(registry, request, invocation.json);
    ASSIGN_OR_RETURN(explanations, registry.explain(request, engine::numbers_of(result.hits)));
  }
  for (std::size_t i = 0; i < result.hits.size(); ++i) {
    const engine::SearchHit& hit = result.hits[i];
    ASSIGN_OR_RETURN(const std::string json, registry.json_of(hit));
    ASSIGN_OR_RETURN(const model::Study study, parser.parse(json));
    const engine::SearchExplanation* why = explanations.empty() ? nullptr : &explanations[i];
    if (invocation.json) {
      hits.push_back(hit_as_json(hit, study, why));
      continue;
    }
    print_hit(hit, study);
    if (why != nullptr) {
      print_parts(*why);
    }
  }
  if (!invocation.json) {
    print_facets(result.facets);
    return absl::OkStatus();
  }
  JsonObject object;
  object.number("total", result.total).json("hits", json_array(hits));
  if (!result.facets.empty()) {
    object.json("facets", facets_as_json(result.facets));
  }
  if (invocation.explain) {
    object.json("query", expansions);
  }
  print_line(object.done());
  return absl::OkStatus();
}

// Whoever looks for one study by its number learns why it is not found, where it has left the registry.
Status tell_of_removed(engine::Registry& registry, const Invocation& invocation, const engine::SearchRequest& request) {
  const bool is_one_text = request.parts.size() == 1 && !request.parts.front().is_filter && !request.near;
  const auto typed = is_one_text ? engine::only_nct_numbers(request.parts.front().text) : std::vector<NctNumber>();
  if (typed.size() != 1 || request.moment.with_removed) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const NctNumber nct, registry.number_with_history(typed.front()));
  ASSIGN_OR_RETURN(const auto stored, registry.study(nct, request.moment));
  if (stored && stored->removed) {
    say("{} was removed from the registry on {}; `trialkeep search --removed {}{}` finds it\n", nct.text(),
        stored->removed->date_text(), invocation.as_of.empty() ? "" : concat("--as-of ", invocation.as_of, " "),
        nct.text());
  }
  return absl::OkStatus();
}

}  // namespace

ExitCode run_search(const Invocation& invocation) {
  const auto registry = engine::Registry::open(invocation.data_folder);
  if (!registry.ok()) {
    return report(registry.status());
  }
  const auto request = read_search_request(invocation);
  if (!request.ok()) {
    return report(request.status());
  }
  const auto result = (*registry)->search(*request);
  if (!result.ok()) {
    return report(result.status());
  }
  if (!result->complaints.empty()) {
    print_complaints(*request, *result);
    return ExitCode::kWrongUsage;
  }
  if (invocation.count_only) {
    print_line(invocation.json ? JsonObject().number("total", result->total).done() : std::to_string(result->total));
  } else {
    if (const Status status = print_hits(**registry, invocation, *request, *result); !status.ok()) {
      return report(status);
    }
    if (!invocation.json) {
      const std::uint64_t last = invocation.from + result->hits.size();
      say("{}{}\n", counted(result->total, "study", "studies"),
          result->hits.size() < result->total && !result->hits.empty()
              ? fmt::format(", shown {} to {}", grouped(invocation.from + 1), grouped(last))
              : std::string());
    }
  }
  if (result->total > 0) {
    return ExitCode::kDone;
  }
  const Status told = tell_of_removed(**registry, invocation, *request);
  return told.ok() ? ExitCode::kNotAll : report(told);
}

}  // namespace trialkeep::cli
