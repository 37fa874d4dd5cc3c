#include "formats/record_values.h"

namespace trialkeep::formats {

std::string scalar_text(model::Json value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    return std::string(text);
  }
  return value.is_number() || value.is_bool() ? simdjson::minify(value) : std::string();
}

std::string_view text_below(model::Json entry, model::FieldId entry_field, model::FieldId id) {
  std::string_view text;
  const auto found = model::descend(entry, entry_field, id);
  return found && found->get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::string_view label_of(model::FieldId id, std::string_view constant) {
  return model::enum_label(model::field(id).enum_type, constant);
}

}  // namespace trialkeep::formats
