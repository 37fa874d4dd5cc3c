// links: api
// Any text as a request's target, answered by the whole API over a small registry, plainly and leniently: a status
// that a client knows, headers of one line each, JSON that is JSON, and the same answer when it is asked again.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <simdjson.h>
#include <string>
#include <string_view>

#include "api/api.h"
#include "base/check.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "http/query_string.h"

namespace {

using namespace trialkeep;

constexpr std::string_view kRecords =
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","nctIdAliases":["NCT00000009"],)"
    R"("briefTitle":"Aspirin for heart attack"},"statusModule":{"overallStatus":"RECRUITING",)"
    R"("startDateStruct":{"date":"2020-02"}},"conditionsModule":{"conditions":["Heart Attack"]},)"
    R"("designModule":{"studyType":"INTERVENTIONAL","phases":["PHASE3"],"enrollmentInfo":{"count":120}},)"
    R"("contactsLocationsModule":{"locations":[{"city":"Boston","country":"United States",)"
    R"("geoPoint":{"lat":42.36,"lon":-71.06}}]}},"hasResults":false})"
    "\n"
    R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000002","briefTitle":"Gout & <diet>"},)"
    R"("statusModule":{"overallStatus":"COMPLETED"},"conditionsModule":{"conditions":["Gout"]},)"
    R"("eligibilityModule":{"eligibilityCriteria":"* over 18\n* no aspirin","sex":"ALL",)"
    R"("minimumAge":"18 Years"}},"hasResults":false})"
    "\n";

// A folder of this process, removed at its end, with the records in it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "trialkeep-fuzz-XXXXXX").string();
    CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    const std::string file = path_ + "/records.ndjson";
    std::ofstream(file) << kRecords;
    const auto summary = engine::load(data(), {file}, {});
    CHECK(summary.ok() && summary->refused.empty());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string data() const { return path_ + "/data"; }

 private:
  std::string path_;
};

struct World {
  Folder folder;
  std::unique_ptr<engine::Registry> registry = engine::Registry::open(folder.data()).value();
  api::Api plain{*registry, {.page_token_key = "a key"}};
  api::Api lenient{*registry, {.page_token_key = "a key", .lenient = true}};
};

bool is_json(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

void check(const http::Response& response) {
  const int status = response.status;
  CHECK(status == 200 || status == 301 || status == 400 || status == 404 || status == 405);
  const bool is_references = response.content_type == "application/x-research-info-systems";  // of no study: no bytes
  CHECK(response.stream != nullptr || is_references || !response.bytes().empty());
  for (const auto& [name, value] : response.headers) {
    CHECK(!name.empty() && value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
  if (response.stream == nullptr && response.content_type == "application/json") {
    CHECK(is_json(std::string(response.bytes())));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  const auto request = http::make_request(http::Method::kGet, target);
  if (!request.ok()) {
    return 0;
  }
  (void)api::Api::is_quick(*request);
  for (api::Api* api : {&world.plain, &world.lenient}) {
    const auto response = api->handle(*request);
    if (response) {
      check(*response);
      const auto again = api->handle(*request);
      CHECK(again && again->status == response->status && again->bytes() == response->bytes());
    }
  }
  return 0;
}
