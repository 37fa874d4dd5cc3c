#pragma once
// The process's surroundings.

#include <cstdint>
#include <optional>
#include <string>

namespace trialkeep::os {

std::optional<std::string> environment_variable(const char* name);  // nullopt when unset or empty
unsigned core_count();                                              // at least 1
std::uint64_t peak_memory_bytes();                                  // of this process so far

}  // namespace trialkeep::os
