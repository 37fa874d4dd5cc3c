#pragma once
// The texts of a study that other search libraries index: one column for each group of fields, made from the search
// areas of the catalogue. Words are folded as in Trialkeep's own index, so that all engines see the same ones.

#include <array>
#include <string>
#include <string_view>

#include "model/study.h"

namespace trialkeep::bench {

enum class Column : std::uint8_t {
  kTitles,
  kConditions,
  kTreatments,
  kOutcomes,
  kPlaces,
  kSponsors,
  kIds,
  kPatients,  // what only the area of `patient` holds
  kOthers,    // what only the area of `term` holds
};
inline constexpr std::size_t kColumns = 9;
inline constexpr std::array<std::string_view, kColumns> kColumnNames = {
    "titles", "conditions", "treatments", "outcomes", "places", "sponsors", "ids", "patients", "others"};

using ColumnTexts = std::array<std::string, kColumns>;  // words parted by blanks

ColumnTexts column_texts(const model::Study& study);

// The columns that a parameter of the registry's API searches, as bits 1 << Column; all for `term` and unknown ones.
unsigned columns_of(std::string_view parameter);
inline constexpr unsigned kAllColumns = (1u << kColumns) - 1;

}  // namespace trialkeep::bench
