#pragma once
// A query bound to the catalogue: numbered fields with weights and folded words, ready to be searched.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "query/tree.h"

namespace trialkeep::query {

struct WeightedField {
  model::FieldId field;
  double weight;  // 0..1, what an occurrence in it is worth
};

// A value that is one term as a whole: an enum constant, a boolean, a day, month or year, a number.
struct ExactTerm {
  WeightedField field;
  std::string term;  // in the spelling of exact_term()
};

enum class BoundKind { kNone, kAll, kTerm, kAnd, kOr, kNot };

struct BoundNode {
  BoundKind kind = BoundKind::kNone;
  // kTerm: matches a document in which every phrase occurs in some of `fields`, or that has an exact term.
  std::vector<std::vector<std::string>> phrases;  // folded words, each phrase at least one
  std::vector<WeightedField> fields;
  std::vector<ExactTerm> exact;
  std::vector<BoundNode> children;  // kAnd, kOr: any number; kNot: one
};

// Where a text without AREA[] is searched.
struct SearchArea {
  std::vector<WeightedField> fields;
  std::string label;  // as the registry names it in error texts; may be empty
};

// The area of a request parameter ("cond"), of an area name, or of a piece; REQUIRES: it exists.
SearchArea area_of_parameter(std::string_view parameter);

struct BoundQuery {
  BoundNode root;
  std::vector<Complaint> complaints;
};

// An empty query binds to kAll.
BoundQuery bind(const Node& tree, const SearchArea& area);

// The index term of a value that is one term as a whole. It never equals a folded word.
std::string exact_term(std::string_view value);
// The exact terms under which a date value is indexed: its year, its month, its day, as far as it has them.
std::vector<std::string> exact_date_terms(std::string_view date);

}  // namespace trialkeep::query
