#pragma once
// Made-up records of which a thesaurus can be made.

#include <fmt/format.h>
#include <string>
#include <vector>

#include "base/nct.h"

namespace trialkeep::testing {

inline std::string json_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "\"" : ",\"") + text + "\"";
  return "[" + list + "]";
}

struct MadeUp {
  std::vector<std::string> conditions = {};
  std::vector<std::string> meshes = {};
  std::vector<std::string> ancestors = {};
  std::vector<std::string> keywords = {};
  std::string intervention = {};
  std::vector<std::string> other_names = {};
  std::string summary = {};
  std::vector<std::string> drug_meshes = {};
};

inline std::string mesh_list(const std::vector<std::string>& terms) {
  std::string list;
  for (const std::string& term : terms) list += std::string(list.empty() ? "" : ",") + R"({"term":")" + term + "\"}";
  return "[" + list + "]";
}

inline std::string synonym_record(int number, const MadeUp& study) {
  return fmt::format(
      R"({{"protocolSection":{{"identificationModule":{{"nctId":"{}"}},"descriptionModule":{{"briefSummary":"{}"}},)"
      R"("conditionsModule":{{"conditions":{},"keywords":{}}},)"
      R"("armsInterventionsModule":{{"interventions":[{{"name":"{}","otherNames":{}}}]}}}},)"
      R"("derivedSection":{{"conditionBrowseModule":{{"meshes":{},"ancestors":{}}},)"
      R"("interventionBrowseModule":{{"meshes":{}}}}},"hasResults":false}})",
      NctNumber::from_value(static_cast<std::uint32_t>(number)).text(), study.summary, json_list(study.conditions),
      json_list(study.keywords), study.intervention, json_list(study.other_names), mesh_list(study.meshes),
      mesh_list(study.ancestors), mesh_list(study.drug_meshes));
}

}  // namespace trialkeep::testing
