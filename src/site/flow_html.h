#pragma once
// The participant flow as a diagram: a column of boxes for each group, joined by lines from the start of a period to
// its end, with those who did not complete it branching off before that, by reason. Period below period, groups in the
// same order. Made of lists, so that it reads group by group without the picture; the exact figures with all their
// remarks stay in the tables. Nothing is added up over groups.

#include <vector>

#include "formats/outline.h"
#include "site/html.h"

namespace trialkeep::site {

// Of tables of FlowPeriod; empty where none of them has a step and a group.
Html flow_html(const std::vector<const formats::Table*>& periods);

}  // namespace trialkeep::site
