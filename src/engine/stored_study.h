#pragma once
// A version of a study as it is stored.

#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/nct.h"

namespace trialkeep::engine {

struct StoredStudy {
  NctNumber nct;
  std::string json;           // canonical, compact, with the latest release stamp it was observed with
  std::uint32_t version = 0;  // 0, 1, ...
  std::uint32_t version_count = 0;
  Instant first_seen;    // first version of the study observed
  Instant last_changed;  // this version observed first
  Instant last_seen;     // this version observed last
  std::optional<Instant> removed =
      std::nullopt;  // missing from the registry since then, at the moment that was asked about
};

}  // namespace trialkeep::engine
