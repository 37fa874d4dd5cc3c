#pragma once
// Who takes part in running a study, as FHIR R4 and R6 both have it: organizations, officials, contacts.

#include <string>
#include <string_view>
#include <vector>

#include "formats/fhir_writer.h"
#include "model/study.h"

namespace trialkeep::formats {

// What a list of a record's contacts is called.
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

// The id of the contained organization that leads the study.
inline constexpr std::string_view kSponsorId = "sponsor";

// An Organization. `agency_class` is a constant of AgencyClass.
void write_organization(std::string_view id, std::string_view name, std::string_view agency_class, FhirWriter& out);

struct Official {
  std::string id;
  std::string_view name;  // never blank
  std::string_view affiliation;
  std::string_view role;  // a constant of OfficialRole
};
std::vector<Official> officials_of(const model::Study& study);

// A Practitioner and, where there is an affiliation, the PractitionerRole that ties them.
void write_official(const Official& official, FhirWriter& out);
// A Reference to the role if there is one, else to the person.
void write_official_reference(std::string_view key, const Official& official, FhirWriter& out);
// The role as a CodeableConcept.
void write_official_role(std::string_view key, const Official& official, FhirWriter& out);

}  // namespace trialkeep::formats
