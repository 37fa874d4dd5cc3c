#pragma once
// A load as JSON, for `stats` and `loads`.

#include <string>

#include "engine/registry.h"

namespace trialkeep::cli {

std::string load_as_json(const store::LoadInfo& load);

}  // namespace trialkeep::cli
