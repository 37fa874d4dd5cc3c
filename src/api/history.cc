// Histories over HTTP: our own routes beside API v2, and the registry's internal ones that clients read
// (spec/API.md section 13).

#include <charconv>

#include "api/answers.h"
#include "api/api.h"
#include "api/history_json.h"
#include "api/internal_search.h"
#include "api/parameters.h"
#include "api/refusal.h"
#include "api/registry_errors.h"
#include "base/limits.h"
#include "base/strings.h"
#include "formats/markup_html.h"
#include "model/catalogue.h"

namespace trialkeep::api {
namespace {

using http::Request;
using http::Response;
using Parameters = std::vector<http::Parameter>;

constexpr ParameterRow kDiffParameters[] = {{"from"}, {"to"}};
constexpr ParameterRow kChangesParameters[] = {{"since"},  {"query.term"}, {"query.cond"},
                                               {"pieces"}, {"pageSize"},   {"pageToken"}};

Status bad_number(std::string_view name) {
  return refuse(registry_errors::incorrect_format(name), "Versions are whole numbers; the first one is 0.");
}

std::optional<std::uint32_t> read_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

StatusOr<std::optional<std::uint32_t>> read_version(const Parameters& parameters, std::string_view name) {
  if (!is_given(parameters, name)) {
    return std::nullopt;
  }
  const auto number = read_number(value_of(parameters, name));
  if (!number) {
    return bad_number(name);
  }
  return number;
}

Status no_such_study(NctNumber number) {
  return refuse(absl::StatusCode::kNotFound, registry_errors::no_such_study(number.text()), {});
}

}  // namespace

StatusOr<NctNumber> Api::present_number(std::string_view typed) {
  ASSIGN_OR_RETURN(const NctNumber number, read_path_number(typed));
  return registry_.number_with_history(number);
}

namespace {

StatusOr<std::vector<model::FieldId>> read_pieces(const Parameters& parameters) {
  std::vector<model::FieldId> pieces;
  if (!is_given(parameters, "pieces")) {
    return pieces;
  }
  for (const ListItem& item : split_list(value_of(parameters, "pieces"))) {
    const model::FieldId id = model::find_piece(item.text);
    if (id == model::kNoField) {
      return refuse(concat("Parameter 'pieces' contains invalid field name: '", item.text, "'"),
                    "Pieces are named as in /api/v2/studies/metadata, for instance OverallStatus.");
    }
    pieces.push_back(id);
  }
  return pieces;
}

}  // namespace

StatusOr<Response> Api::below_study(const Request& request) {
  const std::vector<std::string>& parts = request.segments;
  const std::string_view what = parts[4];
  if (what == "versions" && parts.size() == 5) {
    ASSIGN_OR_RETURN(const NctNumber number, present_number(parts[3]));
    return versions(request, number);
  }
  if (what == "versions" && parts.size() == 6) {
    ASSIGN_OR_RETURN(const NctNumber number, present_number(parts[3]));
    return version_of(request, number, parts[5]);
  }
  if (what == "diff" && parts.size() == 5) {
    ASSIGN_OR_RETURN(const NctNumber number, present_number(parts[3]));
    return difference(request, number);
  }
  return no_such_path(request);
}

StatusOr<Response> Api::versions(const Request& request, NctNumber number) {
  RETURN_IF_ERROR(check_parameters(request.parameters, {}));
  ASSIGN_OR_RETURN(const auto summaries, engine::summarize_history(registry_, number));
  if (summaries.empty()) {
    return no_such_study(number);
  }
  ASSIGN_OR_RETURN(const engine::History history, registry_.history(number));
  return with_etag(Response::json(200, versions_json(number, summaries, history.removals)));
}

StatusOr<Response> Api::version_of(const Request& request, NctNumber number, const std::string& which) {
  RETURN_IF_ERROR(check_parameters(request.parameters, {}));
  const auto version = read_number(which);
  if (!version) {
    return bad_number("version");
  }
  ASSIGN_OR_RETURN(auto stored, registry_.version(number, *version));
  if (stored) {
    return with_etag(Response::json(200, std::move(stored->json)));
  }
  ASSIGN_OR_RETURN(const engine::History history, registry_.history(number));
  if (history.versions.empty()) {
    return no_such_study(number);
  }
  return refuse(
      absl::StatusCode::kNotFound,
      concat(number.text(), " has no version ", *version, "; it has versions 0 to ", history.versions.size() - 1), {});
}

StatusOr<Response> Api::difference(const Request& request, NctNumber number) {
  RETURN_IF_ERROR(check_parameters(request.parameters, kDiffParameters));
  ASSIGN_OR_RETURN(const auto from, read_version(request.parameters, "from"));
  ASSIGN_OR_RETURN(const auto to, read_version(request.parameters, "to"));
  ASSIGN_OR_RETURN(const engine::History history, registry_.history(number));
  if (history.versions.empty()) {
    return no_such_study(number);
  }
  ASSIGN_OR_RETURN(const auto compared, engine::compare_versions(registry_, number, from, to));
  return with_etag(Response::json(200, difference_json(compared)));
}

StatusOr<Response> Api::changes(const Request& request) {
  RETURN_IF_ERROR(check_parameters(request.parameters, kChangesParameters));
  engine::ChangesRequest asked;
  if (is_given(request.parameters, "since")) {
    const auto moment = parse_instant(value_of(request.parameters, "since"));
    if (!moment) {
      return refuse(registry_errors::incorrect_format("since"), "Write a day in UTC, for instance 2026-02-10.");
    }
    asked.since = *moment;
  }
  for (const std::string_view parameter : {"term", "cond"}) {
    if (const std::string_view text = value_of(request.parameters, concat("query.", parameter)); !text.empty()) {
      asked.parts.push_back({std::string(parameter), std::string(text)});
    }
  }
  ASSIGN_OR_RETURN(asked.pieces, read_pieces(request.parameters));
  if (const std::string_view token = value_of(request.parameters, "pageToken"); !token.empty()) {
    const auto position = engine::FeedPosition::parse(token);
    if (!position) {
      return refuse(registry_errors::incorrect_format("pageToken"), "Give nextToken of the page before as it is.");
    }
    asked.after = *position;
  }
  if (const std::string_view size = value_of(request.parameters, "pageSize"); !size.empty()) {
    const auto number = read_number(size);
    if (!number || *number == 0) {
      return refuse(registry_errors::incorrect_format("pageSize"), "Write a whole number from 1 to 1000.");
    }
    asked.size = std::min<std::size_t>(*number, limits::kPageSizeMax);
  }
  ASSIGN_OR_RETURN(const engine::ChangesPage page, engine::changes(registry_, asked));
  if (!page.complaints.empty()) {
    const engine::QueryComplaint& first = page.complaints.front();
    return refuse(registry_errors::query_error(first.label, first.complaint.registry_text), first.complaint.message);
  }
  return Response::json(200, changes_json(page));
}

StatusOr<Response> Api::internal(const Request& request) {
  const std::vector<std::string>& parts = request.segments;
  if (parts.size() == 3) {
    return internal_search_response(registry_, request);
  }
  if (parts.size() == 4 && std::string_view(parts[3]) == "download") {
    return internal_download_response(registry_, request);
  }
  // The site sends what was searched for along, to mark it in the texts; here it is passed over.
  std::vector<ParameterRow> known(internal_query_parameters().begin(), internal_query_parameters().end());
  known.push_back({"history"});
  RETURN_IF_ERROR(check_parameters(request.parameters, known));
  const bool is_history = parts.size() >= 5 && std::string_view(parts[4]) == "history";
  if (parts.size() > 6 || (parts.size() >= 5 && !is_history)) {
    return no_such_path(request);
  }
  ASSIGN_OR_RETURN(const NctNumber number, present_number(parts[3]));
  if (parts.size() == 6) {
    return internal_version(number, parts[5]);
  }
  ASSIGN_OR_RETURN(const auto summaries, engine::summarize_history(registry_, number));
  if (summaries.empty()) {
    return no_such_study(number);
  }
  std::string changes = registry_changes_json(summaries);
  if (is_history) {
    return with_etag(Response::json(200, std::move(changes)));
  }
  ASSIGN_OR_RETURN(const auto stored, registry_.study(number));
  std::string body = concat("{\"study\":", formats::with_html_markup(stored->json));
  if (equals_ignoring_case(value_of(request.parameters, "history"), "true")) {
    append_to(body, ",\"history\":", changes);
  }
  return with_etag(Response::json(200, body + "}"));
}

StatusOr<Response> Api::internal_version(NctNumber number, const std::string& which) {
  ASSIGN_OR_RETURN(const engine::History history, registry_.history(number));
  if (history.versions.empty()) {
    return no_such_study(number);
  }
  const auto wanted = read_number(which);
  const auto listed = engine::registry_numbering(history.versions);
  for (const engine::RegistryVersion& entry : listed) {
    if (wanted == entry.number) {
      ASSIGN_OR_RETURN(const auto stored, registry_.version(number, static_cast<std::uint32_t>(entry.index)));
      if (!stored) {
        break;
      }
      return with_etag(Response::json(
          200, concat("{\"studyVersion\":", *wanted, ",\"study\":", formats::with_html_markup(stored->json), "}")));
    }
  }
  return refuse(absl::StatusCode::kNotFound,
                concat(number.text(), " has no version ", which, "; it has versions ", listed.front().number, " to ",
                       listed.back().number),
                {});
}

}  // namespace trialkeep::api
