#pragma once
// The leaves of a query: words, phrases, runs of both, exact terms. See query::BoundNode, kTerm.
//
// A run "heart attack" over fields F matches a document in which each of its phrases occurs in some field
// of F. It is worth: each place where the whole run stands together, the field's weight; and each
// occurrence of one of its phrases alone, kRelaxedSimilarity x weight / number of phrases.

#include <memory>

#include "search/cursor.h"

namespace trialkeep::search {

std::unique_ptr<Cursor> make_term_cursor(const index::Segment& segment, const query::BoundNode& term);

}  // namespace trialkeep::search
