#pragma once
// The whole record of a study as a page.

#include <optional>
#include <vector>

#include "engine/registry.h"
#include "engine/tags.h"
#include "formats/outline.h"
#include "http/message.h"
#include "site/as_of.h"
#include "site/near.h"

namespace trialkeep::site {

// The times of a stored study as an outline needs them.
formats::StudyTimes study_times(const engine::StoredStudy& study);

// With the tags that hold for it, and its sites by distance from `place`, where there is one; its links stay in the
// time of `as_of`. REQUIRES: `outline` was made from `study`, which is that of then.
http::Response study_page(const engine::StoredStudy& study, formats::Outline outline,
                          const std::optional<NearPlace>& place = std::nullopt,
                          const std::vector<engine::Tag>& tags = {}, const AsOf& as_of = {});

}  // namespace trialkeep::site
