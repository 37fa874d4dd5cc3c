#pragma once
// Dates as the registry writes them: a day, a month or a year, and how precise they are.

#include <cstdint>
#include <optional>
#include <string_view>

namespace trialkeep::model {

struct PartialDate {
  enum class Precision : std::uint8_t { kYear, kMonth, kDay };
  std::int32_t first_day;  // days since 1970-01-01 of the first day it can mean
  std::int32_t last_day;   // and of the last
  Precision precision;
};

// `yyyy`, `yyyy-MM`, `yyyy-MM-dd`, `MM/dd/yyyy`, `MM/yyyy`; a time of day (`T...`) is dropped.
// nullopt for anything else and for days that no calendar has.
std::optional<PartialDate> parse_partial_date(std::string_view text);

}  // namespace trialkeep::model
