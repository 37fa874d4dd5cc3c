#pragma once
// Time that passes only when it is waited for, and a server that is a function.

#include <functional>
#include <string>
#include <vector>

#include "base/strings.h"
#include "ingest/http_client.h"

namespace trialkeep::ingest::scripted {

class FakeWaiter final : public Waiter, public os::Clock {
 public:
  const os::Clock& clock() const override { return *this; }
  bool wait(std::chrono::microseconds span) override {
    waited.push_back(span.count());
    now_us += span.count();
    return !stopped;
  }
  Instant now() const override { return {start_ms + now_us / 1000}; }
  std::int64_t monotonic_us() const override { return now_us; }

  double waited_seconds() const { return static_cast<double>(now_us) / 1e6; }

  std::int64_t start_ms = 1'790'000'000'000;  // 2026-09-21T14:13:20Z
  std::int64_t now_us = 0;
  bool stopped = false;
  std::vector<std::int64_t> waited;
};

struct Scripted {
  HttpHead head;
  std::string body;
  Status failure;  // of the transport, behind the body

  static Scripted ok(std::string body) {
    Scripted out;
    out.head.status = 200;
    out.body = std::move(body);
    return out;
  }
  static Scripted refused(int status, std::string text) {
    Scripted out;
    out.head.status = status;
    out.head.text = std::move(text);
    return out;
  }
  static Scripted cut() {
    Scripted out;
    out.failure = absl::UnavailableError("the connection was cut");
    return out;
  }
};

class ScriptedTransport final : public HttpTransport {
 public:
  using Script = std::function<Scripted(const HttpRequest&, std::size_t number)>;
  explicit ScriptedTransport(Script script) : script_(std::move(script)) {}

  StatusOr<HttpHead> fetch(const HttpRequest& request, BodySink& sink) override {
    const std::size_t number = urls.size();
    urls.push_back(request.url);
    const Scripted answer = script_(request, number);
    if (answer.head.status >= 200 && answer.head.status < 300) {
      RETURN_IF_ERROR(sink.begin(answer.head));
      RETURN_IF_ERROR(sink.append(answer.body));
    }
    RETURN_IF_ERROR(answer.failure);
    return answer.head;
  }

  std::vector<std::string> urls;

 private:
  const Script script_;
};

// A small record with a day of its last update.
inline std::string dated_record(std::uint32_t number, std::string_view title, std::string_view updated) {
  std::string digits = std::to_string(number);
  digits.insert(0, 8 - digits.size(), '0');
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":"NCT)", digits, R"(","briefTitle":")", title,
                R"("},"statusModule":{"overallStatus":"COMPLETED","lastUpdatePostDateStruct":{"date":")", updated,
                R"(","type":"ACTUAL"}}},"hasResults":false})");
}

}  // namespace trialkeep::ingest::scripted
