#pragma once
// The parts of a study that look alike in FHIR R4 and R6.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/fhir_writer.h"
#include "model/study.h"

namespace trialkeep::formats {

// A list of a record's contacts and what they are called in it.
struct ContactPieces {
  model::FieldId list;
  model::FieldId name;
  model::FieldId phone;
  model::FieldId extension;
  model::FieldId email;
};
extern const ContactPieces kCentralContactPieces;
extern const ContactPieces kSiteContactPieces;

// The entries of a `telecom` array: telephone and e-mail of one contact.
void write_contact_points(model::Json contact, const ContactPieces& pieces, FhirWriter& out);

// The `identifier` array: the NCT number, obsolete ones, the organization's and the other numbers. `system` is
// that of NCT numbers.
void write_identifiers(const model::Study& study, std::string_view system, FhirWriter& out);

// `address` and `position` of one site.
void write_place(model::Json site, FhirWriter& out);

// Conditions as registered, then as terms of MeSH.
void write_conditions(const model::Study& study, FhirWriter& out);
void write_keywords(const model::Study& study, FhirWriter& out);
// Literature, links and study documents.
void write_related_artifacts(const model::Study& study, FhirWriter& out);
// From start to completion; an end before the start, which FHIR does not allow, is left out.
void write_period(const model::Study& study, FhirWriter& out);
// Primary purpose and phase.
void write_purpose_and_phase(const model::Study& study, FhirWriter& out);

// The study's status; the last known one where the registry calls it unknown.
std::string_view known_status(const model::Study& study);

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
