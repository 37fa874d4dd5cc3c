#pragma once
// The sites of a study on a map: outlines of countries that this program serves itself (assets/world.svg, made by
// tools/world_map from Natural Earth's data, which are in the public domain), a point for each place.

#include "formats/outline.h"
#include "site/html.h"

namespace trialkeep::site {

// The map of the sites in a section's tables, drawn in to where they are, with a text alternative. Empty when none has
// coordinates.
Html map_html(const formats::Section& contacts);

}  // namespace trialkeep::site
