#pragma once
// The real HttpTransport, over libcurl: HTTP/1.1 and HTTP/2, TLS always verified, compressed answers.

#include <functional>
#include <memory>

#include "base/status.h"
#include "ingest/http_client.h"

namespace trialkeep::ingest {

struct CurlOptions {
  int connect_seconds = 30;
  int idle_seconds = 60;  // with fewer than idle_bytes_per_second
  int idle_bytes_per_second = 32;
  std::function<bool()> stop_requested = {};  // asked about once a second while bytes are awaited; may be empty
};

StatusOr<std::unique_ptr<HttpTransport>> make_curl_transport(const CurlOptions& options);

}  // namespace trialkeep::ingest
