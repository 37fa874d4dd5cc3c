#pragma once
// `trialkeep tag`: the named queries of a data folder.

#include <string>

namespace trialkeep::cli {

enum class TagAction { kList, kAdd, kRemove };

struct TagArguments {
  TagAction action = TagAction::kList;
  std::string name;   // kAdd, kRemove
  std::string query;  // kAdd
};

}  // namespace trialkeep::cli
