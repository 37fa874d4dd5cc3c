#pragma once
// A server that is this program's own API, made to fail as a test says, and the folder that mirrors it. Time passes
// only when it is waited for.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/loaded_registry.h"
#include "base/strings.h"
#include "engine/registry.h"
#include "engine/sync.h"
#include "ingest/http_client_curl.h"
#include "ingest/remote_support.h"
#include "support/failing_server.h"
#include "support/support.h"

namespace trialkeep::testing::sync_fixture {

inline constexpr int kStudies = 23;

inline std::string records(int first, int count, std::string_view title, std::string_view day) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    append_to(out, ingest::scripted::dated_record(static_cast<std::uint32_t>(first + i), title, day), "\n");
  }
  return out;
}

inline ScriptedAnswer refusal(int status, std::string body = "out of order") {
  ScriptedAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

inline bool is_for_a_page(const ScriptedRequest& request) { return request.is_for("/api/v2/studies?"); }
inline bool is_for_a_later_page(const ScriptedRequest& request) {
  return is_for_a_page(request) && request.target.find("pageToken=") != std::string::npos;
}

class SyncFixture : public ::testing::Test {
 protected:
  SyncFixture() : source_(records(1, kStudies, "aspirin", "2026-08-10")) {}

  // What the program's own API answers; without the archive of all studies, most of what is tested is about pages.
  ScriptedAnswer honest(const ScriptedRequest& request) {
    if (!offers_archive_ && request.is_for("/api/v2/studies/download")) {
      return refusal(404);
    }
    const http::Response response = source_.get(request.target);
    ScriptedAnswer answer;
    answer.status = response.status;
    answer.body = response.body;
    answer.headers = response.headers;
    return answer;
  }

  // The server sends `script`'s answer, or the honest one for nullopt.
  using Failure = std::function<std::optional<ScriptedAnswer>(const ScriptedRequest&)>;
  void serve(Failure failure = {}) {
    server_.reset();
    server_ = std::make_unique<FailingServer>([this, failure = std::move(failure)](const ScriptedRequest& request) {
      auto answer = failure ? failure(request) : std::nullopt;
      return answer ? *std::move(answer) : honest(request);
    });
    // The mirror is of one address, whatever server is behind it.
    transport_ = nullptr;
  }

  // `answer` for what is asked with this start, honest ones for all else.
  void serve_instead(std::string_view start, const ScriptedAnswer& answer) {
    serve([start = std::string(start), answer](const ScriptedRequest& request) {
      return request.is_for(start) ? std::optional(answer) : std::nullopt;
    });
  }
  // All studies, of which the first page says that they are 99.
  void serve_announcing_99() {
    serve([this](const ScriptedRequest& request) -> std::optional<ScriptedAnswer> {
      if (!is_for_a_page(request) || is_for_a_later_page(request)) {
        return std::nullopt;
      }
      ScriptedAnswer answer = honest(request);
      answer.body.replace(answer.body.find(":23,"), 4, ":99,");
      return answer;
    });
  }

  engine::SyncOptions options() {
    transport_ = *ingest::make_curl_transport(
        {.connect_seconds = 2, .idle_seconds = 1, .idle_bytes_per_second = 1 << 20, .stop_requested = {}});
    engine::SyncOptions out;
    out.from = server_->url();
    out.page_studies = 5;
    out.threads = 1;
    out.transport = transport_.get();
    out.waiter = &waiter_;
    out.jitter_seed = 1;
    return out;
  }
  StatusOr<engine::SyncSummary> sync() { return engine::sync(mirror(), options()); }
  engine::SyncSummary sync_as(const engine::SyncOptions& asked) {
    auto summary = engine::sync(mirror(), asked);
    EXPECT_OK(summary);
    return summary.ok() ? *std::move(summary) : engine::SyncSummary();
  }
  engine::SyncSummary whole_sync() {
    auto summary = sync_as(options());
    EXPECT_TRUE(summary.is_whole);
    return summary;
  }

  std::string mirror() const { return folder_ / "mirror"; }

  static std::map<std::string, std::string> studies_of(engine::Registry& registry) {
    std::map<std::string, std::string> out;
    const auto found = registry.search({.parts = {}, .only_numbers = {}, .from = 0, .size = 1000});
    EXPECT_OK(found);
    for (const auto& hit : found->hits) {
      out[hit.nct.text()] = registry.study(hit.nct)->value().json;
    }
    return out;
  }
  void expect_equal_mirror() {
    const auto registry = engine::Registry::open(mirror());
    ASSERT_OK(registry);
    EXPECT_OK(source_.registry().refresh());
    EXPECT_EQ(studies_of(**registry), studies_of(source_.registry()));
    EXPECT_THAT((*registry)->verify(nullptr)->faults, ::testing::IsEmpty());
  }
  void load_there(std::string_view ndjson) {
    source_.load(ndjson);
    ASSERT_OK(source_.registry().refresh());
  }
  void change_source() {
    load_there(records(3, 2, "changed aspirin", "2026-08-14") + records(kStudies + 1, 1, "new", "2026-08-14"));
  }

  bool offers_archive_ = false;
  TemporaryFolder folder_;
  api::testing::LoadedRegistry source_;
  ingest::scripted::FakeWaiter waiter_;
  std::unique_ptr<FailingServer> server_;
  std::unique_ptr<ingest::HttpTransport> transport_;
};

}  // namespace trialkeep::testing::sync_fixture
