#pragma once
// The classes, categories and values of a table of results, shared by baseline and outcome measures.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/composer.h"
#include "corpus/json_writer.h"

namespace trialkeep::corpus {

// How the values of a table are given.
struct ValueShape {
  std::string_view prefix;  // of the group ids: "BG" or "OG"
  int typical = 0;          // in tenths
  bool counted = false;     // whole numbers of participants, at most the group's size
  bool spread = false;      // a dispersion in one number
  bool limits = false;      // a dispersion in two
  double comment_share = 0;
};

void write_denoms(JsonWriter& json, std::string_view prefix, std::span<const int> sizes,
                  std::string_view units = "Participants");

// The measurements of one category, one for each group.
void write_measurements(JsonWriter& json, const ValueShape& shape, std::span<const int> sizes, Composer& composer);

// Splits each group's participants over `titles`, so that the categories of a group add up to its size.
void write_split_categories(JsonWriter& json, std::string_view prefix, std::span<const std::string_view> titles,
                            std::span<const int> sizes, bool last_is_total, Random& random);

}  // namespace trialkeep::corpus
