#pragma once
// The parts of a study that look alike in FHIR R4 and R6.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/fhir_writer.h"
#include "model/study.h"

namespace trialkeep::formats {

enum class FhirRelease { kR4, kR6 };

// The `identifier` array: the NCT number, obsolete ones, the organization's and the other numbers. `system` is
// that of NCT numbers.
void write_identifiers(const model::Study& study, std::string_view system, FhirWriter& out);

// `address` and `position` of one site.
void write_place(model::Json site, FhirWriter& out);

// Conditions as registered, then as terms of MeSH.
void write_conditions(const model::Study& study, FhirWriter& out);
void write_keywords(const model::Study& study, FhirWriter& out);
// Literature, links and study documents.
void write_related_artifacts(const model::Study& study, FhirRelease release, FhirWriter& out);
// From start to completion; an end before the start, which FHIR does not allow, is left out.
void write_period(const model::Study& study, FhirWriter& out);
// Primary purpose and phase.
void write_purpose_and_phase(const model::Study& study, FhirWriter& out);

// The study's status; the last known one where the registry calls it unknown.
std::string_view known_status(const model::Study& study);

// The study's type and design, each as "Allocation: Randomized", as an array of concepts.
void write_design(std::string_view key, const model::Study& study, FhirWriter& out);
// The countries of the sites, each once, as an array of concepts.
void write_countries(std::string_view key, const model::Study& study, FhirWriter& out);
// The `note` that goes with a status that the registry calls unknown.
void write_status_note(const model::Study& study, FhirWriter& out);

// "Phase 1/Phase 2"
std::string joined_labels(const model::Study& study, model::FieldId id, std::string_view separator);

// "Drug: Honey"
std::string intervention_title(model::Json intervention);

// The parts of a group that say who may take part: `characteristic` entries for age, sex, health, criteria.
void write_eligibility(const model::Study& study, FhirWriter& out);

// A duration as the registry writes it ("18 Years") in UCUM.
struct UcumQuantity {
  std::int64_t value;
  std::string_view unit;  // "Years", as written
  std::string_view code;  // "a"
};
std::optional<UcumQuantity> ucum_quantity(std::string_view duration);

}  // namespace trialkeep::formats
