#pragma once
// Ages and other spans of time as the registry writes them ("18 Years") and as people type them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trialkeep::model {

// `text` in minutes, a part of a minute dropped: a number (whole or decimal, not negative) and a unit, letter case and
// blanks free: years, months, weeks, days, hours, minutes, each also in the singular and as y, m (months), w, d, h. A
// bare number is in years. A year has 365.25 days, a month is a twelfth of it. What is longer than an int32 can
// tell is INT32_MAX. nullopt for anything else.
std::optional<std::int32_t> parse_duration_minutes(std::string_view text);

// A duration as people write it, in the largest unit that leaves no rest: "18 years", "1 month", "90 minutes". What
// parse_duration_minutes() reads back as the same number. `minutes` is not negative.
std::string duration_text(std::int32_t minutes);

}  // namespace trialkeep::model
