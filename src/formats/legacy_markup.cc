#include "formats/legacy_markup.h"

#include "model/markup_fields.h"
#include "text/markup_legacy.h"

namespace trialkeep::formats {

void append_with_legacy_markup(std::string_view json, std::string& out) {
  const auto change = [](std::string_view stored) -> std::optional<std::string> {
    std::string legacy = text::markup_to_legacy(stored);
    return legacy == stored ? std::nullopt : std::optional(std::move(legacy));
  };
  model::append_with_markup_changed(json, change, out);
}

}  // namespace trialkeep::formats
