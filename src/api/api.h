#pragma once
// The registry's API v2 over a data folder: paths, parameters, bytes and error texts as clients of the
// registry know them (spec/API.md), and what this program adds in headers that start with X-.
//
//   GET /api/v2/version           {"apiVersion":...,"dataTimestamp":...}, the end of the last load
//   GET /api/v2/studies           a page of studies, one a line
//   GET /api/v2/studies/{nctId}   one study; 301 for an obsolete number, 404 for an unknown one
//   GET /api/v2/studies/metadata, /search-areas, /enums
//   GET /api/v2/studies/download  all studies in one ZIP file (download.h)
//   GET /api/v2/stats/size, /stats/field/values, /stats/field/sizes, and their older spellings
//   GET /api/int/studies          the website's own search, and /download (internal_search.h)
//   GET /api/rss                  what was posted lately, as a feed (rss.h)
//   GET /healthz                  "ok", or 503 when the store cannot be read
//
// Nothing is answered while leaving out a part of the question.
//
// Choices where the registry's behaviour is not recorded, or where ours differs:
// - Bodies are compact. The recorded /version is indented, but so are all samples of that origin.
// - A parameter given twice with different values is refused; given twice alike it counts once.
// - A page token used with another query is refused, where the registry goes on at the old position.
// - Names and numbers in lists may have blanks around them, and empty entries are passed over.
// - countTotal=True is true, whatever the case of its letters.
//
// Pages go on over the data that their first page was from, while they are asked for every ten minutes at least
// (engine/registry.h); a restart with new data ends them.
//
// A page costs some MiB of memory whatever its size (page.h), and what `explain` says of it, which is made whole.
// Answers in zstd are packed anew, not sent as the store
// holds them: its frames need its own dictionaries, which no reader of the coding has (RFC 8878 section 3.1.1.1.3), and
// hold the release stamp that a record was first seen with.

#include <cstdint>
#include <optional>
#include <string>

#include "api/download.h"
#include "api/presentation.h"
#include "api/statistics_json.h"
#include "api/studies_request.h"
#include "base/status.h"
#include "engine/page_token.h"
#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::api {

struct ApiOptions {
  // Servers that answer the pages of one client in turn must share it. Empty: made from the path of the
  // data folder, so that paging goes on after a restart.
  std::string page_token_key;
  // Where the archive of all studies is kept once it has been asked for: the first that can be written. None: the data
  // folder.
  std::vector<std::string> download_folders = {};
  bool lenient = false;  // every request of /studies is taken as with lenient=true (lenient.h)
};

// Safe to call from several threads. The registry must outlive it and its responses; whoever owns the registry calls
// its refresh().
class Api {
 public:
  explicit Api(engine::Registry& registry, ApiOptions options = {});

  // nullopt for a path that is neither /healthz nor below /api.
  std::optional<http::Response> handle(const http::Request& request);

  // Whether handle() reads at most one record for it and searches at most for a number (http::QuickCheck).
  static bool is_quick(const http::Request& request);

 private:
  StatusOr<http::Response> answer(const http::Request& request);
  StatusOr<http::Response> version(const http::Request& request);
  StatusOr<http::Response> studies(const http::Request& request);
  // `parameters` in place of the request's own.
  StatusOr<http::Response> page_of(const http::Request& request, const std::vector<http::Parameter>& parameters);
  StatusOr<http::Response> study(const http::Request& request, std::string_view typed_number);
  StatusOr<http::Response> standing_study(const http::Request& request, NctNumber number,
                                          const Presentation& presentation);
  // /studies/metadata, /studies/search-areas, /studies/enums.
  static StatusOr<http::Response> catalogue_answer(const http::Request& request, std::string_view which);
  StatusOr<http::Response> download(const http::Request& request);
  // Below /stats (statistics.cc).
  StatusOr<http::Response> statistics(const http::Request& request);
  static http::Response redirect_to(const http::Request& request, NctNumber number, NctNumber successor);
  http::Response health();
  // Our own additions, and the registry's internal routes for histories (history.cc).
  // The number that histories go by: that of the study which carries `typed`, maybe as an obsolete number.
  StatusOr<NctNumber> present_number(std::string_view typed);
  StatusOr<http::Response> below_study(const http::Request& request);
  StatusOr<http::Response> versions(const http::Request& request, NctNumber number);
  StatusOr<http::Response> version_of(const http::Request& request, NctNumber number, const std::string& which);
  StatusOr<http::Response> difference(const http::Request& request, NctNumber number);
  StatusOr<http::Response> changes(const http::Request& request);
  StatusOr<http::Response> internal(const http::Request& request);
  StatusOr<http::Response> internal_version(NctNumber number, const std::string& which);

  // Where the page begins that a page token of this query asks for; the first page without a token.
  StatusOr<engine::PageToken> page_start(const StudiesRequest& request) const;
  // A page. `next` is the token of the page after it, empty when there is none.
  StatusOr<http::Response> json_page(const http::Request& request, StudiesRequest asked, engine::SearchResult result,
                                     const std::string& next);
  static http::Response count_of(const StudiesRequest& asked, const engine::SearchResult& result);
  StatusOr<http::Response> csv_page(const http::Request& request, StudiesRequest asked, engine::SearchResult result,
                                    const std::string& next);

  engine::Registry& registry_;
  const ApiOptions options_;
  const engine::PageTokenCodec page_tokens_;
  StatisticsKeeper statistics_;
  DownloadKeeper downloads_;
};

}  // namespace trialkeep::api
