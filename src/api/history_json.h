#pragma once
// Histories, differences and the change feed as JSON: what the API answers and what the commands print with --json,
// from one place so that they cannot disagree.

#include <string>
#include <vector>

#include "engine/changes.h"
#include "engine/history.h"

namespace trialkeep::api {

// {"nctId", "versions": [{"version", "registryVersion"?, "firstObserved", "lastObserved", "recordDate"?, "postedDate"?,
//  "overallStatus"?, "enrollment"?, "modules": [piece...], "load", "hash"}...],
//  "removals": [{"removed", "returned"?}...]}
std::string versions_json(NctNumber nct, const std::vector<engine::VersionSummary>& versions,
                          const std::vector<store::Removal>& removals);

// As formats::difference_json.
std::string difference_json(const engine::ComparedStudy& compared);

// {"changes": [{"kind", "nctId", "observed", "load", "version"?, "previousVersion"?, "recordDate"?,
//  "pieces"?: [{"piece", "kind", "place", "from"?, "to"?}...]}...], "nextToken", "more"}
std::string changes_json(const engine::ChangesPage& page);

// {"changes": [{"version", "date", "status", "studyType", "moduleLabels"}...]}: the registry's own form
// (spec/API.md section 13).
std::string registry_changes_json(const std::vector<engine::VersionSummary>& versions);

}  // namespace trialkeep::api
