#pragma once
// A picture of a study's history: time to the right, a line for each module, a dot where a version changed it.

#include "site/html.h"
#include "site/study_history.h"

namespace trialkeep::site {

// An <svg> with its text alternative. Empty when there is nothing to draw: fewer than two versions, or no module that
// changed.
Html history_picture(const StudyHistory& history);

}  // namespace trialkeep::site
