#pragma once
// What a client's headers ask for: compression (RFC 9110 section 12.5.3) and "only if it has changed"
// (section 13.1.2). Malformed parts of a list are passed over.

#include <string_view>

namespace trialkeep::http {

// True when Accept-Encoding takes gzip and does not like the plain bytes better. False for an empty text.
bool accepts_gzip(std::string_view accept_encoding);

// True when If-None-Match names `etag` by weak comparison (W/"x" and "x" are one), or is "*".
// False for an empty `etag`. A handler may ask this before it does the work.
bool etag_matches(std::string_view if_none_match, std::string_view etag);

}  // namespace trialkeep::http
