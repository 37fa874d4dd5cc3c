#include "formats/markup_html.h"

#include "model/json_text.h"
#include "text/markup.h"

namespace trialkeep::formats {
namespace {

void append_value(model::Json json, model::FieldId id, std::string& out);

void append_object(simdjson::dom::object object, model::FieldId id, bool is_known, std::string& out) {
  out.push_back('{');
  bool is_first = true;
  for (const auto& [key, value] : object) {
    if (!is_first) {
      out.push_back(',');
    }
    is_first = false;
    model::append_json_string(key, out);
    out.push_back(':');
    const model::FieldId child = is_known ? model::find_child(id, key) : model::kNoField;
    if (child == model::kNoField) {
      out.append(simdjson::minify(value));
    } else {
      append_value(value, child, out);
    }
  }
  out.push_back('}');
}

void append_value(model::Json json, model::FieldId id, std::string& out) {
  if (simdjson::dom::array array; json.get(array) == simdjson::SUCCESS) {
    out.push_back('[');
    bool is_first = true;
    for (const model::Json entry : array) {
      if (!is_first) {
        out.push_back(',');
      }
      is_first = false;
      append_value(entry, id, out);
    }
    out.push_back(']');
    return;
  }
  std::string_view text;
  if (simdjson::dom::object object; json.get(object) == simdjson::SUCCESS) {
    append_object(object, id, true, out);
  } else if (model::field(id).kind == model::ValueKind::kMarkup && json.get(text) == simdjson::SUCCESS) {
    model::append_json_string(text::markup_to_html(text), out);
  } else {
    out.append(simdjson::minify(json));
  }
}

}  // namespace

std::string with_html_markup(const model::Study& study) {
  std::string out;
  if (simdjson::dom::object object; study.json().get(object) == simdjson::SUCCESS) {
    append_object(object, model::kNoField, true, out);
  }
  return out;
}

}  // namespace trialkeep::formats
