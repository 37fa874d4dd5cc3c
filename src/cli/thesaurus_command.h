#pragma once
// `trialkeep thesaurus`: what phrases expand to and why.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/registry.h"

namespace trialkeep::cli {

enum class ThesaurusAction { kExplain, kBuild, kList, kImport };

struct ThesaurusArguments {
  ThesaurusAction action = ThesaurusAction::kExplain;
  std::vector<std::string> words;  // explain: one phrase
  std::uint64_t limit = 20;        // list
  bool refused = false;            // list: what is not used
  std::string file;                // import
  std::string name;                // import; empty: that of the file
};

std::string thesauri_as_json(const std::vector<engine::ThesaurusInfo>& thesauri);
void print_thesauri(const std::vector<engine::ThesaurusInfo>& thesauri);

}  // namespace trialkeep::cli
