#pragma once
// The whole result of a question as a file, sent while it is made, by NCT number: csv (the registry's 30 columns), json
// (an array of records), ndjson (a record a line), ris, zip (a JSON file for each study).

#include <atomic>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "engine/registry.h"
#include "http/message.h"
#include "site/search_question.h"

namespace trialkeep::site {

// The names of the formats.
std::vector<std::string_view> download_formats();

// 400, as a page, for another format; for a question that cannot be read it is the search page's, with all its help.
// One study is held at a time beside the list of numbers. `registry` must outlive the response.
StatusOr<http::Response> download_response(engine::Registry& registry, const SearchQuestion& question,
                                           std::string_view format, const std::atomic<bool>* cancelled);

}  // namespace trialkeep::site
