#pragma once
// A study's history as a page: its versions, what changed when, values over time, any two to compare.

#include "http/message.h"
#include "site/study_history.h"

namespace trialkeep::site {

// REQUIRES: `history` has a version.
http::Response history_page(const StudyHistory& history);

}  // namespace trialkeep::site
