#pragma once
// Posted results: participant flow, baseline characteristics, outcome measures, adverse events. What does
// not have the regular shape is left for the generic view (outline_generic.h).

#include <vector>

#include "formats/outline.h"
#include "formats/outline_part.h"

namespace trialkeep::formats {

// Each takes the module's object and appends what it shows.
using ShowModule = void (*)(Part&, std::vector<Item>&);
void show_participant_flow(Part& module, std::vector<Item>& items);
void show_baseline(Part& module, std::vector<Item>& items);
void show_outcome_measures(Part& module, std::vector<Item>& items);
void show_adverse_events(Part& module, std::vector<Item>& items);

}  // namespace trialkeep::formats
