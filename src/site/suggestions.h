#pragma once
// What the search boxes offer while somebody types, as JSON for the site's script:
//   [{"value":"Asthma","kind":"Condition","studies":123}, ...]

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "engine/registry.h"

namespace trialkeep::site {

// "condition", "intervention", "sponsor".
std::vector<std::string_view> suggestion_kinds();

// `in` is one of them; anything else: all three.
StatusOr<std::string> suggestions_json(engine::Registry& registry, std::string_view typed, std::string_view in);

}  // namespace trialkeep::site
