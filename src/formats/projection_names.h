#pragma once
// Names of fields as people write them: what they stand for, and what is nearest to one that is wrong.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"

namespace trialkeep::formats {

// The fields of a record that a piece, alternative piece, area or dotted path names; nullopt when `name`
// is none of them, or names what can only be searched.
std::optional<std::vector<model::FieldId>> fields_named(std::string_view name);

// A name of fields_named() that is wrong, and right ones that look like it, best first.
struct UnknownName {
  std::string name;
  std::vector<std::string> nearest;
};

// More unknown names than this are not looked into: each costs a look at every name of the catalogue.
inline constexpr std::size_t kUnknownNamesListed = 8;

// The first kUnknownNamesListed unknown names among `names`, in order, each once.
std::vector<UnknownName> unknown_names(const std::vector<std::string>& names);

// "StudyDesign" (perhaps DesignInfo), "Foo"
std::string list_unknown_names(const std::vector<UnknownName>& unknown);

}  // namespace trialkeep::formats
