#pragma once
// The values of the registry's legacy XML in the spelling of its present form. Each gives nullopt for a
// spelling it does not know; the caller then keeps the value as it stands.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "model/catalogue.h"

namespace trialkeep::ingest {

// "February 3, 2023", "June 2003", "02/2023", and 2023-02-03 as the oldest files have it -> 2023-02-03, 2003-06.
std::optional<std::string> legacy_date(std::string_view text);

// "Yes", "No", "Y", "N", "Accepts Healthy Volunteers".
std::optional<bool> legacy_boolean(std::string_view text);

// "18 Years" as it stands; "N/A" and "None" give an empty text, for there is no such limit.
std::optional<std::string> legacy_duration(std::string_view text);

// Digits of at most 15 places, without leading zeros.
std::optional<std::string> legacy_count(std::string_view text);

// The constant that a legacy spelling stands for; empty when it stands for none.
std::string_view legacy_constant(model::FieldId id, std::string_view text);

// "P1" -> "FG000", "B2" -> "BG001", "O1" -> "OG000", "E1" -> "EG000".
std::optional<std::string> legacy_group_id(std::string_view text);

// The age in days, a year as 365.25 of them; nullopt unless it is a number and a unit of time.
std::optional<double> age_in_days(std::string_view text);

// "ClinicalTrials.gov processed this data on February 03, 2023" -> the start of that day in UTC.
std::optional<Instant> legacy_download_date(std::string_view text);

}  // namespace trialkeep::ingest
