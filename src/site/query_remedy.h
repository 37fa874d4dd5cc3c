#pragma once
// Queries that a complaint's reader may have meant: each can be read, so that one click is enough.

#include <string>
#include <string_view>
#include <vector>

#include "query/tree.h"

namespace trialkeep::site {

// The nearest first; the last one searches for the words of `text` alone. Empty when there are no words.
// `parameter` is that of the engine::QueryPart which `text` stood in.
std::vector<std::string> remedies_for(const std::string& text, std::string_view parameter,
                                      const query::Complaint& complaint);

}  // namespace trialkeep::site
