#pragma once
// Turns errno into a Status in whole words: which path, what happened, and the remedy where there is one.

#include <string_view>

#include "base/status.h"

namespace trialkeep::os {

// `doing` completes "cannot ...": "open", "write to".
Status system_error(int error_number, std::string_view doing, std::string_view path);

}  // namespace trialkeep::os
