#pragma once
// A data folder filled by the real load, and the API over it.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/api.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "http/query_string.h"
#include "support/support.h"

namespace trialkeep::api::testing {

// A small record. `more` is put behind the title, as further members of the identification module.
inline std::string small_record(std::string_view nct, std::string_view title, std::string_view condition,
                                std::string_view more = "") {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", nct, "\"", more, R"(,"briefTitle":")",
                title, R"("},"statusModule":{"overallStatus":"COMPLETED"},"conditionsModule":{"conditions":[")",
                condition,
                R"("]},"designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE3"]}},"hasResults":false})");
}

// All that a body made while it is sent would have given; a failure is a failure of the test.
inline std::string drained(http::BodyProducer& body) {
  std::string out;
  while (true) {
    const auto piece = body.next(limits::kStreamBytes);
    EXPECT_OK(piece);
    if (!piece.ok() || piece->empty()) {
      return out;
    }
    out += *piece;
  }
}

class LoadedRegistry {
 public:
  explicit LoadedRegistry(std::string_view ndjson, ApiOptions options = {}, const os::Clock& clock = os::system_clock())
      : options_(std::move(options)), clock_(clock) {
    load(ndjson);
    open();
  }

  void load(std::string_view ndjson) {
    const std::string path = folder_ / "records.ndjson";
    ::trialkeep::testing::write_text_file(path, ndjson);
    const auto summary = engine::load(data_folder(), {path}, {});
    CHECK(summary.ok());
    CHECK(summary->refused.empty());
  }

  // What a restart of the server does.
  void open() {
    api_.reset();
    auto registry = engine::Registry::open(data_folder(), os::posix_file_system(), clock_);
    CHECK(registry.ok());
    registry_ = *std::move(registry);
    api_ = std::make_unique<Api>(*registry_, options_);
  }

  // The data folder becomes a copy of that one, and the server is started again.
  void restore(const std::string& backup) {
    api_.reset();
    registry_.reset();
    std::filesystem::remove_all(data_folder());
    std::filesystem::copy(backup, data_folder(), std::filesystem::copy_options::recursive);
    open();
  }

  std::optional<http::Response> handle(std::string_view target, http::Method method = http::Method::kGet) {
    const auto request = http::make_request(method, target);
    CHECK(request.ok());
    return api_->handle(*request);
  }

  // For a server.
  http::Response answer(const http::Request& request) {
    auto response = api_->handle(request);
    CHECK(response.has_value());
    return *std::move(response);
  }

  // With the body whole, also where it would be made while it is sent. REQUIRES: the API answers the path.
  http::Response get(std::string_view target) {
    auto response = handle(target);
    CHECK(response.has_value());
    response->body = response->stream != nullptr ? drained(*response->stream) : std::string(response->bytes());
    return *std::move(response);
  }

  engine::Registry& registry() { return *registry_; }
  std::string data_folder() const { return folder_ / "data"; }

 private:
  ::trialkeep::testing::TemporaryFolder folder_;
  ApiOptions options_;
  const os::Clock& clock_;
  std::unique_ptr<engine::Registry> registry_;
  std::unique_ptr<Api> api_;
};

inline std::string header(const http::Response& response, std::string_view name) {
  const std::string* value = response.find_header(name);
  return value == nullptr ? std::string() : *value;
}

// The token of a page, found as real clients find it: in the last 80 bytes of the body (spec/CLIENTS.md, 8).
inline std::string next_page_token(std::string_view body) {
  constexpr std::string_view kStart = "\"nextPageToken\":\"";
  body.remove_prefix(body.size() > 80 ? body.size() - 80 : 0);
  const std::size_t at = body.find(kStart);
  if (at == std::string_view::npos) {
    return {};
  }
  body.remove_prefix(at + kStart.size());
  return std::string(body.substr(0, body.find('"')));
}

// The lines of a page that hold a study each, without the commas between.
inline std::vector<std::string> studies_of(std::string_view body) {
  std::vector<std::string> out;
  for (std::string& line : ::trialkeep::testing::lines_of(body)) {
    if (line.starts_with("{\"protocolSection\"")) {
      if (line.ends_with(",")) {
        line.pop_back();
      }
      out.push_back(std::move(line));
    }
  }
  return out;
}

}  // namespace trialkeep::api::testing
