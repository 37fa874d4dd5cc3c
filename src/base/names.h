#pragma once
// Names that people mistype: which of the right ones is nearest.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace trialkeep {

// How unlike two names are, letter case of ASCII aside: equal ones 0, one inside the other little, then by
// edits. nullopt when they have nothing in common worth naming.
std::optional<std::size_t> name_distance(std::string_view typed, std::string_view right);

// The one of `candidates` that `typed` is most like; empty when none is near.
std::string_view nearest_name(std::string_view typed, std::span<const std::string_view> candidates);

}  // namespace trialkeep
