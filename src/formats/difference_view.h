#pragma once
// The difference of two versions for a terminal and for programs. Pages take the same description
// (difference_view_outline.h) as the terminal does, so that they cannot disagree.

#include <string>

#include "base/instant.h"
#include "formats/text_view.h"
#include "model/difference.h"

namespace trialkeep::formats {

struct VersionLabel {
  unsigned number = 0;        // as the history counts them
  Instant first_observed;     // when this folder first saw the version
  std::string registry_date;  // the registry's own date of the version; empty: not known
};

struct ComparedVersions {
  std::string nct;
  VersionLabel from;
  VersionLabel to;
};

// Changes by module and entry, with the registry's labels. In long texts `[-deleted-]` and `{+inserted+}`
// words, or the same in colour; equal stretches that are long are left out with a mark.
std::string print_difference(const ComparedVersions& versions, const model::Difference& difference,
                             const TextStyle& style);

// One object, without blanks and line breaks:
//   {"nctId", "from": {"version", "firstObserved", "registryDate"?}, "to": {...},
//    "counts": {"added", "removed", "changed", "moved"}, "modules": [piece...],
//    "changes": [{"kind", "piece", "path", "label", "module",
//                 "place": [{"piece", "name", "from", "to"}...], "old"?, "new"?, "words"?}...]}
// `piece` and `module` are null for what the catalogue lacks. `from` and `to` of a place are positions from
// 1, null in the version that lacks the entry. `old` and `new` are the JSON values. `words`, of long texts,
// are [" ", same], ["-", deleted], ["+", inserted]: joined, they give both texts to the letter.
std::string difference_json(const ComparedVersions& versions, const model::Difference& difference);

}  // namespace trialkeep::formats
