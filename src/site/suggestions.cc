#include "site/suggestions.h"

#include <algorithm>

#include "base/strings.h"
#include "model/catalogue.h"
#include "model/json_text.h"

namespace trialkeep::site {
namespace {

constexpr std::size_t kOfOneKind = 8;
constexpr std::size_t kOfEachKind = 4;

struct Kind {
  std::string_view name;
  std::string_view label;
  model::FieldId field;
};
constexpr Kind kKinds[] = {{"condition", "Condition", model::piece::Condition},
                           {"intervention", "Intervention", model::piece::InterventionName},
                           {"sponsor", "Sponsor", model::piece::LeadSponsorName}};

}  // namespace

std::vector<std::string_view> suggestion_kinds() {
  std::vector<std::string_view> names;
  for (const Kind& kind : kKinds) {
    names.push_back(kind.name);
  }
  return names;
}

StatusOr<std::string> suggestions_json(engine::Registry& registry, std::string_view typed, std::string_view in) {
  const bool is_one =
      std::any_of(std::begin(kKinds), std::end(kKinds), [&](const Kind& kind) { return kind.name == in; });
  std::string out = "[";
  for (const Kind& kind : kKinds) {
    if (is_one && kind.name != in) {
      continue;
    }
    ASSIGN_OR_RETURN(const auto suggestions, registry.suggest(kind.field, typed, is_one ? kOfOneKind : kOfEachKind));
    for (const engine::Suggestion& one : suggestions) {
      out.append(out.size() == 1 ? "" : ",").append("{\"value\":");
      model::append_json_string(one.value, out);
      append_to(out, ",\"kind\":\"", kind.label, "\",\"studies\":", one.studies, "}");
    }
  }
  return out + "]";
}

}  // namespace trialkeep::site
