#pragma once
// The slow, obvious twin of the index: what a query means, as a loop over whole records and a recursive
// match. It shares with the program only the parser, the catalogue and what a word is.

#include <string>
#include <string_view>
#include <vector>

#include "model/study.h"
#include "query/tree.h"

namespace trialkeep::testing {

// The words of one value of a record.
struct Value {
  model::FieldId field;
  std::vector<std::string> words;  // folded
  std::string exact;               // the value as written; dates and numbers as text
};

// All values of a study.
std::vector<Value> values_of(const model::Study& study);

struct Weighted {
  model::FieldId field;
  double weight;
};
// The fields of a search area by its request parameter, of an area or of a piece.
std::vector<Weighted> fields_of_parameter(std::string_view parameter);

struct Match {
  bool matches = false;
  std::int64_t evidence = 0;  // -ln(1 - score) in units of 2^-32
};

Match evaluate(const query::Node& tree, const std::vector<Weighted>& area, const std::vector<Value>& values);

}  // namespace trialkeep::testing
