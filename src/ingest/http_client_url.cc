#include "ingest/http_client_url.h"

#include <curl/curl.h>
#include <memory>

#include "base/strings.h"

namespace trialkeep::ingest {
namespace {

struct UrlCloser {
  void operator()(CURLU* url) const { ::curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlCloser>;

// Empty when the part is absent. Ports are given even where they are the scheme's own.
std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (::curl_url_get(url.get(), part, &text, part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) != CURLUE_OK) {
    return {};
  }
  std::string out = text;
  ::curl_free(text);
  return out;
}

bool set_url(const Url& url, const std::string& text) {
  return ::curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
}

bool is_web(const Url& url) {
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  return scheme == "https" || scheme == "http";
}

Status no_server(std::string_view typed, std::string_view why) {
  return absl::InvalidArgumentError(concat("\"", typed, "\" is not the address of a server: ", why,
                                           "; write for instance https://clinicaltrials.gov or http://127.0.0.1:8080"));
}

}  // namespace

StatusOr<std::string> server_address(std::string_view typed) {
  std::string text(without_outer_blanks(typed));
  const Url url(::curl_url());
  if (text.find("://") == std::string::npos) {
    return no_server(typed, "it does not start with https:// or http://");
  }
  if (!set_url(url, text) || !is_web(url) || part_of(url, CURLUPART_HOST).empty()) {
    return no_server(typed, "it has no host, or is neither https nor http");
  }
  if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty()) {
    return absl::InvalidArgumentError(
        "the address of the server holds a name or password, which would be written into the list of loads; leave it "
        "out");
  }
  if (!part_of(url, CURLUPART_QUERY).empty() || !part_of(url, CURLUPART_FRAGMENT).empty()) {
    return no_server(typed, "it goes on with ? or #");
  }
  std::string out = part_of(url, CURLUPART_URL);
  constexpr std::string_view kApi = "/api/v2";
  while (out.ends_with('/')) {
    out.pop_back();
  }
  if (out.ends_with(kApi)) {
    out.resize(out.size() - kApi.size());
  }
  return out;
}

StatusOr<std::string> redirect_target(const std::string& url, const std::string& location) {
  const Url from(::curl_url());
  const Url to(::curl_url());
  const bool is_known = set_url(from, url) && set_url(to, url) && !location.empty() && set_url(to, location);
  if (!is_known || !is_web(to)) {
    return absl::FailedPreconditionError(
        concat(url, " redirects to \"", location, "\", which is no address; check the address given by --from"));
  }
  const std::string from_scheme = part_of(from, CURLUPART_SCHEME);
  const std::string to_scheme = part_of(to, CURLUPART_SCHEME);
  const std::string to_port = part_of(to, CURLUPART_PORT);
  const bool becomes_safe = from_scheme == "http" && to_scheme == "https" && to_port == "443";
  const bool is_same = from_scheme == to_scheme && part_of(from, CURLUPART_PORT) == to_port;
  if (!equals_ignoring_case(part_of(from, CURLUPART_HOST), part_of(to, CURLUPART_HOST)) ||
      !part_of(to, CURLUPART_USER).empty() || !(is_same || becomes_safe)) {
    return absl::FailedPreconditionError(
        concat(url, " redirects to another server, ", location,
               "; that is not followed. Name that server with --from if you trust it"));
  }
  return part_of(to, CURLUPART_URL);
}

}  // namespace trialkeep::ingest
