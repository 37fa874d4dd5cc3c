#include "api/search_extras.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "model/json_text.h"
#include "query/expansions.h"

namespace trialkeep::api {
namespace {

using model::append_json_string;

void append_texts(std::string_view key, const std::vector<std::string>& texts, std::string& body) {
  append_to(body, ",\"", key, "\":[");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    append_to(body, i == 0 ? "" : ",");
    append_json_string(texts[i], body);
  }
  body.push_back(']');
}

void append_phrases(const std::vector<query::BoundQuery>& parts, std::string& body) {
  bool is_first = true;
  for (const query::BoundQuery& part : parts) {
    for (const query::PhraseExpansion& one : query::expansions_of(part.root)) {
      append_to(body, is_first ? "" : ",", "{\"phrase\":");
      is_first = false;
      append_json_string(one.phrase, body);
      append_texts("variants", one.variants, body);
      append_texts("compounds", one.compounds, body);
      append_texts("synonyms", one.synonyms, body);
      body.push_back('}');
    }
  }
}

void append_parts(const std::vector<search::ScorePart>& parts, std::string& body) {
  bool is_first = true;
  for (const search::ScorePart& part : parts) {
    append_to(body, is_first ? "" : ",", "{\"piece\":\"", model::field(part.field).piece, "\",\"found\":");
    is_first = false;
    append_json_string(part.found, body);
    append_to(body, ",\"count\":", part.count, ",\"score\":", fmt::format("{:.6f}", search::score_of(part.evidence)),
              "}");
  }
}

}  // namespace

void append_facets(const std::vector<search::Facet>& facets, std::string& body) {
  append_to(body, "\"facets\":[");
  for (std::size_t i = 0; i < facets.size(); ++i) {
    const search::Facet& facet = facets[i];
    append_to(body, i == 0 ? "" : ",", "{\"piece\":\"", model::field(facet.field).piece, "\",\"values\":[");
    bool is_first = true;
    for (const search::FacetValue& value : facet.values) {
      append_to(body, is_first ? "" : ",", "{\"value\":");
      is_first = false;
      append_json_string(value.value, body);
      append_to(body, ",\"studiesCount\":", value.count, "}");
    }
    append_to(body, "],\"missingStudiesCount\":", facet.missing, ",\"uniqueValuesCount\":", facet.distinct_values, "}");
  }
  append_to(body, "],");
}

Status append_explanation(engine::Registry& registry, const engine::SearchRequest& request,
                          const engine::SearchResult& result, std::string& body) {
  append_to(body, "\"explanation\":{\"phrases\":[");
  append_phrases(registry.understand(request), body);
  append_to(body, "],\"studies\":[");
  ASSIGN_OR_RETURN(const auto explanations, registry.explain(request, engine::numbers_of(result.hits)));
  for (std::size_t i = 0; i < explanations.size(); ++i) {
    const engine::SearchExplanation& why = explanations[i];
    append_to(body, i == 0 ? "" : ",", "{\"nctId\":\"", result.hits[i].nct.text(),
              "\",\"score\":", fmt::format("{:.6f}", why.score), ",\"parts\":[");
    if (why.parts) {
      append_parts(*why.parts, body);
    }
    append_to(body, "]}");
  }
  append_to(body, "]},");
  return absl::OkStatus();
}

}  // namespace trialkeep::api
