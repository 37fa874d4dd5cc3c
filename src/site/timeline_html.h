#pragma once
// The dates of a study as a picture: a line for each, set by time, with the time between start and completion as a bar.

#include "formats/outline.h"
#include "site/html.h"

namespace trialkeep::site {

// A picture of the dates of an outline's section, with a text alternative. Empty when fewer than two can be read:
// the section says them in words in any case.
Html timeline_html(const formats::Section& dates);

}  // namespace trialkeep::site
