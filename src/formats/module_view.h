#pragma once
// One module of a record, field by field: every field that the catalogue knows of it, whether the record has it or
// not, and what the record says in it.

#include <vector>

#include "formats/outline.h"

namespace trialkeep::formats {

// A field of the module. Structures come before their fields; the fields of a list's entries are not listed, its
// entries are in its items.
struct FieldView {
  model::FieldId field = model::kNoField;
  int depth = 0;            // structures between it and the module
  bool is_heading = false;  // a structure whose fields follow one by one
  std::vector<Item> items;  // empty: the record lacks it, or `whole` shows it
};

struct ModuleView {
  bool is_present = false;  // the record has the module
  // What reads better as a whole, as on the study's page: figures by group. The fields have no items then.
  std::vector<Item> whole;
  std::vector<FieldView> fields;
  std::vector<Item> unknown;  // members that the catalogue lacks
};

// REQUIRES: `module` is a structure that lies in no list.
ModuleView make_module_view(const model::Study& study, model::FieldId module);

// True for the modules of the registry, which lie in the sections of a record.
bool is_module(model::FieldId id);

}  // namespace trialkeep::formats
