#pragma once
// What the search boxes offer while somebody types, as JSON for the site's script:
//   [{"value":"Asthma","kind":"Condition","studies":123}, ...]

#include <string>
#include <string_view>

#include "base/status.h"
#include "engine/registry.h"

namespace trialkeep::site {

// `in`: "condition", "intervention" or "sponsor"; anything else: all three.
StatusOr<std::string> suggestions_json(engine::Registry& registry, std::string_view typed, std::string_view in);

}  // namespace trialkeep::site
