#pragma once
// The table of frequencies made ready for drawing: for each field how often it is there, how long its lists are, what
// its values are.

#include <string>
#include <vector>

#include "generator/language.h"
#include "generator/sampler.h"

namespace trialkeep::bench {

struct Plan {
  std::string key;  // `"briefTitle":`
  Rule rule;
  std::array<double, kStrata> presence{};
  Quantiles lengths;  // empty: no list
  Quantiles amounts;
  std::vector<std::string> values;
  Chooser chooser;        // the last index, values.size(), is a value that is not listed
  bool is_whole = false;  // a number without decimals
  bool is_markup = false;
};

struct MakerOptions {
  std::uint64_t seed = 1;
  std::uint32_t first = 90'000'000;  // number of the first study
  double text_scale = 1;             // on the lengths of running texts
  double results_share = 0.12;       // of studies that have results
};

struct Plans {
  Plans(const Frequencies& frequencies, const MakerOptions& options);

  const Plan& field(model::FieldId id) const { return fields[id]; }
  const Language& language(Words words) const { return languages[static_cast<std::size_t>(words)]; }

  MakerOptions options;
  std::vector<Plan> fields;
  std::vector<Language> languages;
  std::vector<Place> places;
  Chooser place_chooser;
  double observational_share = 0;  // of studies without results
};

}  // namespace trialkeep::bench
