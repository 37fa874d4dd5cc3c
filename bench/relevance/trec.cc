#include "relevance/trec.h"

#include <fstream>
#include <pugixml.hpp>

#include "base/strings.h"

namespace trialkeep::bench {

StatusOr<std::vector<Topic>> read_topics(const std::string& topics_path, const std::string& qrels_path) {
  pugi::xml_document document;
  if (const auto parsed = document.load_file(topics_path.c_str()); !parsed) {
    return absl::InvalidArgumentError(concat(topics_path, " cannot be read: ", parsed.description(), "."));
  }
  std::vector<Topic> topics;
  for (const pugi::xml_node node : document.child("topics").children("topic")) {
    topics.push_back({node.attribute("number").as_int(), node.text().get(), {}});
  }
  std::ifstream qrels(qrels_path);
  int number = 0;
  int ignored = 0;
  int grade = 0;
  for (std::string nct; qrels >> number >> ignored >> nct >> grade;) {
    const auto study = NctNumber::from_canonical(nct);
    if (!study || grade < 0 || grade > 2) {
      return absl::InvalidArgumentError(concat(qrels_path, " holds \"", nct, "\", which is no judged study."));
    }
    for (Topic& topic : topics) {
      if (topic.number == number) {
        topic.judgments.emplace(*study, grade);
      }
    }
  }
  if (topics.empty() || !qrels.eof()) {
    return absl::InvalidArgumentError(concat(topics_path, " or ", qrels_path, " is not in TREC's form."));
  }
  return topics;
}

}  // namespace trialkeep::bench
