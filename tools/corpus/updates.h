#pragma once
// The daily updates of a made-up registry: which studies change on which day, and how.

#include "corpus/facts.h"

namespace trialkeep::corpus {

// Share of the studies that change on one day; the real registry's is about 0.3 %.
inline constexpr double kChangedADay = 0.003;

// Moves `facts` from kFirstDataDay on by `days` daily updates. A longer run passes through the states of a
// shorter one.
void apply_updates(StudyFacts& facts, int days);

}  // namespace trialkeep::corpus
