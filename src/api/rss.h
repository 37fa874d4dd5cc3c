#pragma once
// GET /api/rss: the studies of a search that were posted in the last 14 days, as an RSS 2.0 feed.
//
//   dateField=StudyFirstPostDate    first posted then; the default
//   dateField=LastUpdatePostDate    their last update posted then
//   and the parameters of the search page (site_search.h)
//
// Source: a feed of the registry's (spec/CLIENTS.md, 17), its elements and words to the letter. Choices where nothing
// is recorded: newest first, at most limits::kFeedStudies; several values joined by "; "; the feed's own date is that
// of the data, so that it stays the same while they do; days end at midnight UTC. Links lead to the registry, as those
// of its exports do.

#include <string>

#include "base/instant.h"
#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"

namespace trialkeep::api {

StatusOr<http::Response> rss_response(engine::Registry& registry, const http::Request& request);

// A moment as the registry's feeds write it, in the time of the eastern United States: "Tue, 24 Oct 2023 07:34:34 EDT".
// By the rules of 2007 and later.
std::string eastern_time(Instant moment);

}  // namespace trialkeep::api
