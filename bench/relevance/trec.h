#pragma once
// TREC Clinical Trials: patients described in words (topics), and which studies judges found fit for them (qrels).

#include <map>
#include <string>
#include <vector>

#include "base/nct.h"
#include "base/status.h"

namespace trialkeep::bench {

// 0: not relevant; 1: of the patient's condition, but the patient is excluded; 2: eligible.
using Judgments = std::map<NctNumber, int>;

struct Topic {
  int number = 0;
  std::string text;
  Judgments judgments;
};

// Topics in the order of the file, each with its judgments. kInvalidArgument for what is in neither form.
StatusOr<std::vector<Topic>> read_topics(const std::string& topics_path, const std::string& qrels_path);

}  // namespace trialkeep::bench
