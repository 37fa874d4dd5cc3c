#pragma once
// What became of the studies of a question: new, changed with what changed, returned, removed. As a page, the newest
// first, and as an Atom feed (RFC 4287) of the newest.
//
//   since    a day; by default kChangesDays before the data were last brought up to date, or before asOf
//   before   where the page of newer changes ended
//   format   atom
// and the question (search_question.h), whose order and page have no meaning here. With asOf, what was seen until then.

#include <atomic>

#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"
#include "site/search_question.h"

namespace trialkeep::site {

inline constexpr int kChangesDays = 14;
inline constexpr std::size_t kChangesOnPage = 50;
inline constexpr std::size_t kFeedEntries = 100;

// A question that cannot be read is sent on to the search page, which tells what is wrong. 400 for a day or place that
// is none.
StatusOr<http::Response> changes_response(engine::Registry& registry, const SearchQuestion& question,
                                          const http::Request& request);

}  // namespace trialkeep::site
