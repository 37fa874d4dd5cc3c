#pragma once
// What is wrong with a query's text: the place with a caret below it, the remedy, and queries that may have been meant.

#include "engine/search.h"
#include "site/html.h"
#include "site/search_question.h"

namespace trialkeep::site {

// `one` is about a part of `request`, which `criteria` gave.
Html complaint_html(const engine::QueryComplaint& one, const engine::SearchRequest& request,
                    const SearchQuestion& question);

}  // namespace trialkeep::site
