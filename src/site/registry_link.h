#pragma once
// A link to the registry's own pages, pasted into the search box, as a question to this registry.
//
// Source: the address parameters of the registry's search page (spec/VIEWER.md, part 2):
//   cond term intr titles outc spons lead id locn locStr country state city lat lng distance ageRange=18y_64y
//   start primComp studyComp firstPost resFirstPost lastUpdPost (from_to) aggFilters sort viewType rank tab
// and of its API (spec/API.md, section 2). What the addresses of the older pages (/ct2/results?recrs=a) call the same
// is read; the codes that they have beside it are documented nowhere.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/nct.h"
#include "http/message.h"
#include "site/search_question.h"

namespace trialkeep::site {

struct RegistryLink {
  std::optional<NctNumber> study;  // of a link to one study
  SearchQuestion question;         // of a link to a search; what no study is found by (viewType) is left out
  std::string not_taken = {};      // sentences about what else `question` lacks of the link; mostly empty
};

// nullopt for what is no address of the registry: with or without https:// and www., also its older forms
// (/ct2/show/NCT..., classic.clinicaltrials.gov) and links to its API.
std::optional<RegistryLink> read_registry_link(std::string_view text);

// What a parameter of the registry's pages is for.
enum class WebsiteParameterUse {
  kNone,   // it is none of them
  kSame,   // the same as in our own addresses (search_question.h)
  kRange,  // narrows to dates or ages: two ends with `_` between
  kPlace,  // narrows to a place
  kView,   // how a result is shown: no study is found by it
};
WebsiteParameterUse use_of_website_parameter(std::string_view name);

// Why `value` is none for a parameter that is a kRange, as sentences; empty where it is one.
std::string range_fault(std::string_view name, std::string_view value);

// Adds what those of `parameters` narrow a search to; a circle only where the question has none. One that is no circle
// is added as it stands, and whoever asks the question says so.
void add_website_filters(const std::vector<http::Parameter>& parameters, SearchQuestion& question);

}  // namespace trialkeep::site
