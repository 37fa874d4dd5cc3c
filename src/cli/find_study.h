#pragma once
// From what a person types to a study.

#include <string_view>

#include "cli/invocation.h"
#include "engine/registry.h"

namespace trialkeep::cli {

StatusOr<NctNumber> typed_number(std::string_view typed);

// What a record under an obsolete number does when it is asked for.
enum class OwnRecord { kStands, kGivesWay };

// The study of that number at that moment, or the one that carries it as an obsolete number (which is then said on
// standard error): where there is none, and today also where its own record gives way.
StatusOr<engine::StoredStudy> find_study(engine::Registry& registry, NctNumber nct, const engine::Moment& moment,
                                         OwnRecord own = OwnRecord::kStands);

// Columns to wrap text at.
unsigned width_for(const Invocation& invocation);

}  // namespace trialkeep::cli
