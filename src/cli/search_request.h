#pragma once
// The options of `search` as the registry of studies is asked.

#include "base/status.h"
#include "cli/invocation.h"
#include "engine/search.h"

namespace trialkeep::cli {

// kInvalidArgument, with a sentence, for what is no day, key, piece, circle or short filter.
StatusOr<engine::SearchRequest> read_search_request(const Invocation& invocation);

}  // namespace trialkeep::cli
