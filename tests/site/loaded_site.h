#pragma once
// A data folder filled by the real load, and the site and the API over it.

#include <memory>
#include <string>
#include <vector>

#include "api/api.h"
#include "base/check.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "http/query_string.h"
#include "os/clock.h"
#include "os/file_system.h"
#include "site/page_checks.h"
#include "site/site.h"
#include "support/support.h"

namespace trialkeep::site {

class LoadedSite {
 public:
  explicit LoadedSite(const std::string& path, const os::Clock& clock = os::system_clock()) : clock_(clock) {
    open(path);
  }
  static std::unique_ptr<LoadedSite> of_records(std::string_view ndjson, const os::Clock& clock = os::system_clock()) {
    const testing::TemporaryFolder folder;
    testing::write_text_file(folder / "records.ndjson", ndjson);
    return std::make_unique<LoadedSite>(folder / "records.ndjson", clock);
  }

  // Brings more records in, as another process would.
  void load(const std::string& ndjson) {
    testing::write_text_file(folder_ / "more.ndjson", ndjson);
    CHECK(engine::load(folder_ / "data", {folder_ / "more.ndjson"}, {}).ok());
    CHECK(registry_->refresh().ok());
  }

  // REQUIRES: the site has the path. Pages have no faults.
  http::Response get(std::string_view target) {
    const auto request = http::make_request(http::Method::kGet, target);
    CHECK(request.ok());
    auto response = site_->handle(*request);
    CHECK(response.has_value());
    if (response->content_type.starts_with("text/html")) {
      EXPECT_THAT(faults_of(response->body), ::testing::IsEmpty()) << target;
    }
    return *std::move(response);
  }
  http::Response get_api(std::string_view target) {
    const auto request = http::make_request(http::Method::kGet, target);
    CHECK(request.ok());
    auto response = api_->handle(*request);
    CHECK(response.has_value());
    response->body = std::string(response->bytes());
    return *std::move(response);
  }
  // The whole of a streamed body.
  static std::string body_of(http::Response response) {
    std::string out;
    while (response.stream != nullptr) {
      const auto piece = response.stream->next(1 << 16);
      CHECK(piece.ok());
      if (piece->empty()) break;
      out += *piece;
    }
    return response.stream == nullptr ? response.body : out;
  }

  engine::Registry& registry() { return *registry_; }

 private:
  void open(const std::string& path) {
    engine::LoadOptions options;
    options.threads = 1;
    CHECK(engine::load(folder_ / "data", {path}, options).ok());
    auto registry = engine::Registry::open(folder_ / "data", os::posix_file_system(), clock_);
    CHECK(registry.ok());
    registry_ = *std::move(registry);
    site_ = std::make_unique<Site>(*registry_);
    api_ = std::make_unique<api::Api>(*registry_, api::ApiOptions{});
  }

  const os::Clock& clock_;
  testing::TemporaryFolder folder_;
  std::unique_ptr<engine::Registry> registry_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<api::Api> api_;
};

// The decoded value of an attribute.
inline std::string unescaped(std::string html) {
  for (std::size_t at = 0; (at = html.find("&amp;", at)) != std::string::npos; ++at) html.replace(at, 5, "&");
  return html;
}

}  // namespace trialkeep::site
