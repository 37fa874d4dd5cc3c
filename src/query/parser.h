#pragma once
// Text to tree. Parsing never fails: it always gives a tree, and complaints about what it had to guess.

#include <string_view>
#include <vector>

#include "query/tree.h"

namespace trialkeep::query {

struct ParsedQuery {
  Node tree;                          // kNothing for an empty text
  std::vector<Complaint> complaints;  // in the order of the text
};

// Precedence from high to low: sources, NOT and context operators, AND (also what stands side by side), OR.
// A comma between words is a blank; before an operator it stands for AND. Texts beyond
// limits::kQueryBytes, trees deeper than kQueryDepth or larger than kQueryNodes get a complaint.
ParsedQuery parse(std::string_view text);

}  // namespace trialkeep::query
