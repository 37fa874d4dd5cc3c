#pragma once
// What pages say when there is nothing to show: no such study, no such page, records that cannot be read.

#include <string>
#include <string_view>
#include <vector>

#include "engine/registry.h"
#include "http/message.h"
#include "site/layout.h"

namespace trialkeep::site {

// 404: nothing at this address.
http::Response no_such_page();

// 404 for a number without a study, or for a text that is no number. Names the studies whose numbers are typed almost
// alike.
http::Response no_such_study(engine::Registry& registry, std::string_view typed);

// 500, without paths or internals.
http::Response unreadable(const SearchText& search = {});

// The studies that are kept here whose numbers differ from `nct` in one digit or in the order of two neighbouring ones,
// by number, at most `limit`. `nct` itself is not among them.
StatusOr<std::vector<NctNumber>> numbers_typed_alike(engine::Registry& registry, NctNumber nct, std::size_t limit);

}  // namespace trialkeep::site
