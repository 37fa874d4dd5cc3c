#include "relevance/measures.h"

#include <algorithm>
#include <cmath>

namespace trialkeep::bench {
namespace {

double gain_of(const std::vector<int>& grades, std::size_t depth) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(depth, grades.size()); ++i) {
    sum += grades[i] / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

}  // namespace

std::vector<NctNumber> judged_only(const std::vector<NctNumber>& ranking, const Judgments& judgments) {
  std::vector<NctNumber> judged;
  std::copy_if(ranking.begin(), ranking.end(), std::back_inserter(judged),
               [&](NctNumber nct) { return judgments.contains(nct); });
  return judged;
}

double ndcg(const std::vector<NctNumber>& ranking, const Judgments& judgments, std::size_t depth) {
  std::vector<int> grades;
  for (const NctNumber nct : ranking) {
    grades.push_back(judgments.at(nct));
  }
  std::vector<int> best;
  for (const auto& [nct, grade] : judgments) {
    best.push_back(grade);
  }
  std::sort(best.rbegin(), best.rend());
  return gain_of(grades, depth) / gain_of(best, depth);
}

double recall(const std::vector<NctNumber>& ranking, const Judgments& judgments, std::size_t depth) {
  const auto is_relevant = [&](NctNumber nct) {
    const auto found = judgments.find(nct);
    return found != judgments.end() && found->second > 0;
  };
  const auto end = ranking.begin() + static_cast<std::ptrdiff_t>(std::min(depth, ranking.size()));
  const auto all = std::count_if(judgments.begin(), judgments.end(), [](const auto& one) { return one.second > 0; });
  return static_cast<double>(std::count_if(ranking.begin(), end, is_relevant)) / static_cast<double>(all);
}

}  // namespace trialkeep::bench
