#pragma once
// What the routes of the API share.

#include "base/status.h"
#include "engine/search.h"
#include "http/message.h"

namespace trialkeep::api {

// Adds a tag: the body's own hash. The index's generation would not do: a load that only brings newer release
// stamps changes records without changing what is searched.
http::Response with_etag(http::Response response);

// The refusal of a search whose text is not in the registry's query language.
Status refuse_query(const engine::SearchRequest& search, const engine::QueryComplaint& complaint);

// 404 for a path that is not answered, with those that are as a hint.
Status no_such_path(const http::Request& request);

}  // namespace trialkeep::api
