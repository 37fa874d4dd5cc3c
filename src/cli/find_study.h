#pragma once
// From what a person types to a study.

#include <string_view>

#include "cli/invocation.h"
#include "engine/registry.h"

namespace trialkeep::cli {

StatusOr<NctNumber> typed_number(std::string_view typed);

// The study of that number at that moment, or the one that carries it as an obsolete number (which is then said on
// standard error).
StatusOr<engine::StoredStudy> find_study(engine::Registry& registry, NctNumber nct, const engine::Moment& moment);

// Columns to wrap text at.
unsigned width_for(const Invocation& invocation);

}  // namespace trialkeep::cli
