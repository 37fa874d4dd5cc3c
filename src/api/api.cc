#include "api/api.h"

#include <algorithm>

#include "api/answers.h"
#include "api/catalogue_answers.h"
#include "api/lenient.h"
#include "api/page.h"
#include "api/parameters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "api/rss.h"
#include "api/search_extras.h"
#include "base/hash.h"
#include "base/strings.h"
#include "base/version.h"
#include "http/query_string.h"

namespace trialkeep::api {
namespace {

using http::Request;
using http::Response;

std::string first_page_hint(std::string_view why) {
  return concat(why, " Start from the first page, and repeat all parameters but countTotal, pageSize and pageToken.");
}

// What the registry answers about itself where a study's number stands.
bool is_of_catalogue(std::string_view segment) {
  return segment == "metadata" || segment == "search-areas" || segment == "enums";
}

std::string etag_of(const Hash128& hash) { return concat("\"", hash.hex(), "\""); }

Response with_removal(Response response, const engine::StoredStudy& study) {
  if (study.removed) {
    response.headers.emplace_back("X-Trialkeep-Removed", study.removed->date_text());
  }
  return response;
}

}  // namespace

Response with_etag(Response response) {
  response.headers.emplace_back("ETag", etag_of(hash128({response.bytes()})));
  return response;
}

Status no_such_path(const Request& request) {
  constexpr std::size_t kPathBytesQuoted = 200;
  const std::string path = request.path.substr(0, kPathBytesQuoted);
  return refuse(absl::StatusCode::kNotFound, concat("There is no ", path, " here"),
                "Answered are /api/v2/version, /api/v2/studies with /metadata, /search-areas, /enums and /download, "
                "/api/v2/studies/{nctId} with /versions, /versions/{n} and /diff, /api/v2/stats/size, "
                "/api/v2/stats/field/values, "
                "/api/v2/stats/field/sizes, /api/v2/changes, /api/int/studies with /download, /api/int/studies/{nctId} "
                "with /history and /history/{n}, "
                "/api/rss, and /healthz.");
}

Status refuse_query(const engine::SearchRequest& search, const engine::QueryComplaint& complaint) {
  std::string label = complaint.label;
  if (label.empty() && complaint.part < search.parts.size()) {
    label = concat("query.", search.parts[complaint.part].parameter);
  }
  return refuse(
      registry_errors::query_error(label, complaint.complaint.registry_text),
      concat(complaint.complaint.message, complaint.complaint.remedy.empty() ? "" : " ", complaint.complaint.remedy));
}

Api::Api(engine::Registry& registry, ApiOptions options)
    : registry_(registry),
      options_(std::move(options)),
      page_tokens_(options_.page_token_key.empty() ? engine::page_token_key(registry.folder().path)
                                                   : options_.page_token_key),
      downloads_(options_.download_folders.empty() ? std::vector<std::string>{registry.folder().path}
                                                   : options_.download_folders) {}

std::optional<Response> Api::handle(const Request& request) {
  if (request.segments.empty()) {
    return std::nullopt;
  }
  const std::string_view first = request.segments.front();
  if (first == "healthz" && request.segments.size() == 1) {
    return health();
  }
  if (first != "api") {
    return std::nullopt;
  }
  StatusOr<Response> response = answer(request);
  return response.ok() ? *std::move(response) : answer_of(response.status());
}

bool Api::is_quick(const Request& request) {
  const std::vector<std::string>& parts = request.segments;
  if (parts.size() == 1) {
    return std::string_view(parts[0]) == "healthz";
  }
  if (parts.size() < 3 || parts[0] != "api" || parts[1] != "v2") {
    return false;
  }
  const bool is_study = parts.size() == 4 && parts[2] == "studies" && NctNumber::from_typed(parts[3]).has_value();
  // Another format, markup or moment is more work, and `fields` a little less.
  return is_study ? std::all_of(request.parameters.begin(), request.parameters.end(),
                                [](const http::Parameter& parameter) { return parameter.name == "fields"; })
                  : parts.size() == 3 && parts[2] == "version";
}

StatusOr<Response> Api::answer(const Request& request) {
  if (request.method != http::Method::kGet && request.method != http::Method::kHead) {
    Response response = Response::text(405, "The API is only read; use GET or HEAD.");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  const std::vector<std::string>& parts = request.segments;
  if (parts.size() == 2 && std::string_view(parts[1]) == "rss") {
    return rss_response(registry_, request);
  }
  const bool is_v2 = parts.size() >= 3 && std::string_view(parts[1]) == "v2";
  const std::string_view what = is_v2 ? std::string_view(parts[2]) : std::string_view();
  if (what == "version" && parts.size() == 3) {
    return version(request);
  }
  if (what == "studies" && parts.size() == 3) {
    return studies(request);
  }
  if (what == "studies" && parts.size() == 4) {
    if (std::string_view(parts[3]) == "download") {
      return download(request);
    }
    return is_of_catalogue(parts[3]) ? catalogue_answer(request, parts[3]) : study(request, parts[3]);
  }
  if (what == "stats") {
    return statistics(request);
  }
  if (what == "studies" && parts.size() > 4) {
    return below_study(request);
  }
  if (what == "changes" && parts.size() == 3) {
    return changes(request);
  }
  if (parts.size() >= 3 && std::string_view(parts[1]) == "int" && std::string_view(parts[2]) == "studies") {
    return internal(request);
  }
  return no_such_path(request);
}

Response Api::health() {
  // The cheapest look-up that shows that the store can be read.
  const auto probe = registry_.data_time();
  Response response = probe.ok() ? Response::text(200, "ok\n")
                                 : Response::text(503, concat(std::string(probe.status().message()), "\n"));
  response.headers.emplace_back("X-Trialkeep-Generation", concat(registry_.generation()));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

StatusOr<Response> Api::version(const Request& request) {
  RETURN_IF_ERROR(check_parameters(request.parameters, {}));
  ASSIGN_OR_RETURN(const Instant time, registry_.data_time());
  std::string timestamp = time.text();
  timestamp.pop_back();  // the registry writes no Z
  Response response =
      Response::json(200, concat("{\"apiVersion\":\"", kApiVersion, "\",\"dataTimestamp\":\"", timestamp, "\"}"));
  response.headers.emplace_back("X-Trialkeep-Version", program_version());
  return with_etag(std::move(response));
}

StatusOr<Response> Api::catalogue_answer(const Request& request, std::string_view which) {
  static constexpr ParameterRow kMetadataParameters[] = {{"includeIndexedOnly"}, {"includeHistoricOnly"}};
  if (which == "metadata") {
    RETURN_IF_ERROR(check_parameters(request.parameters, kMetadataParameters));
    RETURN_IF_ERROR(read_boolean(request.parameters, "includeHistoricOnly").status());
    ASSIGN_OR_RETURN(const bool with_indexed_only, read_boolean(request.parameters, "includeIndexedOnly"));
    return with_etag(Response::json(200, metadata_json(with_indexed_only)));
  }
  RETURN_IF_ERROR(check_parameters(request.parameters, {}));
  return with_etag(Response::json(200, which == "enums" ? enums_json() : search_areas_json()));
}

StatusOr<Response> Api::download(const Request& request) {
  static constexpr ParameterRow kDownloadParameters[] = {{"format"}};
  constexpr std::string_view kDownloadFormats[] = {"json.zip"};
  RETURN_IF_ERROR(check_parameters(request.parameters, kDownloadParameters));
  RETURN_IF_ERROR(read_choice(request.parameters, "format", kDownloadFormats).status());
  return downloads_.answer(registry_);
}

StatusOr<engine::PageToken> Api::page_start(const StudiesRequest& request) const {
  engine::PageToken start{.offset = 0, .generation = 0, .query_hash = request.query_hash};
  if (request.page_token.empty()) {
    return start;
  }
  const auto token = page_tokens_.read(request.page_token);
  if (!token) {
    return refuse(registry_errors::incorrect_format("pageToken"),
                  first_page_hint("This page token was not given out here, or it is damaged."));
  }
  if (token->query_hash != request.query_hash) {
    return refuse(registry_errors::incorrect_format("pageToken"),
                  first_page_hint("This page token belongs to another query."));
  }
  return *token;
}

StatusOr<Response> Api::studies(const Request& request) {
  ASSIGN_OR_RETURN(const bool is_lenient, read_boolean(request.parameters, "lenient"));
  if (!is_lenient && !options_.lenient) {
    return page_of(request, request.parameters);
  }
  std::string note;
  ASSIGN_OR_RETURN(Response response, page_of(request, with_invented_replaced(request.parameters, note)));
  if (!note.empty()) {
    response.headers.emplace_back(kHintHeader, header_text(note));
  }
  return response;
}

StatusOr<Response> Api::page_of(const Request& request, const std::vector<http::Parameter>& parameters) {
  ASSIGN_OR_RETURN(StudiesRequest asked, read_studies_request(parameters));
  ASSIGN_OR_RETURN(const engine::PageToken start, page_start(asked));
  asked.search.from = start.offset;
  asked.search.size = asked.count_only ? 0 : asked.search.size;
  asked.search.keep_for_pages = !asked.count_only;
  if (!asked.page_token.empty()) {
    asked.search.generation = start.generation;
  }
  auto found = registry_.search(asked.search, request.cancelled);
  if (absl::IsAborted(found.status())) {
    return refuse(std::string(registry_errors::kDataChanged),
                  first_page_hint("New data have been loaded, and what these pages were from is not kept any longer."));
  }
  RETURN_IF_ERROR(found.status());
  engine::SearchResult& result = *found;
  if (!result.complaints.empty()) {
    return refuse_query(asked.search, result.complaints.front());
  }
  if (asked.count_only) {
    return count_of(asked, result);
  }
  // A full page has a token though nothing may follow, as at the registry.
  const bool is_full = result.hits.size() == asked.search.size;
  const std::string next =
      is_full ? page_tokens_.write({start.offset + asked.search.size, result.generation, asked.query_hash}) : "";
  const auto make = asked.presentation.format == Format::kCsv ? &Api::csv_page : &Api::json_page;
  return (this->*make)(request, std::move(asked), std::move(result), next);
}

// {"totalCount":...}, and the counts by value where they are asked for.
Response Api::count_of(const StudiesRequest& asked, const engine::SearchResult& result) {
  std::string body = concat("{\"totalCount\":", result.total, ",");
  if (!asked.search.facets.empty()) {
    append_facets(result.facets, body);
  }
  body.back() = '}';
  return with_etag(Response::json(200, std::move(body)));
}

// A CSV page has its token in a header, and the names of the columns on the first page alone.
StatusOr<Response> Api::csv_page(const Request& request, StudiesRequest asked, engine::SearchResult result,
                                 const std::string& next) {
  const bool is_first = asked.page_token.empty();
  Page page = {std::move(asked.presentation),
               std::move(result.hits),
               "",
               "",
               "",
               concat(asked.query_hash, " ", asked.count_total ? result.total : 0, " ", next)};
  if (is_first) {
    page.presentation.table.append_header(page.head);
  }
  ASSIGN_OR_RETURN(Response response, page_response(registry_, std::move(page), request));
  if (is_first && asked.count_total) {
    response.headers.emplace_back("x-total-count", concat(result.total));
  }
  if (!next.empty()) {
    response.headers.emplace_back("x-next-page-token", next);
  }
  return response;
}

StatusOr<Response> Api::json_page(const Request& request, StudiesRequest asked, engine::SearchResult result,
                                  const std::string& next) {
  std::string head = "{";
  if (asked.count_total && asked.page_token.empty()) {
    append_to(head, "\"totalCount\":", result.total, ",");
  }
  if (!asked.search.facets.empty()) {
    append_facets(result.facets, head);
  }
  if (asked.explain) {
    RETURN_IF_ERROR(append_explanation(registry_, asked.search, result, head));
  }
  append_to(head, "\"studies\":[\n");
  std::string tail = "\n]";
  if (!next.empty()) {
    append_to(tail, ",\"nextPageToken\":\"", next, "\"");
  }
  tail += "}";
  return page_response(registry_,
                       {std::move(asked.presentation), std::move(result.hits), std::move(head), ",\n", std::move(tail),
                        concat(asked.query_hash)},
                       request);
}

StatusOr<Response> Api::study(const Request& request, std::string_view typed_number) {
  RETURN_IF_ERROR(check_parameters(request.parameters, study_parameters()));
  ASSIGN_OR_RETURN(const NctNumber number, read_path_number(typed_number));
  ASSIGN_OR_RETURN(const Presentation presentation, read_study_presentation(request.parameters));
  ASSIGN_OR_RETURN(const auto as_of, read_as_of(request.parameters));
  if (!as_of) {
    return standing_study(request, number, presentation);
  }
  ASSIGN_OR_RETURN(const std::optional<engine::StoredStudy> stored, registry_.study(number, {as_of, true}));
  if (!stored) {
    return refuse(absl::StatusCode::kNotFound, registry_errors::no_such_study(number.text()),
                  concat("It was not known by ", as_of->text(), "."));
  }
  ASSIGN_OR_RETURN(Response response, study_response(presentation, stored->nct, stored->json, registry_.now()));
  return with_removal(with_etag(std::move(response)), *stored);
}

StatusOr<Response> Api::standing_study(const Request& request, NctNumber number, const Presentation& presentation) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const engine::StandingStudy> standing, registry_.standing(number));
  if (standing->successor) {
    return redirect_to(request, number, *standing->successor);
  }
  if (!standing->study) {
    return refuse(absl::StatusCode::kNotFound, registry_errors::no_such_study(number.text()), {});
  }
  const engine::StoredStudy& stored = *standing->study;
  if (!is_as_stored(presentation)) {
    ASSIGN_OR_RETURN(Response response, study_response(presentation, stored.nct, stored.json, registry_.now()));
    return with_removal(with_etag(std::move(response)), stored);
  }
  Response response;
  response.content_type = content_type_of(presentation.format);
  response.kept_body = {standing, &stored.json};
  response.headers.emplace_back("ETag", etag_of(standing->json_hash));
  return with_removal(std::move(response), stored);
}

Response Api::redirect_to(const Request& request, NctNumber number, NctNumber successor) {
  std::string location = concat("/api/v2/studies/", successor.text());
  bool is_first = true;
  for (const http::Parameter& parameter : request.parameters) {
    append_to(location, is_first ? "?" : "&", http::encode_parameter(parameter.name), "=",
              http::encode_parameter(parameter.value));
    is_first = false;
  }
  Response response = Response::text(301, concat(number.text(), " is now ", successor.text()));
  response.headers.emplace_back("Location", std::move(location));
  return response;
}

}  // namespace trialkeep::api
