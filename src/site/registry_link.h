#pragma once
// A link to the registry's own pages, pasted into the search box, as a question to this registry.
//
// Source: the address parameters of the registry's search page (spec/VIEWER.md, part 2):
//   cond term intr titles outc spons lead id locn locStr country state city lat lng distance ageRange=18y_64y
//   start primComp studyComp firstPost resFirstPost lastUpdPost (from_to) aggFilters sort viewType rank tab

#include <optional>
#include <string>
#include <string_view>

#include "base/nct.h"
#include "site/search_question.h"

namespace trialkeep::site {

struct RegistryLink {
  std::optional<NctNumber> study;  // of a link to one study
  SearchQuestion question;         // of a link to a search; what no study is found by (viewType) is left out
};

// nullopt for what is no address of the registry: with or without https:// and www., also its older forms
// (/ct2/show/NCT..., classic.clinicaltrials.gov) and links to its API.
std::optional<RegistryLink> read_registry_link(std::string_view text);

}  // namespace trialkeep::site
