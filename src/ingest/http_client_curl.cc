#include "ingest/http_client_curl.h"

#include <cstdlib>
#include <curl/curl.h>
#include <mutex>
#include <utility>

#include "base/strings.h"
#include "base/version.h"

namespace trialkeep::ingest {
namespace {

constexpr std::size_t kHeaderValueBytes = 4u << 10;

struct EasyCloser {
  void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyCloser>;

// One answer as it comes in.
struct Exchange {
  const HttpRequest& request;
  BodySink& sink;
  const std::function<bool()>& stop_requested;
  HttpHead head;
  std::uint64_t received = 0;
  bool begun = false;
  Status failure;  // why the callbacks ended it

  bool is_success() const { return head.status >= 200 && head.status < 300; }

  Status take(std::string_view bytes) {
    if (!is_success()) {
      head.text.append(bytes.substr(0, kRemoteErrorBytes - std::min(kRemoteErrorBytes, head.text.size())));
      return absl::OkStatus();
    }
    if (head.status == 206 && head.starts_at != request.resume_at) {
      return absl::OkStatus();  // the caller finds it in the head
    }
    RETURN_IF_ERROR(begin());
    received += bytes.size();
    if (received > request.body_bytes_max) {
      return absl::ResourceExhaustedError(concat(request.url, " sends more than ", request.body_bytes_max,
                                                 " bytes, the limit; ask it for less with --query"));
    }
    return sink.append(bytes);
  }

  Status begin() {
    if (begun) {
      return absl::OkStatus();
    }
    begun = true;
    received = head.status == 206 ? request.resume_at : 0;
    return sink.begin(head);
  }
};

// "bytes 500-999/1000"
std::uint64_t start_of_range(std::string_view value) {
  const std::size_t at = value.find_first_of("0123456789");
  return at == std::string_view::npos ? ~std::uint64_t{0}
                                      : std::strtoull(std::string(value.substr(at)).c_str(), nullptr, 10);
}

void take_header(HttpHead& head, std::string_view line) {
  if (line.starts_with("HTTP/")) {
    head = HttpHead();
    const std::size_t blank = line.find(' ');
    head.status = blank == std::string_view::npos ? 0 : std::atoi(std::string(line.substr(blank + 1)).c_str());
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string value(without_outer_blanks(line.substr(colon + 1)).substr(0, kHeaderValueBytes));
  if (equals_ignoring_case(name, "content-type")) {
    head.content_type = value;
  } else if (equals_ignoring_case(name, "etag")) {
    head.etag = value;
  } else if (equals_ignoring_case(name, "retry-after")) {
    head.retry_after = value;
  } else if (equals_ignoring_case(name, "location")) {
    head.location = value;
  } else if (equals_ignoring_case(name, "x-trialkeep-version")) {
    head.trialkeep_version = value;
  } else if (equals_ignoring_case(name, "content-length")) {
    head.body_bytes = std::strtoull(value.c_str(), nullptr, 10);
  } else if (equals_ignoring_case(name, "content-range")) {
    head.starts_at = start_of_range(value);
  }
}

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* exchange) {
  take_header(static_cast<Exchange*>(exchange)->head, {bytes, size * count});
  return size * count;
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  exchange.failure = exchange.take({bytes, size * count});
  return exchange.failure.ok() ? size * count : 0;
}

int on_progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& exchange = *static_cast<Exchange*>(data);
  return exchange.stop_requested && exchange.stop_requested() ? 1 : 0;
}

bool is_worth_another_try(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

class CurlTransport final : public HttpTransport {
 public:
  CurlTransport(Easy easy, const CurlOptions& options)
      : easy_(std::move(easy)), options_(options), user_agent_(concat("trialkeep/", program_version())) {}

  StatusOr<HttpHead> fetch(const HttpRequest& request, BodySink& sink) override {
    Exchange exchange{request, sink, options_.stop_requested, {}, 0, false, {}};
    char reason[CURL_ERROR_SIZE] = "";
    const std::unique_ptr<curl_slist, ListCloser> headers = set_up(request, exchange, reason);
    const CURLcode code = ::curl_easy_perform(easy_.get());
    ::curl_easy_reset(easy_.get());
    if (!exchange.failure.ok()) {
      return exchange.failure;
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
      return absl::CancelledError("stopped as asked");
    }
    if (code != CURLE_OK) {
      const std::string message =
          concat(request.url, " cannot be read: ", reason[0] != '\0' ? reason : ::curl_easy_strerror(code));
      return is_worth_another_try(code) ? absl::UnavailableError(message)
                                        : absl::FailedPreconditionError(
                                              concat(message, "; check the address given by --from and the network"));
    }
    const bool is_misplaced = exchange.head.status == 206 && exchange.head.starts_at != request.resume_at;
    if (exchange.is_success() && !is_misplaced) {
      RETURN_IF_ERROR(exchange.begin());
    }
    return std::move(exchange.head);
  }

 private:
  // Gives the headers, which must live as long as the request.
  std::unique_ptr<curl_slist, ListCloser> set_up(const HttpRequest& request, Exchange& exchange, char* reason) {
    CURL* easy = easy_.get();
    ::curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    ::curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    ::curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    ::curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    ::curl_easy_setopt(easy, CURLOPT_USERAGENT, user_agent_.c_str());
    ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason);
    ::curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.connect_seconds));
    ::curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(request.seconds_max));
    ::curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.idle_seconds));
    ::curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options_.idle_bytes_per_second));
    ::curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    ::curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    ::curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    ::curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    ::curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    ::curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &exchange);
    if (request.packed) {
      ::curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");  // whatever the library can unpack
    }
    curl_slist* headers = ::curl_slist_append(nullptr, "Accept: application/json, application/zip, text/plain");
    if (request.resume_at > 0) {
      headers = ::curl_slist_append(headers, concat("Range: bytes=", request.resume_at, "-").c_str());
      if (!request.validator.empty()) {
        headers = ::curl_slist_append(headers, concat("If-Range: ", request.validator).c_str());
      }
    }
    ::curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    return std::unique_ptr<curl_slist, ListCloser>(headers);
  }

  const Easy easy_;  // keeps the connection between requests
  const CurlOptions options_;
  const std::string user_agent_;
};

}  // namespace

StatusOr<std::unique_ptr<HttpTransport>> make_curl_transport(const CurlOptions& options) {
  static std::once_flag once;
  std::call_once(once, [] { ::curl_global_init(CURL_GLOBAL_DEFAULT); });
  Easy easy(::curl_easy_init());
  if (easy == nullptr) {
    return absl::InternalError("the HTTP library cannot be started; is there memory left?");
  }
  return std::make_unique<CurlTransport>(std::move(easy), options);
}

}  // namespace trialkeep::ingest
