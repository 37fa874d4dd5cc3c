#pragma once
// Addresses of servers: what a user names, and where a redirect may lead.

#include <string>
#include <string_view>

#include "base/status.h"

namespace trialkeep::ingest {

// "https://clinicaltrials.gov/" -> "https://clinicaltrials.gov": http or https, a host, perhaps a port and a
// path, without a final "/" and without "/api/v2". kInvalidArgument, with the remedy, for anything else; a name
// and password are refused, since the address is written into the list of loads.
StatusOr<std::string> server_address(std::string_view typed);

// Where `location`, as the server at `url` gave it, leads. kFailedPrecondition, naming both, unless it is the
// same host and port, or https of the host instead of http.
StatusOr<std::string> redirect_target(const std::string& url, const std::string& location);

}  // namespace trialkeep::ingest
