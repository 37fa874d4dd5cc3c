#pragma once
// A load, for `stats` and `loads`.

#include <string>

#include "engine/registry.h"

namespace trialkeep::cli {

// On one line.
std::string load_as_json(const store::LoadInfo& load);

}  // namespace trialkeep::cli
