#pragma once
// A page of the change feed of another Trialkeep (docs/reference/openapi.yaml, /api/v2/changes): of which studies it
// tells, and where it goes on. What changed within a study is passed over.

#include <string>
#include <string_view>
#include <vector>

#include "base/nct.h"
#include "base/status.h"

namespace trialkeep::ingest {

struct RemoteChange {
  NctNumber nct;
  bool is_removal = false;  // the study was missing; else it is new, changed or back
};

struct RemoteChangesPage {
  std::vector<RemoteChange> changes;  // the oldest first
  bool has_more = false;              // now
  std::string next;                   // the place behind them
};

// Whether that can be a place in a feed: visible ASCII, not too long.
bool is_place_in_changes(std::string_view text);

// `name` stands in errors: kInvalidArgument for what is no such page.
StatusOr<RemoteChangesPage> parse_remote_changes(std::string_view body, const std::string& name);

}  // namespace trialkeep::ingest
