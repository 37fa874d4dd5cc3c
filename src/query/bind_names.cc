#include "query/bind_names.h"

#include "base/check.h"
#include "base/names.h"
#include "base/strings.h"

namespace trialkeep::query {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;

std::vector<WeightedField> fields_of_area(const model::Area& area) {
  std::vector<WeightedField> fields;
  for (const model::AreaPart& part : area.parts) {
    for (FieldId id : part.pieces) {
      fields.push_back({id, part.weight, part.has_synonyms});
    }
  }
  return fields;
}

// The leaves at and below a field, each with weight 1. What can only be searched is found by its own name alone.
std::vector<WeightedField> fields_of_piece(FieldId id) {
  std::vector<WeightedField> fields;
  for (std::size_t i = id; i < model::fields().size(); ++i) {
    const auto leaf = static_cast<FieldId>(i);
    if (!model::is_within(leaf, id)) {
      break;  // rows stand parents before children, a structure's rows together
    }
    const Field& row = model::field(leaf);
    if (row.kind != ValueKind::kStructure && (leaf == id || !row.is_indexed_only)) {
      fields.push_back({leaf, 1.0, row.has_synonyms});
    }
  }
  return fields;
}

}  // namespace

FieldId find_named_piece(std::string_view name) {
  const FieldId id = model::find_piece(name);
  return id != model::kNoField ? id : model::find_path(name);
}

NamedArea find_named_area(std::string_view name) {
  if (const model::Area* area = model::find_area(name)) {
    return {true, fields_of_area(*area), model::kNoField};
  }
  const FieldId id = find_named_piece(name);
  return id == model::kNoField ? NamedArea() : NamedArea{true, fields_of_piece(id), id};
}

std::string suggest_name(std::string_view name, std::string_view keyword) {
  std::vector<std::string_view> names;
  for (const model::Area& area : model::areas()) {
    names.push_back(area.name);
  }
  for (const Field& field : model::fields()) {
    names.push_back(field.piece);
  }
  const std::string_view best = nearest_name(name, names);
  return best.empty() ? std::string("Names are those of the registry's search areas and data fields.")
                      : concat("Perhaps ", keyword, "[", best, "] is meant.");
}

FieldId list_around(FieldId id) {
  while (id != model::kNoField && !model::field(id).is_list) {
    id = model::field(id).parent;
  }
  return id;
}

SearchArea area_of_parameter(std::string_view parameter) {
  // query.lead is no search area but one field (spec/API.md section 2).
  if (parameter == "lead") {
    const Field& lead = model::field(model::piece::LeadSponsorName);
    return {{{model::piece::LeadSponsorName, 1.0, lead.has_synonyms}}, std::string(lead.label)};
  }
  if (parameter == "advanced") {
    return {area_of_parameter("term").fields, "advanced filter"};
  }
  const model::Area* area = model::find_area_of_parameter(parameter);
  CHECK(area != nullptr);
  return {fields_of_area(*area), std::string(area->ui_label)};
}

}  // namespace trialkeep::query
