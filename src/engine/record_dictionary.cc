#include "engine/record_dictionary.h"

#include "base/strings.h"
#include "model/catalogue.h"

namespace trialkeep::engine {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;

void append_member(FieldId id, std::string& out);

void append_structure(FieldId parent, std::string& out) {
  out.push_back('{');
  for (FieldId child : model::children(parent)) {
    append_member(child, out);
  }
  out.push_back('}');
}

void append_member(FieldId id, std::string& out) {
  const Field& field = model::field(id);
  append_to(out, "\"", field.key, "\":", field.is_list ? "[" : "");
  switch (field.kind) {
    case ValueKind::kStructure:
      append_structure(id, out);
      break;
    case ValueKind::kEnum:
      for (const model::EnumValue& value : model::enum_types()[field.enum_type].values) {
        append_to(out, "\"", value.value, "\",\"", field.key, "\":");
      }
      break;
    case ValueKind::kBoolean:
      out.append("true,false");
      break;
    case ValueKind::kDate:
      out.append("\"2024-01-01\"");
      break;
    case ValueKind::kGeoPoint:
      append_to(out, "{\"", model::kGeoPointKeys[0], "\":,\"", model::kGeoPointKeys[1], "\":}");
      break;
    default:
      out.append("\"\"");
  }
  append_to(out, field.is_list ? "]" : "", ",");
}

}  // namespace

const std::string& record_dictionary() {
  // zstd weighs the end of a dictionary most, and protocol sections are in every record: they come last.
  static const std::string dictionary = [] {
    std::string out;
    const auto sections = model::children(model::kNoField);
    for (std::size_t i = sections.size(); i-- > 0;) {
      append_member(sections[i], out);
    }
    return out;
  }();
  return dictionary;
}

}  // namespace trialkeep::engine
