#pragma once
// A polite and bounded reader of another server: GET only, a few requests a second, patient with cut
// connections and overload, never led away to another host. What goes over the wire is behind HttpTransport
// and what takes time behind Waiter, so that a test scripts both and runs without waiting.
//
// Another try is made after a cut, a time-out, 429 and 5xx: after a random part of 1, 2, 4 ... 60 seconds
// (full jitter), or after what Retry-After asks for where that is longer. Every other answer is handed back.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/random.h"
#include "base/status.h"
#include "os/clock.h"

namespace trialkeep::ingest {

inline constexpr std::size_t kRemoteErrorBytes = 4u << 10;  // kept of the body of an answer that is no success
inline constexpr int kRemoteRedirects = 5;
inline constexpr int kRemoteTries = 8;
inline constexpr int kRemoteFirstTries = 3;        // until the server has answered anything at all
inline constexpr int kRetryAfterSecondsMax = 600;  // a server that asks for more is left alone
inline constexpr int kBackOffSecondsMax = 60;
inline constexpr double kRemoteRequestsPerSecond = 3;

struct HttpHead {
  int status = 0;
  std::string content_type;
  std::string etag;
  std::string retry_after;
  std::string location;
  std::string trialkeep_version;            // of a Trialkeep that says so, as it does at /api/v2/version; else empty
  std::optional<std::uint64_t> body_bytes;  // what the server announces to send now
  std::uint64_t starts_at = 0;              // of a 206: where the part begins in the whole
  std::string text;                         // the body, or its beginning, unless the status is 2xx
};

// Where the body of a success goes, try after try.
class BodySink {
 public:
  virtual ~BodySink() = default;
  // How much is held already and need not be sent again, and the mark of what it was a part of.
  virtual std::uint64_t held_bytes() const { return 0; }
  virtual std::string validator() const { return {}; }
  // A success begins: from its start, or at held_bytes() when the status is 206.
  virtual Status begin(const HttpHead& head) = 0;
  virtual Status append(std::string_view bytes) = 0;
  // What is held is not of what the server has now.
  virtual void discard() {}
};

struct HttpRequest {
  std::string url;
  std::uint64_t resume_at = 0;       // ask for the rest from here, if `validator` still names the same
  std::string validator;             // an entity tag
  std::uint64_t body_bytes_max = 0;  // unpacked; more is kResourceExhausted
  int seconds_max = 0;               // for the whole answer; 0: only idleness ends it
  bool packed = true;                // the answer may come compressed
};

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  // One GET without redirects. kUnavailable for what another try may mend (cut, time-out, no connection);
  // kCancelled after a stop request; what `sink` returns; other codes for what no other try mends.
  virtual StatusOr<HttpHead> fetch(const HttpRequest& request, BodySink& sink) = 0;
};

// Time, and a stop that interrupts waiting.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual const os::Clock& clock() const = 0;
  // False when a stop is asked for before or meanwhile.
  virtual bool wait(std::chrono::microseconds span) = 0;
};

// Waits in real time. `stop_requested` may be empty.
std::unique_ptr<Waiter> make_waiter(std::function<bool()> stop_requested);

struct HttpClientOptions {
  double requests_per_second = kRemoteRequestsPerSecond;
  int tries = kRemoteTries;
  std::uint64_t jitter_seed = 1;
};

struct HttpCounts {
  std::uint64_t requests = 0;  // sent
  std::uint64_t retries = 0;   // of them, because the one before failed
};

struct HttpReply {
  HttpHead head;
  std::string body;  // of a 2xx
};

// One thread at a time; `transport` and `waiter` outlive it.
class HttpClient {
 public:
  HttpClient(HttpTransport& transport, Waiter& waiter, const HttpClientOptions& options = {});

  // The body in memory, of at most so many bytes. An answer of any status but 3xx, 429 and 5xx is a reply.
  StatusOr<HttpReply> get(const std::string& url, std::size_t body_bytes_max);
  // The body into `sink`, uncompressed on the wire and without an end in time, going on where it was cut.
  StatusOr<HttpHead> download(const std::string& url, BodySink& sink, std::uint64_t body_bytes_max);

  // Waits before try number `tries_before` + 1 of something that failed for another reason; kCancelled when a
  // stop is asked for.
  Status back_off(int tries_before);

  const HttpCounts& counts() const { return counts_; }
  Waiter& waiter() { return waiter_; }

 private:
  StatusOr<HttpHead> fetch(HttpRequest request, BodySink& sink);
  Status take_turn();
  Status pause(std::chrono::microseconds span);
  Status wait_as_asked(const HttpRequest& request, const HttpHead& head, int tries);
  int tries_max() const;

  HttpTransport& transport_;
  Waiter& waiter_;
  const HttpClientOptions options_;
  Random random_;
  std::int64_t next_turn_us_ = 0;
  bool was_answered_ = false;
  HttpCounts counts_;
};

// What Retry-After asks for: seconds, or a date of HTTP ("Sun, 06 Nov 1994 08:49:37 GMT"); nullopt for other
// text. A date in the past is 0. Source: RFC 9110 section 10.2.3.
std::optional<std::int64_t> retry_after_seconds(std::string_view text, Instant now);

// `text` for one value of a query: all but letters, digits and "-._~" escaped.
std::string percent_encoded(std::string_view text);

}  // namespace trialkeep::ingest
