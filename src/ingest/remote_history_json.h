#pragma once
// The answers of the registry's history endpoints (spec/API.md section 13).
//
//   /api/int/studies/{nct}/history      {"changes":[{"version":0,"date":"2019-05-01",...},...]}
//   /api/int/studies/{nct}/history/{n}  {"studyVersion":n,"study":{...}}

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/nct.h"
#include "base/status.h"

namespace trialkeep::ingest {

inline constexpr std::uint32_t kHistoryVersions = 10'000;  // of one study; more are refused

struct HistoryChange {
  std::uint32_t version = 0;  // from 0
  Instant date;               // the day, 00:00 UTC
};

// Oldest first. `name` stands in errors: kInvalidArgument for what is no history.
StatusOr<std::vector<HistoryChange>> parse_history(std::string_view body, const std::string& name);

// The study in the answer for one version, its texts in the registry's markup instead of the HTML that histories
// give (text/registry_html.h): a text whose HTML has no markup that says the same stays as it came, as do all texts
// of a study that has one in markup. Every other byte is the answer's. kInvalidArgument when it is no such answer,
// or that of another version or study.
StatusOr<std::string> parse_history_version(std::string_view body, NctNumber nct, std::uint32_t version,
                                            const std::string& name);

}  // namespace trialkeep::ingest
