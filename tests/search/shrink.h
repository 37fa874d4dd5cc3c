#pragma once
// A smaller query with the same fault.

#include <functional>
#include <vector>

#include "query/parser.h"
#include "query/tree.h"

namespace trialkeep::testing {

// Trees that are smaller than `tree` by one step.
inline std::vector<query::Node> smaller_trees(const query::Node& tree) {
  std::vector<query::Node> smaller(tree.children.begin(), tree.children.end());
  for (std::size_t i = 0; tree.children.size() > 2 && i < tree.children.size(); ++i) {
    smaller.push_back(tree);
    smaller.back().children.erase(smaller.back().children.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (std::size_t i = 0; i < tree.parts.size(); ++i) {
    if (tree.parts.size() > 1) {
      smaller.push_back(tree);
      smaller.back().parts.erase(smaller.back().parts.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const std::string& text = tree.parts[i].text;
    if (const std::size_t blank = text.find_first_of(" -/"); blank != std::string::npos) {
      for (const std::string& shorter : {text.substr(0, blank), text.substr(blank + 1)}) {
        if (shorter.empty()) continue;
        smaller.push_back(tree);
        smaller.back().parts[i].text = shorter;
      }
    }
  }
  for (std::size_t i = 0; i < tree.children.size(); ++i) {
    for (query::Node& child : smaller_trees(tree.children[i])) {
      smaller.push_back(tree);
      smaller.back().children[i] = std::move(child);
    }
  }
  return smaller;
}

// The smallest query, by steps of smaller_trees(), that is still at fault.
inline std::string shrink(const std::string& text, const std::function<bool(const std::string&)>& is_at_fault) {
  query::Node tree = query::parse(text).tree;
  std::string smallest = text;
  for (bool again = true; again;) {
    again = false;
    for (query::Node& candidate : smaller_trees(tree)) {
      const std::string printed = query::print(candidate);
      if (!is_at_fault(printed)) continue;
      smallest = printed;
      tree = std::move(candidate);
      again = true;
      break;
    }
  }
  return smallest;
}

}  // namespace trialkeep::testing
