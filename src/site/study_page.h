#pragma once
// The whole record of a study as a page.

#include "engine/registry.h"
#include "formats/outline.h"
#include "http/message.h"
#include "site/html.h"

namespace trialkeep::site {

// The times of a stored study as an outline needs them.
formats::StudyTimes study_times(const engine::StoredStudy& study);

// REQUIRES: `outline` was made from `study`. `banner` stands above all.
http::Response study_page(const engine::StoredStudy& study, const formats::Outline& outline, const Html& banner = {});

}  // namespace trialkeep::site
