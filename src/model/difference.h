#pragma once
// The difference of two versions of a study, field by field: what was added, removed, changed or moved.
// Entries of lists are matched by what they are (an outcome by its measure, a site by its name and city),
// so an entry that moved is not one deleted and one added. How a change reads is no matter of this file.
//
// The registry's release stamp is no change (model/canonical.h). Numbers count as written by value and
// type: 1.0 and 1.00 are the same, 1 and 1.0 are not.

#include <cstdint>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/study.h"

namespace trialkeep::model {

// Entries that neither equality nor their identity matches are matched by their words, unless that means
// comparing more pairs than this in one list, or more words than that in one difference. Beyond, they count
// as removed and added. All else costs little more than reading both records.
inline constexpr std::size_t kSimilarPairsMax = 10'000;
inline constexpr std::uint64_t kSimilarWordsMax = 20'000'000;

enum class ChangeKind : std::uint8_t { kAdded, kRemoved, kChanged, kMoved };

// A scalar (or geo point) of a structure.
struct ContentFact {
  FieldId field = kNoField;  // kNoField: a member that the catalogue lacks
  std::string path;          // dotted, without positions
  bool is_text = false;
  std::string text;  // the text itself, else the JSON: digits, true, false, null, a geo point
};

// One side of a change.
struct Content {
  enum class Shape : std::uint8_t {
    kNone,       // nothing on this side, or nothing to say
    kText,       // `text` is the text itself
    kLiteral,    // `text` is JSON: digits, true, false, null, a geo point
    kStructure,  // `text` is the compact JSON of an object or array, `facts` its scalars in wire order
  };
  Shape shape = Shape::kNone;
  std::string text;
  std::vector<ContentFact> facts;
};

// An entry of a list, on the way from the record to a change or the changed thing itself.
struct Step {
  FieldId field = kNoField;  // of the list; kNoField: one that the catalogue lacks
  std::string name;          // what the entry is known by, of the newer version if it has it; may be empty
  std::uint32_t older = 0;   // position, from 1; 0: not in that version
  std::uint32_t newer = 0;
};

// - A scalar that differs is one kChanged, kAdded or kRemoved.
// - An entry or a structure below a module that only one version has is one kAdded or kRemoved with all that is
//   in it. Sections and modules that only one version has are told member by member.
// - An entry that has another place among the entries which both versions have is one kMoved without contents
//   (those of a scalar on both sides); what changed within it is told beside.
struct Change {
  ChangeKind kind = ChangeKind::kChanged;
  FieldId field = kNoField;  // kNoField: a member that the catalogue lacks
  FieldId known = kNoField;  // `field`, or the nearest known structure above; kNoField: the record
  std::string path;          // dotted, without positions
  std::vector<Step> place;   // outermost first; the last is the change's own where it is of a whole entry
  bool is_entry = false;     // the change is of the whole entry that `place` ends with
  Content older;
  Content newer;
};

// In wire order; within a list by position, what was removed before what followed it.
using Difference = std::vector<Change>;

// REQUIRES: both studies outlive the call (they come from parsers of their own).
Difference compare(const Study& older, const Study& newer);

// The module that holds a change: the known field two steps below the record, or what is nearest to it
// (`HasResults` is its own); kNoField for an unknown member of the record itself.
FieldId module_of(const Change& change);

// The modules, or the pieces themselves, that have changes: each once, in wire order. A whole entry counts
// as its list. Members that the catalogue lacks count as the known structure above them, if any.
std::vector<FieldId> changed_modules(const Difference& difference);
std::vector<FieldId> changed_pieces(const Difference& difference);

// Whether the change is of `id`, of something below it, or of a structure that holds a value of it.
bool concerns(const Change& change, FieldId id);

}  // namespace trialkeep::model
