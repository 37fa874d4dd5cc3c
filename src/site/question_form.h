#pragma once
// The form of a question: one box first, the fields that most people need beside it, the others folded.

#include "site/html.h"
#include "site/layout.h"
#include "site/search_question.h"

namespace trialkeep::site {

// What the box at the head of a page shows of a question.
SearchText shown_text(const SearchQuestion& question);

// Sends its reader to `action`. What the form has no field for (filters, tags, order) goes on as hidden fields.
Html question_form(const SearchQuestion& question, std::string_view action = "/");

// The filters that are on, each a link to the question without it; empty when there are none.
Html filter_chips(const SearchQuestion& question, const std::vector<Criterion>& criteria, std::string_view path = "/");

}  // namespace trialkeep::site
