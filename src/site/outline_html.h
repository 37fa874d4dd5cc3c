#pragma once
// The sections of an outline as HTML: facts as description lists, tables, groups below headings. Long tables, many
// countries and many groups of one kind are folded; what is folded is in the page all the same.

#include "formats/outline.h"
#include "site/glossary.h"
#include "site/html.h"

namespace trialkeep::site {

// What a page puts around a section's items.
struct SectionExtras {
  Html before;  // below the heading
  Html after;
};

// A section with its heading, reachable as "#<id>".
Html section_html(const formats::Section& section, const SectionExtras& extras, UsedTerms& terms);

// Items without a section around them, titles as headings of the third level and below.
Html items_html(const std::vector<formats::Item>& items, UsedTerms& terms);

// The values one below the other; one alone stands in its line.
Html values_html(const formats::Cell& values);

// A link to each section, and to each chapter of the results.
Html contents_html(const formats::Outline& outline);

}  // namespace trialkeep::site
