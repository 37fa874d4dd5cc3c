#pragma once
// The difference of two versions as a fragment of a page.

#include "formats/difference_view_outline.h"
#include "site/html.h"

namespace trialkeep::site {

// How much changed, then a section for each module, reachable as "#<its id>", with headings from level 2.
// What is deleted is <del>, what is inserted <ins>, each said aloud by unseen words. Classes:
//   changes    the list of an entry's changes, a <dl>; changes-count the sentence before all
//   change     one of them, with its kind: added, removed, changed, moved; long when words are compared
//   words      a long text with its <del> and <ins>; its line breaks count (white-space: pre-line)
//   skipped    stands for a long stretch of it that is the same
Html difference_html(const formats::ShownDifference& difference);

// The same as a table for each entry, the older version beside the newer.
Html difference_sides_html(const formats::ShownDifference& difference);

// Marked for eyes and ears.
Html deleted(const Html& content);
Html inserted(const Html& content);

// The values of a structure that was added or removed.
Html facts_html(const formats::ShownChange& change);

}  // namespace trialkeep::site
