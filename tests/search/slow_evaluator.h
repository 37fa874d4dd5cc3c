#pragma once
// The slow, obvious twin of the index: docs/reference/query-language.md as loops over the values of each study. It
// shares with the program the parser, the catalogue, what a word is and which words are variants; not the binder and
// nothing of the index.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/study.h"
#include "query/thesaurus.h"
#include "query/tree.h"
#include "text/words.h"

namespace trialkeep::testing {

// Numbers for words, so that a text is compared quickly.
class Vocabulary {
 public:
  std::uint32_t number_of(std::string_view word);
  const std::string& word(std::uint32_t number) const { return words_[number]; }
  std::size_t size() const { return words_.size(); }

  // The words that may stand where `word` is asked for, by number, and how similar they are: 1 itself, 0.95 variants.
  const std::unordered_map<std::uint32_t, double>& similar_to(const std::string& word);

  // False for words that are surely no variants of each other: their first letters differ (but for words that begin
  // with ae, oe or e in one spelling or the other), or their lengths do by much. To pass over most words quickly.
  static bool may_be_variants(std::string_view word, std::string_view other);

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> words_;
  std::unordered_map<char, std::vector<std::uint32_t>> by_key_;
  struct Similar {
    std::size_t seen = 0;  // words with its key that have been looked at
    std::unordered_map<std::uint32_t, double> words;
  };
  std::unordered_map<std::string, Similar> similar_;
};

// The words of a text, read from what can be seen of it: less U+00AD, U+2060, U+200C, U+200D and U+FEFF.
struct ReadWord {
  std::string folded;
  std::string typed;
  text::Joint joint;
};
std::vector<ReadWord> read_words(std::string_view text);

struct SlowWord {
  std::uint32_t number;  // of the folded word in the vocabulary
  std::string typed;
  text::Joint joint;
};

struct SlowPoint {
  double latitude;
  double longitude;
};

// One value of a study and how it can be read.
struct SlowValue {
  model::FieldId field;
  std::uint32_t element = 0;
  std::vector<SlowWord> words;
  std::string symbol;
  std::optional<std::int32_t> number;  // also days since 1970 and minutes
  std::optional<SlowPoint> point;
};

struct SlowStudy {
  std::map<model::FieldId, std::vector<SlowValue>> values;
  std::map<model::FieldId, std::vector<std::uint64_t>> entries;  // of list pieces, of each list of the study
  std::uint32_t locations = 0;
  std::unordered_set<std::uint32_t> words;  // all of them, to pass over studies quickly
  std::uint64_t length = 0;                 // words in fields of the area `term`
};
SlowStudy read_slowly(const model::Study& study, Vocabulary& vocabulary);

struct Weighted {
  model::FieldId field;
  double weight;
  bool has_synonyms;
};
// The fields of a search area by its request parameter ("cond", "lead", "advanced").
std::vector<Weighted> fields_of_parameter(std::string_view parameter);

// What a query is asked of beside one study.
struct SlowWorld {
  Vocabulary& vocabulary;
  const query::Thesaurus& thesaurus;
  const std::map<model::FieldId, std::pair<std::int32_t, std::int32_t>>& extents;  // least, greatest of the registry
  std::uint64_t studies;
  double mean_length;
};

// How many studies of the registry each run beneath an OR matches.
using AlternativeCounts = std::map<const query::Node*, std::uint64_t>;
// Adds a study to the counts of a query.
void count_alternatives(const query::Node& tree, const std::vector<Weighted>& area, const SlowStudy& study,
                        const SlowWorld& world, AlternativeCounts& counts);

struct Match {
  bool matches = false;
  std::int64_t evidence = 0;  // -ln(1 - score) in units of 2^-32
};

// REQUIRES: every study of the world has been counted.
Match evaluate(const query::Node& tree, const std::vector<Weighted>& area, const SlowStudy& study,
               const SlowWorld& world, const AlternativeCounts& counts);

// The parts of the evaluator.

enum class SlowCoverage { kContains, kFullMatch, kStartsWith, kEndsWith };
enum class SlowExpansion { kNone, kTerm, kConcept, kRelaxation, kLossy };

// What the context operators around a source say.
struct Scope {
  std::vector<Weighted> area;
  bool by_size = false;  // AREA[piece:size]
  SlowCoverage coverage = SlowCoverage::kContains;
  SlowExpansion expansion = SlowExpansion::kRelaxation;
  std::optional<std::uint32_t> location;  // SEARCH[Location] has come down to this entry
  bool is_alternative = false;            // an OR stands above
};

// The values of a field that the scope lets see.
std::vector<const SlowValue*> visible_values(model::FieldId field, const Scope& scope, const SlowStudy& study);

// The text of a run as one value: its parts with a blank between, white space of any kind and length one blank.
std::string value_text(const query::Node& run);

// A run of words and phrases.
Match evaluate_run(const query::Node& node, const Scope& scope, const SlowStudy& study, const SlowWorld& world);

// Numbers between two bounds, both included, that a text means in a field.
struct Bounds {
  std::int32_t low;
  std::int32_t high;
};
std::optional<Bounds> bounds_of_text(const model::Field& field, std::string_view text);
std::optional<Bounds> bounds_of_range(const model::Field& field, std::string_view low, std::string_view high);
std::optional<Bounds> size_bounds(std::string_view low, std::string_view high);

// Evidence of one occurrence worth p.
std::int64_t evidence_worth(double p);

}  // namespace trialkeep::testing
