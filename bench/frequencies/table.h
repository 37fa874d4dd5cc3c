#pragma once
// What made-up studies for benchmarks are drawn from: how often fields, values, words, pairs of words and places occur
// in real records. A table of counts: no text, no names of people, no addresses. bench/learn_frequencies makes it,
// bench/frequencies.tsv keeps it.
//
// Lines of the file, fields parted by tabs; `list`, `amount`, `value`, `others` belong to the `field` above them:
//   studies     N of each stratum
//   field       piece, then for each stratum: structures that could hold it, those that do
//   list        the lengths of its lists at kShares
//   amount      the words of its texts, its numbers, or days (dates: see Form) at kShares
//   value       count, text
//   others      count of the values that are not listed
//   vocabulary  name, count of rare words, of those with digits, share of words that come from the study's topic
//   word        word (folded), vocabulary (its place among the lines above, from 0) and count, ...
//   pairs       name of the vocabulary, first word, second word and count, ...; "^" is the start of a name, "$" its
//   end,
//               "_" a rare word, "*" any word
//   place       count, latitude, longitude, country, state (may be empty), city

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "frequencies/forms.h"
#include "model/catalogue.h"

namespace trialkeep::bench {

// Studies alike in what fields they have.
enum class Stratum : std::uint8_t { kInterventional, kWithResults, kOther };
inline constexpr std::size_t kStrata = 3;

// Where quantiles are taken; between them values are taken to lie evenly.
inline constexpr std::array<double, 16> kShares = {0,   0.05, 0.1,  0.2, 0.3,  0.4,  0.5,  0.6,
                                                   0.7, 0.8,  0.85, 0.9, 0.95, 0.98, 0.99, 0.998};
using Quantiles = std::vector<double>;  // empty, or one for each share, rising

struct Counted {
  std::string text;
  std::uint64_t count = 0;
};

struct FieldFrequencies {
  std::array<std::uint64_t, kStrata> parents{};
  std::array<std::uint64_t, kStrata> present{};
  Quantiles lengths;
  Quantiles amounts;
  std::vector<Counted> values;
  std::uint64_t others = 0;
};

struct WordPair {
  std::string first;
  std::string second;
  std::uint64_t count = 0;
};

struct Vocabulary {
  std::vector<Counted> words;
  std::vector<WordPair> pairs;
  std::uint64_t rare = 0;
  std::uint64_t rare_with_digits = 0;
  double topic_share = 0;
};

struct Place {
  std::string country;
  std::string state;
  std::string city;
  double latitude = 0;
  double longitude = 0;
  std::uint64_t count = 0;
};

struct Frequencies {
  std::array<std::uint64_t, kStrata> studies{};
  std::vector<FieldFrequencies> fields;  // by FieldId
  std::array<Vocabulary, kVocabularies> vocabularies;
  std::vector<Place> places;
};

std::string print_frequencies(const Frequencies& frequencies);
// kInvalidArgument, naming the line, for what is no such table.
StatusOr<Frequencies> parse_frequencies(std::string_view text);
StatusOr<Frequencies> read_frequencies(const std::string& path);

}  // namespace trialkeep::bench
