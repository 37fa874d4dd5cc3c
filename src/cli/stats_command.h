#pragma once
// A load, for `stats` and `loads`.

#include <string>
#include <string_view>

#include "engine/registry.h"

namespace trialkeep::cli {

// How it ended. One that was killed could not say so: the store calls it running for ever, like one that is under way.
std::string_view state_of(const store::LoadInfo& load);

// On one line.
std::string load_as_json(const store::LoadInfo& load);

}  // namespace trialkeep::cli
