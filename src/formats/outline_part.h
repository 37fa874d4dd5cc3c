#pragma once
// A record as a tree that remembers which of its scalars a section has shown already. Sections take what
// they know how to show; what is left at the end is shown generically. So an outline is complete by
// construction, whatever the record holds.

#include <string_view>
#include <vector>

#include "model/study.h"

namespace trialkeep::formats {

struct Part {
  enum class Shape { kScalar, kObject, kList };  // a geo point of two numbers is a scalar

  model::FieldId field = model::kNoField;  // kNoField: the record itself, or unknown
  bool is_unknown = false;                 // a member that the catalogue lacks, or something below one
  std::string_view key;                    // of a member
  model::Json value;
  Shape shape = Shape::kScalar;
  bool is_shown = false;    // of scalars
  std::vector<Part> below;  // members or entries, in the record's order

  // The member `id` of this object; null when it lacks it or is no object.
  Part* find(model::FieldId id);
};

// REQUIRES: the study outlives the tree.
Part make_parts(const model::Study& study);

// The value at `id` below `root`, the whole record; null where it is missing or lies behind a list.
Part* find_part(Part& root, model::FieldId id);

// The objects that the member `id` of `object` holds: entries of a list of any depth, or the one object
// that stands there without a list. Values of other types are left out.
std::vector<Part*> objects(Part* object, model::FieldId id);

// True when a scalar at or below the part is still to be shown. Known ones only, or unknown ones too.
bool has_unshown(const Part& part);
bool has_unshown_known(const Part& part);

}  // namespace trialkeep::formats
