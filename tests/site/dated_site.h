#pragma once
// The site over records that were observed on days of the test's choice.

#include <memory>
#include <string>

#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "http/query_string.h"
#include "site/page_checks.h"
#include "site/site.h"
#include "support/support.h"

namespace trialkeep::site {

class DatedSite : public ::testing::Test {
 protected:
  void load(std::string_view observed, const std::string& records) {
    const std::string path = folder_ / concat(observed, ".ndjson");
    testing::write_text_file(path, records);
    engine::LoadOptions options;
    options.threads = 1;
    options.observed = *parse_instant(observed);
    ASSERT_OK(engine::load(folder_ / "data", {path}, options));
  }
  // Once the first records are there.
  void open() {
    auto registry = engine::Registry::open(folder_ / "data");
    ASSERT_OK(registry);
    registry_ = *std::move(registry);
    site_ = std::make_unique<Site>(*registry_);
  }
  // Pages have no faults.
  http::Response get(std::string_view target) {
    const auto request = http::make_request(http::Method::kGet, target);
    EXPECT_TRUE(request.ok()) << target;
    auto response = site_->handle(*request);
    EXPECT_TRUE(response) << target;
    if (!response) {
      return {};
    }
    if (response->content_type.starts_with("text/html")) {
      EXPECT_THAT(faults_of(response->body), ::testing::IsEmpty()) << target;
    }
    return *std::move(response);
  }
  std::string text(std::string_view target) { return text_of(get(target).body); }

  testing::TemporaryFolder folder_;
  std::unique_ptr<engine::Registry> registry_;
  std::unique_ptr<Site> site_;
};

}  // namespace trialkeep::site
