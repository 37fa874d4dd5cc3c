#include "api/catalogue_answers.h"

#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "base/strings.h"
#include "model/catalogue.h"
#include "model/json_text.h"

namespace trialkeep::api {
namespace {

using model::Field;
using model::FieldId;

void append_member(std::string_view key, std::string_view value, std::string& out) {
  append_to(out, out.back() == '{' ? "" : ",", "\"", key, "\":");
  model::append_json_string(value, out);
}

void append_optional(std::string_view key, std::string_view value, std::string& out) {
  if (!value.empty()) {
    append_member(key, value, out);
  }
}

void append_if_true(std::string_view key, bool value, std::string& out) {
  if (value) {
    append_to(out, ",\"", key, "\":true");
  }
}

// Appends the entries that `append_entry(entry)` writes, with commas between and brackets around.
template <typename Entries, typename AppendEntry>
void append_array(const Entries& entries, std::string& out, const AppendEntry& append_entry) {
  out.push_back('[');
  bool is_first = true;
  for (const auto& entry : entries) {
    out.append(is_first ? "" : ",");
    is_first = false;
    append_entry(entry);
  }
  out.push_back(']');
}

std::string_view source_type_of(const Field& field) {
  if (!field.source_type.empty()) {
    return field.source_type;
  }
  return field.kind == model::ValueKind::kInteger ? "NUMERIC" : "TEXT";
}

// The registry writes 1.0 where fmt writes 1.
std::string weight_text(double weight) {
  const std::string text = fmt::format("{}", weight);
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::vector<FieldId> fields_below(FieldId parent, bool with_indexed_only) {
  std::vector<FieldId> out;
  for (FieldId id = 0; id < model::fields().size(); ++id) {
    const Field& field = model::field(id);
    if (field.parent == parent && (with_indexed_only || !field.is_indexed_only)) {
      out.push_back(id);
    }
  }
  return out;
}

// As deep as the catalogue is.
void append_nodes(FieldId parent, bool with_indexed_only, std::string& out) {
  append_array(fields_below(parent, with_indexed_only), out, [&](FieldId id) {
    const Field& field = model::field(id);
    out.push_back('{');
    append_member("name", field.key, out);
    append_member("piece", field.piece, out);
    append_optional("title", field.title, out);
    append_if_true("nested", field.is_nested, out);
    append_member("sourceType", source_type_of(field), out);
    append_member("type", field.type, out);
    append_optional("description", field.description, out);
    append_if_true("isEnum", field.kind == model::ValueKind::kEnum, out);
    append_if_true("synonyms", field.has_synonyms, out);
    append_if_true("indexedOnly", field.is_indexed_only, out);
    if (!field.alternative_pieces.empty()) {
      out.append(",\"altPieceNames\":");
      append_array(field.alternative_pieces, out, [&](std::string_view name) { model::append_json_string(name, out); });
    }
    if (!field.definition_url.empty()) {
      out.append(",\"dedLink\":{");
      append_member("label", field.definition_label, out);
      append_member("url", field.definition_url, out);
      out.push_back('}');
    }
    if (!fields_below(id, with_indexed_only).empty()) {
      out.append(",\"children\":");
      append_nodes(id, with_indexed_only, out);
    }
    out.push_back('}');
  });
}

std::string make_metadata(bool with_indexed_only) {
  std::string out;
  append_nodes(model::kNoField, with_indexed_only, out);
  return out;
}

std::string make_search_areas() {
  std::string out = "[{\"name\":\"Study\",\"areas\":";
  append_array(model::areas(), out, [&](const model::Area& area) {
    out.push_back('{');
    append_member("name", area.name, out);
    append_optional("param", area.parameter, out);
    append_optional("uiLabel", area.ui_label, out);
    out.append(",\"parts\":");
    append_array(area.parts, out, [&](const model::AreaPart& part) {
      out.append("{\"pieces\":");
      append_array(part.pieces, out, [&](FieldId id) { model::append_json_string(model::field(id).piece, out); });
      append_member("type", part.type, out);
      append_to(out, ",\"weight\":", weight_text(part.weight), ",\"isEnum\":", part.is_enum ? "true" : "false",
                ",\"isSynonyms\":", part.has_synonyms ? "true" : "false", "}");
    });
    out.push_back('}');
  });
  return out + "}]";
}

void append_enum_value(const model::EnumValue& value, std::string& out) {
  out.push_back('{');
  append_member("value", value.value, out);
  append_member("legacyValue", value.legacy_value, out);
  if (!value.legacy_exceptions.empty()) {
    out.append(",\"exceptions\":{");
    for (const model::EnumException& exception : value.legacy_exceptions) {
      append_member(model::field(exception.piece).piece, exception.legacy_value, out);
    }
    out.push_back('}');
  }
  out.push_back('}');
}

std::string make_enums() {
  std::string out;
  append_array(model::enum_types(), out, [&](const model::EnumType& type) {
    out.push_back('{');
    append_member("type", type.name, out);
    out.append(",\"values\":");
    append_array(type.values, out, [&](const model::EnumValue& value) { append_enum_value(value, out); });
    std::vector<std::string_view> pieces;
    for (const Field& field : model::fields()) {
      if (field.kind == model::ValueKind::kEnum && model::enum_types()[field.enum_type].name == type.name) {
        pieces.push_back(field.piece);
      }
    }
    out.append(",\"pieces\":");
    append_array(pieces, out, [&](std::string_view piece) { model::append_json_string(piece, out); });
    out.push_back('}');
  });
  return out;
}

}  // namespace

const std::string& metadata_json(bool with_indexed_only) {
  static const std::string record = make_metadata(false);
  static const std::string all = make_metadata(true);
  return with_indexed_only ? all : record;
}

const std::string& search_areas_json() {
  static const std::string body = make_search_areas();
  return body;
}

const std::string& enums_json() {
  static const std::string body = make_enums();
  return body;
}

}  // namespace trialkeep::api
