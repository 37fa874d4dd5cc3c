#pragma once
// The token that a server may ask of its readers (RFC 6750), for a server that more people can reach than
// are meant to read. It is one secret for all of them and says nothing about who reads.

#include <string>
#include <string_view>

#include "base/status.h"

namespace trialkeep::http {

// The token in the text of its file: one line, blanks and line ends around it left out. kInvalidArgument
// when it is shorter than 16 bytes or has other bytes than letters, digits and "-._~+/=".
StatusOr<std::string> parse_read_token(std::string_view file_text);

// True when `authorization` is "Bearer" and the token. How long that takes does not depend on how much of
// it is right.
bool may_read(std::string_view authorization, std::string_view token);

}  // namespace trialkeep::http
