#include "formats/fhir_people.h"

#include "base/strings.h"
#include "formats/record_values.h"

namespace trialkeep::formats {

namespace piece = model::piece;
using model::FieldId;
using model::Json;

const ContactPieces kCentralContactPieces = {piece::CentralContact, piece::CentralContactName,
                                             piece::CentralContactPhone, piece::CentralContactPhoneExt,
                                             piece::CentralContactEMail};
const ContactPieces kSiteContactPieces = {piece::LocationContact, piece::LocationContactName,
                                          piece::LocationContactPhone, piece::LocationContactPhoneExt,
                                          piece::LocationContactEMail};

namespace {

void write_contact_point(std::string_view system, std::string_view value, FhirWriter& out) {
  if (fhir_text(value).empty()) {
    return;
  }
  out.object({}, [&] {
    out.text("system", system);
    out.text("value", value);
    out.text("use", "work");
  });
}

bool has_affiliation(const Official& official) { return !fhir_text(official.affiliation).empty(); }

}  // namespace

void write_contact_points(Json contact, const ContactPieces& pieces, FhirWriter& out) {
  const std::string_view phone = text_below(contact, pieces.list, pieces.phone);
  const std::string_view extension = text_below(contact, pieces.list, pieces.extension);
  const bool has_both = !phone.empty() && !extension.empty();
  write_contact_point("phone", has_both ? concat(phone, " ext. ", extension) : std::string(phone), out);
  write_contact_point("email", text_below(contact, pieces.list, pieces.email), out);
}

void write_organization(std::string_view id, std::string_view name, std::string_view agency_class, FhirWriter& out) {
  out.object({}, [&] {
    out.text("resourceType", "Organization");
    out.text("id", id);
    out.array("type", [&] { out.concept_of({}, label_of(piece::LeadSponsorClass, agency_class)); });
    out.text("name", fhir_text(name).empty() ? "Unnamed" : name);  // an Organization has a name or an identifier
  });
}

std::vector<Official> officials_of(const model::Study& study) {
  std::vector<Official> officials;
  for (const Json entry : study.values(piece::OverallOfficial)) {
    const auto text = [entry](FieldId id) { return text_below(entry, piece::OverallOfficial, id); };
    if (!fhir_text(text(piece::OverallOfficialName)).empty()) {
      officials.push_back({concat("official-", officials.size() + 1), text(piece::OverallOfficialName),
                           text(piece::OverallOfficialAffiliation), text(piece::OverallOfficialRole)});
    }
  }
  return officials;
}

void write_official(const Official& official, FhirWriter& out) {
  out.object({}, [&] {
    out.text("resourceType", "Practitioner");
    out.text("id", official.id);
    out.array("name", [&] { out.object({}, [&] { out.text("text", official.name); }); });
  });
  if (!has_affiliation(official)) {
    return;
  }
  out.object({}, [&] {
    out.text("resourceType", "PractitionerRole");
    out.text("id", concat(official.id, "-role"));
    out.contained_reference("practitioner", official.id);
    out.object("organization", [&] { out.text("display", official.affiliation); });
    out.array("code", [&] { out.concept_of({}, label_of(piece::OverallOfficialRole, official.role)); });
  });
}

void write_official_reference(std::string_view key, const Official& official, FhirWriter& out) {
  out.object(key, [&] {
    out.text("reference", concat("#", official.id, has_affiliation(official) ? "-role" : ""));
    out.text("display", official.name);
  });
}

void write_official_role(std::string_view key, const Official& official, FhirWriter& out) {
  const std::string_view label = label_of(piece::OverallOfficialRole, official.role);
  out.concept_of(key, fhir_code(FhirVocabulary::kPartyRole, official.role), label.empty() ? "Official" : label);
}

}  // namespace trialkeep::formats
