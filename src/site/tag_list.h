#pragma once
// Tags on pages: those that hold for a study, and the query behind one. Their links stay in the time of `as_of`.

#include <vector>

#include "engine/tags.h"
#include "site/html.h"

namespace trialkeep::site {

// The tags there are; none where their file cannot be read, which `trialkeep tag list` tells about.
std::vector<engine::Tag> known_tags(engine::Registry& registry);

// A list of links, each to the studies of the tag; empty when there is no tag.
Html tag_list(const std::vector<engine::Tag>& tags, const std::string& as_of = {});

// Folded: the query of a tag, with a link to search for it as a query that can be changed.
Html tag_query(const engine::Tag& tag, const std::string& as_of = {});

}  // namespace trialkeep::site
