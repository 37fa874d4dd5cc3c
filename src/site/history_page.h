#pragma once
// A study's history as a page: its versions, what changed when, values over time, any two to compare.

#include "http/message.h"
#include "site/as_of.h"
#include "site/study_history.h"

namespace trialkeep::site {

// `history` is that known by then. REQUIRES: it has a version.
http::Response history_page(const StudyHistory& history, const AsOf& as_of = {});

}  // namespace trialkeep::site
