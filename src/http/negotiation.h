#pragma once
// What a client's headers ask for: compression (RFC 9110 section 12.5.3) and "only if it has changed"
// (section 13.1). Malformed parts of a list are passed over.

#include <string_view>

#include "http/compression.h"

namespace trialkeep::http {

// The coding that Accept-Encoding likes best among ours; zstd before gzip where it likes both as well, since
// it is the faster. kIdentity when it likes the plain bytes better, and for an empty text. "*" alone means
// gzip, which every client knows that says so.
Coding preferred_coding(std::string_view accept_encoding);

// True when If-None-Match names `etag` by weak comparison (W/"x" and "x" are one), or is "*".
// False for an empty `etag`. A handler may ask this before it does the work.
bool etag_matches(std::string_view if_none_match, std::string_view etag);

// True when what was last changed at `last_modified` has not changed since `if_modified_since`. False when
// either is not a date of HTTP.
bool unmodified_since(std::string_view if_modified_since, std::string_view last_modified);

}  // namespace trialkeep::http
