#pragma once
// The parameters in the address of the registry's search page (spec/API.md section 14): /search?cond=...&country=...
//
//   cond term intr titles outc spons lead id    texts to search for, as query.* of /studies
//   locn country state city                     facility, country, ... of a site
//   lat lng distance                            a site within so many miles of a place, 50 where it is not said
//   locStr                                      how the page calls the place; searched for where nothing above says it
//   ageRange start primComp studyComp firstPost resFirstPost lastUpdPost    `from_to`, either may be left out
//   aggFilters                                  as of /studies
//   sort viewType rank tab page limit           how the page shows what it found: passed over
//
// Source: how ctrdata turns such an address into a request to the API (spec/CLIENTS.md); that a name of the page may
// hold operators is ours, as in /studies.

#include <span>
#include <string>
#include <vector>

#include "api/parameters.h"
#include "base/status.h"
#include "engine/search.h"
#include "http/message.h"

namespace trialkeep::api {

// Those above.
std::span<const ParameterRow> site_search_parameters();

struct SiteSearch {
  engine::SearchRequest search;
  std::vector<std::string> terms;           // what was typed, for people, in the order above
  std::vector<http::Parameter> parameters;  // those that are not empty, as given
};

// A refusal (refusal.h) when one is not as the page writes it. Names are not checked.
StatusOr<SiteSearch> read_site_search(const std::vector<http::Parameter>& parameters);

}  // namespace trialkeep::api
