#include "api/internal_search.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "api/answers.h"
#include "api/download.h"
#include "api/filters.h"
#include "api/page.h"
#include "api/presentation.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "api/site_search.h"
#include "api/studies_request.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/strings.h"
#include "base/version.h"
#include "engine/record_run.h"
#include "formats/markup_html.h"
#include "formats/study_file.h"
#include "http/negotiation.h"
#include "http/query_string.h"
#include "model/json_text.h"

namespace trialkeep::api {
namespace {

using Parameters = std::vector<http::Parameter>;

// Of the page, and of no account for what is found.
constexpr ParameterRow kPageParameters[] = {{"columns"}, {"highlight"}, {"checkSpell"}, {"agg.synonyms"}};

std::vector<ParameterRow> with_query_parameters(std::initializer_list<ParameterRow> more) {
  std::vector<ParameterRow> rows(internal_query_parameters().begin(), internal_query_parameters().end());
  rows.insert(rows.end(), more);
  return rows;
}

// A whole number; one that no registry reaches counts as the largest that fits.
StatusOr<std::uint64_t> read_count(const Parameters& parameters, std::string_view name, std::uint64_t absent) {
  constexpr std::uint64_t kCountMax = std::numeric_limits<std::uint32_t>::max();
  const std::string_view value = value_of(parameters, name);
  std::uint64_t count = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') {
      return refuse(registry_errors::incorrect_format(name), concat("Write ", name, "= and a whole number."));
    }
    count = std::min(count * 10 + static_cast<std::uint64_t>(c - '0'), kCountMax);
  }
  return count == 0 ? absent : count;
}

StatusOr<SiteSearch> read_internal_search(const Parameters& parameters, std::uint64_t default_limit) {
  ASSIGN_OR_RETURN(SiteSearch asked, read_site_search(parameters));
  for (engine::QueryPart& part : read_queries(parameters)) {
    asked.terms.push_back(part.text);
    asked.search.parts.push_back(std::move(part));
  }
  RETURN_IF_ERROR(read_order(parameters, asked.search));
  ASSIGN_OR_RETURN(asked.search.from, read_count(parameters, "from", 0));
  ASSIGN_OR_RETURN(asked.search.size, read_count(parameters, "limit", default_limit));
  return asked;
}

using Hits = engine::RecordRun::Hits;

// Of a record, what `fields` and `markupFormat` ask for.
formats::WriteRecord as_asked(Presentation presentation) {
  return [presentation = std::move(presentation)](std::size_t, std::string_view json, std::string& out) {
    append_study_json(presentation, json, out);
    return absl::OkStatus();
  };
}

// The same with its number beside it and its markup as HTML, as the registry's pages take it.
formats::WriteRecord as_hit(Presentation presentation, Hits hits) {
  return [presentation = std::move(presentation), hits = std::move(hits)](std::size_t place, std::string_view json,
                                                                          std::string& out) {
    std::string wanted;
    append_study_json(presentation, json, wanted);
    append_to(out, "{\"id\":\"", (*hits)[place].nct.text(), "\",\"study\":", formats::with_html_markup(wanted), "}");
    return absl::OkStatus();
  };
}

using HitsFile = engine::FileRun<formats::StudyFile>;

// Of the state of the data and of what was asked, so that it costs nothing however long the answer; none while a load
// is under way.
StatusOr<std::optional<std::string>> tag_of(engine::Registry& registry, std::uint64_t generation,
                                            const http::Request& request) {
  ASSIGN_OR_RETURN(const std::optional<std::string> state, registry.data_state(generation));
  if (!state) {
    return std::optional<std::string>();
  }
  std::string asked = registry.now().date_text();  // a reference tells the day
  for (const http::Parameter& parameter : request.parameters) {
    append_to(asked, "&", http::encode_parameter(parameter.name), "=", http::encode_parameter(parameter.value));
  }
  return std::optional(concat("\"", hash128({program_version(), *state, request.path, asked}).hex(), "\""));
}

StatusOr<engine::SearchResult> find(engine::Registry& registry, const SiteSearch& asked, const http::Request& request) {
  ASSIGN_OR_RETURN(engine::SearchResult found, registry.search(asked.search, request.cancelled));
  if (!found.complaints.empty()) {
    return refuse_query(asked.search, found.complaints.front());
  }
  return found;
}

StatusOr<http::Response> answer_with(engine::Registry& registry, const http::Request& request, std::uint64_t generation,
                                     std::shared_ptr<HitsFile> maker, http::Response response) {
  ASSIGN_OR_RETURN(const std::optional<std::string> tag, tag_of(registry, generation, request));
  if (tag) {
    response.headers.emplace_back("ETag", *tag);
  }
  const bool is_known = tag && http::etag_matches(request.if_none_match, *tag);
  RETURN_IF_ERROR(take_pieces([maker = std::move(maker)](std::string& out) { return maker->next(out); }, is_known,
                              request.cancelled, response));
  return response;
}

std::string head_of_search(const SiteSearch& asked, std::uint64_t total) {
  std::string head =
      concat("{\"from\":", asked.search.from, ",\"limit\":", asked.search.size, ",\"total\":", total, ",\"terms\":[");
  for (const std::string& term : asked.terms) {
    append_to(head, &term == &asked.terms.front() ? "" : ",");
    model::append_json_string(term, head);
  }
  return head + "],\"hits\":[\n";
}

std::string_view file_name_of(Format format) {
  switch (format) {
    case Format::kCsv:
      return "ctg-studies.csv";
    case Format::kJsonZip:
      return "ctg-studies.json.zip";
    case Format::kRis:
      return "ctg-studies.ris";
    default:
      return "ctg-studies.json";
  }
}

}  // namespace

std::span<const ParameterRow> internal_query_parameters() {
  static const std::vector<ParameterRow> rows = [] {
    std::vector<ParameterRow> out(site_search_parameters().begin(), site_search_parameters().end());
    for (const ParameterRow& row : studies_parameters()) {
      const bool is_query = row.name.find('.') != std::string_view::npos;
      if (is_query || row.name == "geoDecay") {
        out.push_back(row);
      }
    }
    out.insert(out.end(), std::begin(kPageParameters), std::end(kPageParameters));
    return out;
  }();
  return rows;
}

StatusOr<http::Response> internal_search_response(engine::Registry& registry, const http::Request& request) {
  RETURN_IF_ERROR(check_parameters(request.parameters, with_query_parameters({{"from"}, {"fields"}})));
  ASSIGN_OR_RETURN(Presentation presentation, read_page_presentation(request.parameters));
  ASSIGN_OR_RETURN(const SiteSearch asked, read_internal_search(request.parameters, limits::kPageSizeDefault));
  ASSIGN_OR_RETURN(engine::SearchResult found, find(registry, asked, request));
  const auto hits = std::make_shared<const std::vector<engine::SearchHit>>(std::move(found.hits));
  auto file = formats::list_file(head_of_search(asked, found.total), "\n]}", as_hit(std::move(presentation), hits));
  http::Response response;
  response.content_type = content_type_of(Format::kJson);
  return answer_with(registry, request, found.generation, std::make_shared<HitsFile>(registry, hits, std::move(file)),
                     std::move(response));
}

StatusOr<http::Response> internal_download_response(engine::Registry& registry, const http::Request& request) {
  RETURN_IF_ERROR(check_parameters(request.parameters, with_query_parameters({{"format"}, {"fields"}})));
  ASSIGN_OR_RETURN(Presentation presentation, read_site_download_presentation(request.parameters));
  constexpr std::uint64_t kAll = std::numeric_limits<std::uint32_t>::max();
  ASSIGN_OR_RETURN(const SiteSearch asked, read_internal_search(request.parameters, kAll));
  ASSIGN_OR_RETURN(engine::SearchResult found, find(registry, asked, request));
  const auto hits = std::make_shared<const std::vector<engine::SearchHit>>(std::move(found.hits));
  const Format format = presentation.format;
  std::unique_ptr<formats::StudyFile> file;
  if (format == Format::kJson) {
    file = formats::list_file("[\n", "\n]", as_asked(std::move(presentation)));
  } else if (format == Format::kJsonZip) {
    file = formats::zip_file([hits](std::size_t i) { return archive_entry_name((*hits)[i].nct); },
                             as_asked(std::move(presentation)));
  } else if (format == Format::kCsv) {
    file = formats::csv_file(std::move(presentation.table));
  } else {
    file = formats::ris_file(std::move(presentation.reference), registry.now().date_text());
  }
  http::Response response;
  response.content_type = content_type_of(format);
  response.compressible = format != Format::kJsonZip;
  response.headers.emplace_back("Content-Disposition", concat("attachment; filename=", file_name_of(format)));
  return answer_with(registry, request, found.generation, std::make_shared<HitsFile>(registry, hits, std::move(file)),
                     std::move(response));
}

}  // namespace trialkeep::api
