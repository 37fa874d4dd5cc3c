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

// The same document piece by piece, for a feed that is longer than a page: next() for each page's events, at least
// once, then end() once; what they give, one after the other, is the document.
class ChangesJson {
 public:
  std::string next(const std::vector<engine::ChangeEvent>& events);
  static std::string end(bool has_more, const engine::FeedPosition& position);

 private:
  bool has_begun_ = false;
  bool has_events_ = false;
};

// {"changes": [{"version", "date", "status", "studyType", "moduleLabels"}...]}: the registry's own form
// (spec/API.md section 13).
std::string registry_changes_json(const std::vector<engine::VersionSummary>& versions);

}  // namespace trialkeep::api
