#include "site/download.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "base/strings.h"
#include "engine/record_run.h"
#include "formats/study_file.h"
#include "site/layout.h"
#include "site/question_form.h"
#include "site/search_page.h"
#include "site/tag_list.h"

namespace trialkeep::site {
namespace {

using Hits = engine::RecordRun::Hits;  // by number

struct FormatRow {
  std::string_view name;
  std::string_view content_type;
  std::string_view ending;
};
constexpr FormatRow kFormats[] = {{"csv", "text/csv; charset=utf-8", "csv"},
                                  {"json", "application/json", "json"},
                                  {"ndjson", "application/x-ndjson", "ndjson"},
                                  {"ris", "application/x-research-info-systems; charset=utf-8", "ris"},
                                  {"zip", "application/zip", "zip"}};

std::unique_ptr<formats::StudyFile> file_of(std::string_view format, const Hits& hits, Instant now) {
  if (format == "csv") {
    return formats::csv_file({});
  }
  if (format == "json") {
    return formats::list_file("[\n", "\n]\n");
  }
  if (format == "ris") {
    return formats::ris_file({}, now.date_text());
  }
  if (format == "zip") {
    return formats::zip_file([hits](std::size_t i) { return concat((*hits)[i].nct.text(), ".json"); });
  }
  return formats::line_file();
}

}  // namespace

std::vector<std::string_view> download_formats() {
  std::vector<std::string_view> names;
  for (const FormatRow& row : kFormats) {
    names.push_back(row.name);
  }
  return names;
}

StatusOr<http::Response> download_response(engine::Registry& registry, const SearchQuestion& question,
                                           std::string_view format, const std::atomic<bool>* cancelled) {
  const auto row =
      std::find_if(std::begin(kFormats), std::end(kFormats), [&](const FormatRow& one) { return one.name == format; });
  if (row == std::end(kFormats)) {
    return error_page(400, "There is no such format",
                      "A result can be downloaded with format=csv, json, ndjson, ris or zip.", shown_text(question));
  }
  Found found;
  found.criteria = criteria_of(question, known_tags(registry));
  found.asked = ask(question, found.criteria);
  if (found.asked.problems.empty()) {
    found.asked.request.sort.clear();
    found.asked.request.geo_decay = std::nullopt;
    ASSIGN_OR_RETURN(found.result, registry.search_all(found.asked.request, cancelled));
  }
  if (!found.asked.problems.empty() || !found.result.complaints.empty()) {
    return results_page(question, found);
  }
  const auto hits = std::make_shared<const std::vector<engine::SearchHit>>(std::move(found.result.hits));
  auto download =
      std::make_shared<engine::FileRun<formats::StudyFile>>(registry, hits, file_of(format, hits, registry.now()));
  http::Response response =
      http::Response::streamed(std::string(row->content_type),
                               http::produce_pieces([download](std::string& out) { return download->next(out); }));
  response.compressible = format != "zip";
  response.headers.emplace_back("Content-Disposition", concat("attachment; filename=\"studies.", row->ending, "\""));
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace trialkeep::site
