#pragma once
// The runs that brought records in, as a page: newest first.

#include <cstdint>
#include <vector>

#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::site {

inline constexpr std::uint64_t kLoadsOnPage = 100;

// `loads` oldest first, as the registry tells them; `page` from 1.
http::Response loads_page(const std::vector<store::LoadInfo>& loads, std::uint64_t page);

}  // namespace trialkeep::site
