#pragma once
// Figures as people read them.

#include <cstdint>
#include <string>

namespace trialkeep::site {

// 12345 as "12,345".
std::string grouped_digits(std::uint64_t number);

// 1234567 as "1.2 MB".
std::string readable_bytes(std::uint64_t bytes);

}  // namespace trialkeep::site
