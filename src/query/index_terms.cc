#include "base/strings.h"
#include "query/bound.h"

// Folded words hold no control characters.
namespace trialkeep::query {

std::string exact_term(std::string_view value) { return concat("\x01", value); }
std::string presence_term() { return "\x02"; }
std::string size_term(std::uint64_t entries) { return concat("\x03", entries); }
std::string typed_term(std::string_view typed) { return concat("\x04", typed); }
std::string facet_term(model::FieldId field, std::string_view value) {
  // The field's number, the high byte first, so that a field's values stand together in the dictionary.
  const char number[] = {static_cast<char>(field >> 8), static_cast<char>(field & 0xff)};
  return concat("\x05", std::string_view(number, sizeof number), value);
}

}  // namespace trialkeep::query
