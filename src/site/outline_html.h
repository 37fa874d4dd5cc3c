#pragma once
// The sections of an outline as HTML: facts as description lists, tables, groups below headings.

#include "formats/outline.h"
#include "site/html.h"

namespace trialkeep::site {

// A section with its heading, reachable as "#<id>".
Html section_html(const formats::Section& section);

// The values one below the other; one alone stands in its line.
Html values_html(const formats::Cell& values);

// A link to each section.
Html contents_html(const formats::Outline& outline);

}  // namespace trialkeep::site
