#pragma once
// A query as a tree, and what is wrong with its text.
//
// Source of the language: spec/API.md section 4 (the registry's query language, Essie).

#include <cstddef>
#include <string>
#include <vector>

namespace trialkeep::query {

// Bytes [begin, end) of the query's text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class NodeKind {
  kNothing,    // an empty query
  kTerm,       // a run of words and quoted phrases
  kAll,        // ALL
  kMissing,    // MISSING
  kRange,      // RANGE[low, high]
  kDistance,   // DISTANCE[latitude, longitude, radius]
  kNot,        // one child, as have the five below
  kArea,       // AREA[name]
  kSearch,     // SEARCH[name]
  kCoverage,   // COVERAGE[name]
  kExpansion,  // EXPANSION[name]
  kTilt,       // TILT[name]
  kAnd,        // two children or more, none of them a kAnd
  kOr,         // two children or more, none of them a kOr
};

// A word or a quoted phrase of a term, as typed but for escapes.
struct TermPart {
  std::string text;
  bool is_quoted = false;
};

struct Node {
  NodeKind kind = NodeKind::kNothing;
  Span span;
  std::vector<TermPart> parts;          // kTerm
  std::vector<std::string> parameters;  // what stands in the brackets
  std::vector<Node> children;
};

// Something wrong with a query's text.
struct Complaint {
  Span span;
  std::string message;        // for people: what was found, a full sentence
  std::string remedy;         // what to write instead; may be empty
  std::string registry_text;  // the registry's own words for it (spec/API.md section 9)
};

// The tree in canonical spelling: parse(print(tree)) gives the same tree, spans apart.
std::string print(const Node& tree);

// Equality but for spans.
bool same_tree(const Node& a, const Node& b);

// The query's text with a caret line under the complaint, the message and the remedy; for terminals.
std::string show_complaint(const std::string& query_text, const Complaint& complaint);

}  // namespace trialkeep::query
