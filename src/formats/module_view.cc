#include "formats/module_view.h"

#include "formats/outline_generic.h"
#include "formats/outline_part.h"
#include "formats/outline_results.h"
#include "formats/outline_sites.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
using model::FieldId;

// How a module whose figures belong together is shown; null for the others.
ShowModule shower_of(FieldId module) {
  switch (module) {
    case piece::ParticipantFlowModule:
      return &show_participant_flow;
    case piece::BaselineCharacteristicsModule:
      return &show_baseline;
    case piece::OutcomeMeasuresModule:
      return &show_outcome_measures;
    case piece::AdverseEventsModule:
      return &show_adverse_events;
    default:
      return nullptr;
  }
}

bool is_single_structure(FieldId id) {
  return model::field(id).kind == model::ValueKind::kStructure && !model::field(id).is_list;
}

std::vector<Item> items_of(Part& member, Part& module, std::string_view nct) {
  std::vector<Item> items;
  if (member.field == piece::Location) {
    show_locations(module, items);
  } else if (member.field == piece::LargeDoc) {
    show_documents(module, nct, items);
  }
  show(member, items);
  return items;
}

// `part` is null where the record lacks the structure.
void add_fields(FieldId structure, Part* part, int depth, std::string_view nct, std::vector<FieldView>& out) {
  for (FieldId id : model::children(structure)) {
    Part* member = part == nullptr ? nullptr : part->find(id);
    const bool is_read_through =
        is_single_structure(id) && (member == nullptr || member->shape == Part::Shape::kObject);
    FieldView view{.field = id, .depth = depth, .is_heading = is_read_through, .items = {}};
    if (member != nullptr && !is_read_through) {
      view.items = items_of(*member, *part, nct);
    }
    out.push_back(std::move(view));
    if (is_read_through) {
      add_fields(id, member, depth + 1, nct, out);
    }
  }
}

}  // namespace

ModuleView make_module_view(const model::Study& study, FieldId module) {
  Part root = make_parts(study);
  Part* part = find_part(root, module);
  ModuleView view;
  view.is_present = part != nullptr;
  const ShowModule show_whole = shower_of(module);
  if (part != nullptr && (show_whole != nullptr || part->shape != Part::Shape::kObject)) {
    if (show_whole != nullptr) {
      show_whole(*part, view.whole);
    }
    show_members(*part, view.whole);
  }
  add_fields(module, part, 0, study.text(piece::NCTId), view.fields);
  if (part != nullptr) {
    show_unknown(*part, view.unknown);
  }
  return view;
}

bool is_module(FieldId id) {
  const FieldId section = model::field(id).parent;
  return section != model::kNoField && model::field(section).parent == model::kNoField &&
         model::field(id).kind == model::ValueKind::kStructure;
}

}  // namespace trialkeep::formats
