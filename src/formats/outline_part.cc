#include "formats/outline_part.h"

#include <algorithm>

namespace trialkeep::formats {
namespace {

using model::FieldId;
using model::Json;
using model::kNoField;

bool is_geo_point(Json value, FieldId id) {
  if (id == kNoField || model::field(id).kind != model::ValueKind::kGeoPoint || !value.is_object()) {
    return false;
  }
  std::size_t members = 0;
  for (const auto [key, member] : simdjson::dom::object(value)) {
    const bool is_coordinate = std::find(std::begin(model::kGeoPointKeys), std::end(model::kGeoPointKeys), key) !=
                               std::end(model::kGeoPointKeys);
    if (!is_coordinate || !member.is_number()) {
      return false;
    }
    ++members;
  }
  return members == std::size(model::kGeoPointKeys);
}

Part make_part(Json value, FieldId id, std::string_view key, bool is_unknown) {
  Part part{.field = id, .is_unknown = is_unknown, .key = key, .value = value, .below = {}};
  if (value.is_array()) {
    part.shape = Part::Shape::kList;
    for (Json entry : simdjson::dom::array(value)) {
      part.below.push_back(make_part(entry, id, {}, is_unknown));
    }
  } else if (value.is_object() && !is_geo_point(value, id)) {
    part.shape = Part::Shape::kObject;
    for (const auto [member_key, member] : simdjson::dom::object(value)) {
      const FieldId child = is_unknown ? kNoField : model::find_child(id, member_key);
      part.below.push_back(make_part(member, child, member_key, child == kNoField));
    }
  }
  return part;
}

void collect_objects(Part& part, std::vector<Part*>& out) {
  if (part.shape == Part::Shape::kObject) {
    out.push_back(&part);
  } else if (part.shape == Part::Shape::kList) {
    for (Part& entry : part.below) {
      collect_objects(entry, out);
    }
  }
}

}  // namespace

Part* Part::find(FieldId id) {
  if (shape != Shape::kObject) {
    return nullptr;
  }
  for (Part& member : below) {
    if (member.field == id && !member.is_unknown) {
      return &member;
    }
  }
  return nullptr;
}

Part make_parts(const model::Study& study) { return make_part(study.json(), kNoField, {}, false); }

Part* find_part(Part& root, FieldId id) {
  const FieldId parent = model::field(id).parent;
  Part* above = parent == kNoField ? &root : find_part(root, parent);
  return above == nullptr ? nullptr : above->find(id);
}

std::vector<Part*> objects(Part* object, FieldId id) {
  std::vector<Part*> out;
  Part* member = object == nullptr ? nullptr : object->find(id);
  if (member != nullptr) {
    collect_objects(*member, out);
  }
  return out;
}

bool has_unshown(const Part& part) {
  return part.shape == Part::Shape::kScalar ? !part.is_shown
                                            : std::any_of(part.below.begin(), part.below.end(), has_unshown);
}

bool has_unshown_known(const Part& part) {
  if (part.is_unknown) {
    return false;
  }
  return part.shape == Part::Shape::kScalar ? !part.is_shown
                                            : std::any_of(part.below.begin(), part.below.end(), has_unshown_known);
}

}  // namespace trialkeep::formats
