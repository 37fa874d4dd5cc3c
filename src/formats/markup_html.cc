#include "formats/markup_html.h"

#include "model/markup_fields.h"
#include "text/registry_html.h"

namespace trialkeep::formats {

std::string with_html_markup(std::string_view json) {
  std::string out;
  model::append_with_markup_changed(
      json, [](std::string_view stored) { return std::optional(text::markup_to_registry_html(stored)); }, out);
  return out;
}

}  // namespace trialkeep::formats
