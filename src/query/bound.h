#pragma once
// A query bound to the catalogue and the thesaurus: numbered fields with weights, words with all that may
// stand for them, values as the index spells them. It says everything that the search needs to know; what it
// means is told in docs/reference/query-language.md.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "query/thesaurus.h"
#include "query/tree.h"
#include "text/words.h"

namespace trialkeep::query {

// What a match is worth beside one of the words as asked for (docs/reference/query-language.md, Worth).
inline constexpr double kVariantSimilarity = 0.95;   // a lexical variant in the place of a word
inline constexpr double kCompoundSimilarity = 0.95;  // a compound written the other way
inline constexpr double kSynonymSimilarity = 0.8;    // the registry calls it a slight penalty
inline constexpr double kApartSimilarity = 0.1;      // words that stand apart: a significant penalty

// Phrases of more words have no compounds.
inline constexpr std::size_t kCompoundWordsMax = 8;

struct WeightedField {
  model::FieldId field;
  double weight;              // 0..1, what an occurrence in it is worth
  bool has_synonyms = false;  // synonyms are looked for in it
};

// One of the words that may stand in a place of a form.
struct FormWord {
  std::string word;  // folded
  double similarity = 1;
  // Only for forms that are matched as typed:
  std::string typed = {};  // the word to the letter
  text::LetterCase letters = text::LetterCase::kLower;
  text::Joint joint = text::Joint::kBlank;  // what stands before it; of no matter for the first word
};

// Words that follow each other in one value: in each slot one of the slot's words.
struct Form {
  std::vector<std::vector<FormWord>> slots;  // at least one, none empty; the word asked for first
  double similarity = 1;
  bool is_synonym = false;  // only looked for in fields with synonyms
};

// A part of an unquoted run, or a quoted phrase in one, that may stand apart from the rest of the run.
struct Segment {
  std::vector<Form> forms;               // as a whole
  double forms_share = 1;                // factor on the worth of each of their occurrences
  std::vector<std::vector<Form>> words;  // its units; matches too when each of them does; empty: only as a whole
  double words_share = 1;
};

enum class Coverage : std::uint8_t { kContains, kFullMatch, kStartsWith, kEndsWith };

// A run of words and quoted phrases over fields of words. Matches a document in which some form of `whole`
// occurs in some field, or, if `apart` is not empty, each (is_lossy: any) of its segments matches, each in any of
// the fields.
struct TextQuery {
  std::vector<WeightedField> fields;
  std::vector<Form> whole;
  std::vector<Segment> apart;
  bool is_lossy = false;
  bool as_typed = false;  // letters and joints count; a slot has one word
  Coverage coverage = Coverage::kContains;
};

// A value that is one term as a whole: an enum constant, a boolean.
struct ExactTerm {
  WeightedField field;
  std::string term;  // in the spelling of exact_term()
};

// A field of numbers, days or ages with a value between two bounds, both included.
struct NumberRange {
  WeightedField field;
  std::int32_t low;   // INT32_MIN + 1: no bound
  std::int32_t high;  // INT32_MAX: no bound
};

enum class BoundKind : std::uint8_t {
  kNone,      // matches nothing
  kAll,       // matches everything
  kText,      // `text`
  kExact,     // some of `exact` occurs
  kNumbers,   // some of `ranges` has a value
  kSize,      // a list of some of `ranges`' fields has so many entries; an absent list has none
  kDistance,  // a point of some of `fields` lies within `radius_m` of the place
  kMissing,   // none of `fields` has a value
  kAnd,       // children
  kOr,        // children
  kNot,       // one child
  kElement,   // one child, asked of each entry of the list `element_of` by itself
  kTilt,      // one child, its worth tilted by the values of `fields.front()`
};

struct BoundNode {
  BoundKind kind = BoundKind::kNone;
  bool is_filter = false;             // matches, but is worth nothing
  bool is_alternative = false;        // a run of words beneath an OR: worth the more the rarer it is
  Span span;                          // of the query's text
  TextQuery text;                     // kText
  std::vector<ExactTerm> exact;       // kExact
  std::vector<NumberRange> ranges;    // kNumbers, kSize
  std::vector<WeightedField> fields;  // kDistance, kMissing, kTilt
  double latitude = 0;                // kDistance, degrees
  double longitude = 0;
  double radius_m = 0;
  model::FieldId element_of = model::kNoField;  // kElement: a piece whose catalogue row is nested
  std::vector<BoundNode> children;
};

// Where a text without AREA[] is searched.
struct SearchArea {
  std::vector<WeightedField> fields;
  std::string label;  // as the registry names it in error texts; may be empty
};

// The area of a request parameter ("cond"); REQUIRES: it exists. "advanced": that of filter.advanced, the fields of
// BasicSearch under the label "advanced filter".
SearchArea area_of_parameter(std::string_view parameter);

struct BoundQuery {
  BoundNode root;
  std::vector<Complaint> complaints;
};

// An empty query binds to kAll. REQUIRES: the thesaurus outlives the call only.
BoundQuery bind(const Node& tree, const SearchArea& area, const Thesaurus& thesaurus = empty_thesaurus());

// Nodes of one identity match the same documents of an index, and each is worth the same in both. Every member of a
// node is in it but its span.
std::string identity_of(const BoundNode& node);

// How the index spells what is no word. None of these equals a folded word.
std::string exact_term(std::string_view value);  // \x01: an enum constant, "true", "false"
std::string presence_term();                     // \x02: the field has a value (in that element)
std::string size_term(std::uint64_t entries);    // \x03: a list with so many entries; never 0
std::string typed_term(std::string_view typed);  // \x04: a word whose letters no LetterCase tells (kOther)
// \x05, two bytes of the field, a whole value: of fields that are counted by value.
std::string facet_term(model::FieldId field, std::string_view value);
// \x06: pair_term() of word_pairs.h.

}  // namespace trialkeep::query
