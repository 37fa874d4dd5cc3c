#include "ingest/http_client.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "base/strings.h"
#include "ingest/http_client_url.h"

namespace trialkeep::ingest {
namespace {

using std::chrono::microseconds;

constexpr int kPageSecondsMax = 600;
// So much of a download between two cuts, and the tries count anew.
constexpr std::uint64_t kProgressBytes = 16u << 20;

class SystemWaiter final : public Waiter {
 public:
  explicit SystemWaiter(std::function<bool()> stop_requested) : stop_requested_(std::move(stop_requested)) {}

  const os::Clock& clock() const override { return os::system_clock(); }

  bool wait(microseconds span) override {
    constexpr microseconds kSlice = std::chrono::milliseconds(100);
    while (!should_stop() && span.count() > 0) {
      std::this_thread::sleep_for(std::min(span, kSlice));
      span -= kSlice;
    }
    return !should_stop();
  }

 private:
  bool should_stop() const { return stop_requested_ && stop_requested_(); }
  const std::function<bool()> stop_requested_;
};

class TextSink final : public BodySink {
 public:
  Status begin(const HttpHead&) override {
    body.clear();
    return absl::OkStatus();
  }
  Status append(std::string_view bytes) override {
    body.append(bytes);
    return absl::OkStatus();
  }
  std::string body;
};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Ok for an answer to hand back; kUnavailable where another try may mend it.
Status problem_of(const HttpRequest& request, const StatusOr<HttpHead>& head) {
  if (!head.ok()) {
    return head.status();
  }
  const int status = head->status;
  if (status == 429 || status >= 500) {
    const std::string_view text = without_outer_blanks(head->text);
    return absl::UnavailableError(concat(request.url, " answered ", status, text.empty() ? "" : ": ",
                                         text.substr(0, std::min<std::size_t>(text.find('\n'), 200))));
  }
  if (status == 416 || (status == 206 && head->starts_at != request.resume_at)) {
    return absl::UnavailableError(concat(request.url, " did not go on where the download was cut"));
  }
  if (status < 200 || (status >= 300 && status < 400)) {
    return absl::FailedPreconditionError(
        concat(request.url, " answered ", status, ", which no reader can use; check the address given by --from"));
  }
  return absl::OkStatus();
}

std::optional<int> month_of(std::string_view name) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::size_t at = name.size() == 3 ? kMonths.find(name) : std::string_view::npos;
  return at == std::string_view::npos || at % 3 != 0 ? std::nullopt : std::optional<int>(static_cast<int>(at / 3) + 1);
}

// The number that `text` is, of at most 9 digits.
std::optional<std::int64_t> whole_number(std::string_view text) {
  constexpr std::size_t kDigitsMax = 9;
  if (text.empty() || text.size() > kDigitsMax) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Instant> instant_of_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(25) != " GMT" || text.substr(3, 2) != ", ") {
    return std::nullopt;
  }
  const auto month = month_of(text.substr(8, 3));
  if (!month) {
    return std::nullopt;
  }
  const std::string month_text = concat(*month < 10 ? "0" : "", *month);
  return parse_instant(concat(text.substr(12, 4), "-", month_text, "-", text.substr(5, 2), "T", text.substr(17, 8)));
}

}  // namespace

std::unique_ptr<Waiter> make_waiter(std::function<bool()> stop_requested) {
  return std::make_unique<SystemWaiter>(std::move(stop_requested));
}

std::optional<std::int64_t> retry_after_seconds(std::string_view text, Instant now) {
  text = without_outer_blanks(text);
  if (!text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return whole_number(text).value_or(999'999'999);
  }
  const auto date = instant_of_http_date(text);
  if (!date) {
    return std::nullopt;
  }
  return std::max<std::int64_t>(0, (date->unix_ms - now.unix_ms + 999) / 1000);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          kPlain.find(c) != std::string_view::npos;
    if (is_plain) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      append_to(out, "%", kDigits.substr(byte >> 4, 1), kDigits.substr(byte & 15, 1));
    }
  }
  return out;
}

HttpClient::HttpClient(HttpTransport& transport, Waiter& waiter, const HttpClientOptions& options)
    : transport_(transport), waiter_(waiter), options_(options), random_(options.jitter_seed) {}

StatusOr<HttpReply> HttpClient::get(const std::string& url, std::size_t body_bytes_max) {
  TextSink sink;
  HttpRequest request;
  request.url = url;
  request.body_bytes_max = body_bytes_max;
  request.seconds_max = kPageSecondsMax;
  ASSIGN_OR_RETURN(HttpHead head, fetch(std::move(request), sink));
  return HttpReply{std::move(head), std::move(sink.body)};
}

StatusOr<HttpHead> HttpClient::download(const std::string& url, BodySink& sink, std::uint64_t body_bytes_max) {
  HttpRequest request;
  request.url = url;
  request.body_bytes_max = body_bytes_max;
  request.packed = false;
  return fetch(std::move(request), sink);
}

StatusOr<HttpHead> HttpClient::fetch(HttpRequest request, BodySink& sink) {
  int redirects = 0;
  int tries = 0;
  std::uint64_t held_before = sink.held_bytes();
  while (true) {
    RETURN_IF_ERROR(take_turn());
    request.resume_at = sink.held_bytes();
    request.validator = sink.validator();
    ++counts_.requests;
    StatusOr<HttpHead> head = transport_.fetch(request, sink);
    was_answered_ = was_answered_ || head.ok();
    if (head.ok() && is_redirect(head->status)) {
      if (++redirects > kRemoteRedirects) {
        return absl::FailedPreconditionError(concat(request.url, " redirects on and on; more than ", kRemoteRedirects,
                                                    " redirects are not followed. Check the address given by --from"));
      }
      ASSIGN_OR_RETURN(request.url, redirect_target(request.url, head->location));
      continue;
    }
    const Status problem = problem_of(request, head);
    if (problem.code() != absl::StatusCode::kUnavailable) {
      return problem.ok() ? std::move(head) : StatusOr<HttpHead>(problem);
    }
    if (head.ok() && (head->status == 416 || head->status == 206)) {
      sink.discard();
      held_before = 0;
    }
    if (sink.held_bytes() >= held_before + kProgressBytes) {
      tries = 0;
      held_before = sink.held_bytes();
    }
    if (++tries >= tries_max()) {
      return absl::UnavailableError(concat(std::string(problem.message()), ". That was try ", tries,
                                           ", and the last one; what has arrived is kept, run the same again later"));
    }
    RETURN_IF_ERROR(head.ok() ? wait_as_asked(request, *head, tries) : back_off(tries));
  }
}

int HttpClient::tries_max() const {
  return was_answered_ ? options_.tries : std::min(options_.tries, kRemoteFirstTries);
}

Status HttpClient::take_turn() {
  const std::int64_t now_us = waiter_.clock().monotonic_us();
  RETURN_IF_ERROR(pause(microseconds(std::max<std::int64_t>(0, next_turn_us_ - now_us))));
  const auto spacing_us = static_cast<std::int64_t>(std::ceil(1e6 / std::max(0.001, options_.requests_per_second)));
  next_turn_us_ = waiter_.clock().monotonic_us() + spacing_us;
  return absl::OkStatus();
}

Status HttpClient::pause(microseconds span) {
  return waiter_.wait(span) ? absl::OkStatus() : absl::CancelledError("stopped as asked");
}

Status HttpClient::back_off(int tries_before) {
  ++counts_.retries;
  const std::int64_t seconds =
      std::min<std::int64_t>(kBackOffSecondsMax, std::int64_t{1} << std::min(tries_before - 1, 6));
  return pause(microseconds(random_.between(0, seconds * 1'000'000)));
}

Status HttpClient::wait_as_asked(const HttpRequest& request, const HttpHead& head, int tries) {
  const auto asked = retry_after_seconds(head.retry_after, waiter_.clock().now());
  if (asked && *asked > kRetryAfterSecondsMax) {
    return absl::UnavailableError(concat(request.url, " answered ", head.status, " and asks to wait ", *asked,
                                         " seconds; what has arrived is kept, run the same again after that"));
  }
  RETURN_IF_ERROR(pause(std::chrono::seconds(asked.value_or(0))));
  return back_off(tries);
}

}  // namespace trialkeep::ingest
