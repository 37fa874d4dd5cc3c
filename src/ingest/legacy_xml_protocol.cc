// What maps to what outside results. Names that only the registry's data-entry form of before 2010 has
// (<study_id>, <status_block>, <intervent_type>) stand beside those of the public form.

#include <algorithm>

#include "base/strings.h"
#include "ingest/legacy_xml_mapper.h"
#include "ingest/legacy_xml_values.h"
#include "model/pieces.h"

namespace trialkeep::ingest {
namespace {

namespace piece = model::piece;
using Target = RecordBuilder::Target;

// Boilerplate of the download, read elsewhere or saying nothing about the study.
bool pass_over(LegacyMapper&, const LegacyItem&, Target) { return true; }

// Taken where it only repeats <last_update_submitted>.
bool repeats_last_update(LegacyMapper& mapper, const LegacyItem& item, Target) {
  return item.text == mapper.facts().last_update;
}

bool read_study_type(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  constexpr std::string_view kRegistry = " [Patient Registry]";
  std::string_view text = item.text;
  if (text.ends_with(kRegistry)) {
    text.remove_suffix(kRegistry.size());
    mapper.put_boolean(target, piece::PatientRegistry, true);
  }
  return mapper.put(target, piece::StudyType, text, item.node);
}

// "Phase 1/Phase 2". Only studies with interventions have a phase, even one that is not applicable.
bool read_phase(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  if (item.text == "N/A" && !mapper.facts().interventional) {
    return true;
  }
  std::string_view rest = item.text;
  while (!rest.empty()) {
    const std::size_t slash = rest.starts_with("N/A") ? rest.size() : std::min(rest.find('/'), rest.size());
    if (!mapper.put(target, piece::Phase, rest.substr(0, slash), item.node)) {
      return false;
    }
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return true;
}

// "Double (Participant, Investigator)".
bool read_masking(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  if (mapper.put(target, piece::DesignMasking, item.text, item.node)) {
    return true;
  }
  const std::size_t open = item.text.find(" (");
  if (open == std::string_view::npos || !item.text.ends_with(")") ||
      !mapper.put(target, piece::DesignMasking, item.text.substr(0, open), item.node)) {
    return false;
  }
  std::string_view who = item.text.substr(open + 2, item.text.size() - open - 3);
  bool all = true;
  while (!who.empty()) {
    const std::size_t comma = std::min(who.find(','), who.size());
    all = mapper.put(target, piece::DesignWhoMasked, without_outer_blanks(who.substr(0, comma)), item.node) && all;
    who.remove_prefix(std::min(comma + 1, who.size()));
  }
  return all;
}

// Counts what stands beside it in full.
bool repeats_count_of_arms(LegacyMapper& mapper, const LegacyItem& item, Target) {
  return legacy_count(item.text) == std::to_string(mapper.facts().arms);
}

// A country of the list, where a location lies in it.
bool repeats_country(LegacyMapper& mapper, const LegacyItem& item, Target) {
  return mapper.facts().location_countries.contains(item.text);
}

// The kind of the organization is told only where it is the sponsor or a collaborator.
bool read_source(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  const auto& classes = mapper.facts().sponsor_classes;
  if (const auto party = classes.find(item.text); party != classes.end()) {
    const std::string_view constant = legacy_constant(piece::LeadSponsorClass, party->second);
    if (!constant.empty()) {
      mapper.record().put_text(target, piece::OrgClass, constant);
    }
  }
  return mapper.put(target, piece::OrgFullName, item.text, item.node);
}

// https://ClinicalTrials.gov/ProvidedDocs/25/NCT00000125/ICF_000.pdf
bool read_document_url(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  const std::size_t slash = item.text.rfind('/');
  return item.text.find("/ProvidedDocs/") != std::string_view::npos && slash + 1 < item.text.size() &&
         mapper.put(target, piece::LargeDocFilename, item.text.substr(slash + 1), item.node);
}

// <submitted>, <returned> and <submission_canceled>, each with a date.
bool read_pending(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  for (const pugi::xml_node step : item.node.children()) {
    const std::string_view name = step.name();
    const std::string_view type = name == "submitted"             ? "RELEASE"
                                  : name == "returned"            ? "RESET"
                                  : name == "submission_canceled" ? "UNRELEASE"
                                                                  : "";
    const std::string_view text = without_outer_blanks(step.child_value());
    const auto date = legacy_date(text);
    if (type.empty() || (!date && text != "Unknown")) {
      mapper.keep(step);
      continue;
    }
    const Target event = mapper.record().object(target, piece::UnpostedEvent);
    mapper.record().put_text(event, piece::UnpostedEventType, type);
    if (date) {
      mapper.record().put_text(event, piece::UnpostedEventDate, *date);
    } else {
      mapper.put_boolean(event, piece::UnpostedEventDateUnknown, true);
    }
  }
  return true;
}

bool read_results(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  mapper.map(item.node, legacy_result_rules(), target);
  return true;
}

using Rule = LegacyRule;

constexpr Rule kIdInfo[] = {
    {.name = "org_study_id", .field = piece::OrgStudyId},
    {.name = "secondary_id", .field = piece::SecondaryIdInfo, .text = piece::SecondaryId},
    {.name = "nct_id", .field = piece::NCTId},
    {.name = "nct_alias", .field = piece::NCTIdAlias},
};
constexpr Rule kOldSecondaryId[] = {
    {.name = "id", .field = piece::SecondaryId},
    {.name = "id_domain", .field = piece::SecondaryIdDomain},
    {.name = "id_type", .field = piece::SecondaryIdType},
};
constexpr Rule kStudyId[] = {
    {.name = "org_study_id", .field = piece::OrgStudyId},
    {.name = "org_full_name", .field = piece::OrgFullName},
    {.name = "nct_id", .field = piece::NCTId},
    {.name = "secondary_id", .field = piece::SecondaryIdInfo, .inside = kOldSecondaryId},
};
constexpr Rule kLeadSponsor[] = {
    {.name = "agency", .field = piece::LeadSponsorName},
    {.name = "agency_class", .field = piece::LeadSponsorClass},
};
constexpr Rule kCollaborator[] = {
    {.name = "agency", .field = piece::CollaboratorName},
    {.name = "agency_class", .field = piece::CollaboratorClass},
};
constexpr Rule kSponsors[] = {
    {.name = "lead_sponsor", .inside = kLeadSponsor},
    {.name = "collaborator", .field = piece::Collaborator, .inside = kCollaborator},
    {.name = "sponsor", .field = piece::Collaborator, .inside = kCollaborator},
};
constexpr Rule kOversight[] = {
    {.name = "has_dmc", .field = piece::OversightHasDMC},
    {.name = "is_fda_regulated_drug", .field = piece::IsFDARegulatedDrug},
    {.name = "is_fda_regulated_device", .field = piece::IsFDARegulatedDevice},
    {.name = "is_unapproved_device", .field = piece::IsUnapprovedDevice},
    {.name = "is_ppsd", .field = piece::IsPPSD},
    {.name = "is_us_export", .field = piece::IsUSExport},
};
constexpr Rule kStartType[] = {{.name = "@type", .field = piece::StartDateType},
                               {.name = "date", .field = piece::StartDate}};
constexpr Rule kCompletionType[] = {{.name = "@type", .field = piece::CompletionDateType},
                                    {.name = "date", .field = piece::CompletionDate}};
constexpr Rule kPrimaryCompletionType[] = {{.name = "@type", .field = piece::PrimaryCompletionDateType},
                                           {.name = "date", .field = piece::PrimaryCompletionDate}};
constexpr Rule kStudyPostType[] = {{.name = "@type", .field = piece::StudyFirstPostDateType}};
constexpr Rule kResultsPostType[] = {{.name = "@type", .field = piece::ResultsFirstPostDateType}};
constexpr Rule kDispositionPostType[] = {{.name = "@type", .field = piece::DispFirstPostDateType}};
constexpr Rule kUpdatePostType[] = {{.name = "@type", .field = piece::LastUpdatePostDateType}};
constexpr Rule kEnrollmentType[] = {{.name = "@type", .field = piece::EnrollmentType}};
constexpr Rule kStatusBlock[] = {
    {.name = "status", .field = piece::OverallStatus},
    {.name = "date", .field = piece::StatusVerifiedDate},
    {.name = "why_stopped", .field = piece::WhyStopped},
};
constexpr Rule kExpandedAccess[] = {
    {.name = "expanded_access_type_individual", .field = piece::ExpAccTypeIndividual},
    {.name = "expanded_access_type_intermediate", .field = piece::ExpAccTypeIntermediate},
    {.name = "expanded_access_type_treatment", .field = piece::ExpAccTypeTreatment},
};
constexpr Rule kDesign[] = {
    {.name = "allocation", .field = piece::DesignAllocation},
    {.name = "intervention_model", .field = piece::DesignInterventionModel},
    {.name = "intervention_model_description", .field = piece::DesignInterventionModelDescription},
    {.name = "primary_purpose", .field = piece::DesignPrimaryPurpose},
    {.name = "observational_model", .field = piece::DesignObservationalModel},
    {.name = "time_perspective", .field = piece::DesignTimePerspective},
    {.name = "masking", .read = read_masking},
    {.name = "masking_description", .field = piece::DesignMaskingDescription},
};
constexpr Rule kPhaseBlock[] = {{.name = "phase", .field = piece::Phase}};
constexpr Rule kPrimaryOutcome[] = {
    {.name = "measure", .field = piece::PrimaryOutcomeMeasure},
    {.name = "time_frame", .field = piece::PrimaryOutcomeTimeFrame},
    {.name = "description", .field = piece::PrimaryOutcomeDescription},
};
constexpr Rule kSecondaryOutcome[] = {
    {.name = "measure", .field = piece::SecondaryOutcomeMeasure},
    {.name = "time_frame", .field = piece::SecondaryOutcomeTimeFrame},
    {.name = "description", .field = piece::SecondaryOutcomeDescription},
};
constexpr Rule kOtherOutcome[] = {
    {.name = "measure", .field = piece::OtherOutcomeMeasure},
    {.name = "time_frame", .field = piece::OtherOutcomeTimeFrame},
    {.name = "description", .field = piece::OtherOutcomeDescription},
};
constexpr Rule kArm[] = {
    {.name = "arm_group_label", .field = piece::ArmGroupLabel},
    {.name = "arm_group_type", .field = piece::ArmGroupType},
    {.name = "arm_type", .field = piece::ArmGroupType},
    {.name = "description", .field = piece::ArmGroupDescription},
};
constexpr Rule kIntervention[] = {
    {.name = "intervention_type", .field = piece::InterventionType},
    {.name = "intervent_type", .field = piece::InterventionType},
    {.name = "intervention_name", .field = piece::InterventionName},
    {.name = "primary_name", .field = piece::InterventionName},
    {.name = "description", .field = piece::InterventionDescription},
    {.name = "arm_group_label", .field = piece::InterventionArmGroupLabel},
    {.name = "other_name", .field = piece::InterventionOtherName},
};
constexpr Rule kEligibility[] = {
    {.name = "study_pop", .field = piece::StudyPopulation},
    {.name = "sampling_method", .field = piece::SamplingMethod},
    {.name = "criteria", .field = piece::EligibilityCriteria},
    {.name = "gender", .field = piece::Sex},
    {.name = "gender_based", .field = piece::GenderBased},
    {.name = "gender_description", .field = piece::GenderDescription},
    {.name = "minimum_age", .field = piece::MinimumAge},
    {.name = "maximum_age", .field = piece::MaximumAge},
    {.name = "healthy_volunteers", .field = piece::HealthyVolunteers},
    {.name = "expected_enrollment", .field = piece::EnrollmentCount},
};
constexpr Rule kOldAffiliation[] = {{.name = "agency", .field = piece::OverallOfficialAffiliation}};
constexpr Rule kOfficial[] = {
    {.name = "last_name", .field = piece::OverallOfficialName},
    {.name = "name", .field = piece::OverallOfficialName},
    {.name = "role", .field = piece::OverallOfficialRole},
    {.name = "affiliation", .field = piece::OverallOfficialAffiliation, .inside = kOldAffiliation},
};
constexpr Rule kCentralContact[] = {
    {.name = "last_name", .field = piece::CentralContactName},
    {.name = "name", .field = piece::CentralContactName},
    {.name = "phone", .field = piece::CentralContactPhone},
    {.name = "phone_ext", .field = piece::CentralContactPhoneExt},
    {.name = "email", .field = piece::CentralContactEMail},
};
constexpr Rule kAddress[] = {
    {.name = "city", .field = piece::LocationCity},
    {.name = "state", .field = piece::LocationState},
    {.name = "zip", .field = piece::LocationZip},
    {.name = "country", .field = piece::LocationCountry},
};
constexpr Rule kFacility[] = {
    {.name = "name", .field = piece::LocationFacility},
    {.name = "address", .inside = kAddress},
};
constexpr Rule kLocationContact[] = {
    {.name = "last_name", .field = piece::LocationContactName},
    {.name = "name", .field = piece::LocationContactName},
    {.name = "phone", .field = piece::LocationContactPhone},
    {.name = "phone_ext", .field = piece::LocationContactPhoneExt},
    {.name = "email", .field = piece::LocationContactEMail},
};
constexpr Rule kLocationInvestigator[] = {
    {.name = "last_name", .field = piece::LocationContactName},
    {.name = "role", .field = piece::LocationContactRole},
};
constexpr Rule kLocation[] = {
    {.name = "facility", .inside = kFacility},
    {.name = "status", .field = piece::LocationStatus},
    {.name = "contact",
     .field = piece::LocationContact,
     .inside = kLocationContact,
     .fixed = piece::LocationContactRole,
     .fixed_value = "CONTACT"},
    {.name = "contact_backup",
     .field = piece::LocationContact,
     .inside = kLocationContact,
     .fixed = piece::LocationContactRole,
     .fixed_value = "CONTACT"},
    {.name = "investigator", .field = piece::LocationContact, .inside = kLocationInvestigator},
};
constexpr Rule kLocationCountries[] = {{.name = "country", .read = repeats_country}};
constexpr Rule kRemovedCountries[] = {{.name = "country", .field = piece::RemovedCountry}};
constexpr Rule kLink[] = {
    {.name = "url", .field = piece::SeeAlsoLinkURL},
    {.name = "description", .field = piece::SeeAlsoLinkLabel},
    {.name = "annotation", .field = piece::SeeAlsoLinkLabel},
};
constexpr Rule kReference[] = {
    {.name = "citation", .field = piece::ReferenceCitation},
    {.name = "PMID", .field = piece::ReferencePMID},
};
constexpr Rule kOldBackground[] = {{.name = "reference",
                                    .field = piece::Reference,
                                    .inside = kReference,
                                    .fixed = piece::ReferenceType,
                                    .fixed_value = "BACKGROUND"}};
constexpr Rule kOldResults[] = {{.name = "reference",
                                 .field = piece::Reference,
                                 .inside = kReference,
                                 .fixed = piece::ReferenceType,
                                 .fixed_value = "RESULT"}};
constexpr Rule kResponsibleParty[] = {
    {.name = "name_title", .field = piece::ResponsiblePartyOldNameTitle},
    {.name = "organization", .field = piece::ResponsiblePartyOldOrganization},
    {.name = "responsible_party_type", .field = piece::ResponsiblePartyType},
    {.name = "resp_party_type", .field = piece::ResponsiblePartyType},
    {.name = "investigator_full_name", .field = piece::ResponsiblePartyInvestigatorFullName},
    {.name = "investigator_title", .field = piece::ResponsiblePartyInvestigatorTitle},
    {.name = "investigator_affiliation", .field = piece::ResponsiblePartyInvestigatorAffiliation},
};
constexpr Rule kConditionBrowse[] = {
    {.name = "mesh_term", .field = piece::ConditionMesh, .text = piece::ConditionMeshTerm}};
constexpr Rule kInterventionBrowse[] = {
    {.name = "mesh_term", .field = piece::InterventionMesh, .text = piece::InterventionMeshTerm}};
constexpr Rule kPatientData[] = {
    {.name = "sharing_ipd", .field = piece::IPDSharing},
    {.name = "ipd_description", .field = piece::IPDSharingDescription},
    {.name = "ipd_info_type", .field = piece::IPDSharingInfoType},
    {.name = "ipd_time_frame", .field = piece::IPDSharingTimeFrame},
    {.name = "ipd_access_criteria", .field = piece::IPDSharingAccessCriteria},
    {.name = "ipd_url", .field = piece::IPDSharingURL},
};
constexpr Rule kStudyDoc[] = {
    {.name = "doc_id", .field = piece::AvailIPDId},
    {.name = "doc_type", .field = piece::AvailIPDType},
    {.name = "doc_url", .field = piece::AvailIPDURL},
    {.name = "doc_comment", .field = piece::AvailIPDComment},
};
constexpr Rule kStudyDocs[] = {{.name = "study_doc", .field = piece::AvailIPD, .inside = kStudyDoc}};
constexpr Rule kProvidedDocument[] = {
    {.name = "document_type", .field = piece::LargeDocLabel},
    {.name = "document_has_protocol", .field = piece::LargeDocHasProtocol},
    {.name = "document_has_icf", .field = piece::LargeDocHasICF},
    {.name = "document_has_sap", .field = piece::LargeDocHasSAP},
    {.name = "document_date", .field = piece::LargeDocDate},
    {.name = "document_url", .read = read_document_url},
};
constexpr Rule kProvidedDocuments[] = {
    {.name = "provided_document", .field = piece::LargeDoc, .inside = kProvidedDocument}};

constexpr Rule kStudy[] = {
    {.name = "@rank", .read = pass_over},
    {.name = "required_header", .read = pass_over},
    {.name = "id_info", .inside = kIdInfo},
    {.name = "study_id", .inside = kStudyId},
    {.name = "brief_title", .field = piece::BriefTitle},
    {.name = "acronym", .field = piece::Acronym},
    {.name = "official_title", .field = piece::OfficialTitle},
    {.name = "sponsors", .inside = kSponsors},
    {.name = "study_sponsor", .inside = kSponsors},
    {.name = "source", .read = read_source},
    {.name = "oversight_info", .inside = kOversight},
    {.name = "brief_summary", .field = piece::BriefSummary},
    {.name = "detailed_description", .field = piece::DetailedDescription},
    {.name = "detailed_descr", .field = piece::DetailedDescription},
    {.name = "overall_status", .field = piece::OverallStatus},
    {.name = "status_block", .inside = kStatusBlock},
    {.name = "last_known_status", .field = piece::LastKnownStatus},
    {.name = "why_stopped", .field = piece::WhyStopped},
    {.name = "delayed_posting", .field = piece::DelayedPosting},
    {.name = "start_date", .field = piece::StartDate, .inside = kStartType},
    {.name = "completion_date", .field = piece::CompletionDate, .inside = kCompletionType},
    {.name = "last_follow_up_date", .field = piece::CompletionDate, .inside = kCompletionType},
    {.name = "end_date", .field = piece::CompletionDate, .inside = kCompletionType},
    {.name = "primary_completion_date", .field = piece::PrimaryCompletionDate, .inside = kPrimaryCompletionType},
    {.name = "primary_compl_date", .field = piece::PrimaryCompletionDate, .inside = kPrimaryCompletionType},
    {.name = "phase", .read = read_phase},
    {.name = "phase_block", .inside = kPhaseBlock},
    {.name = "study_type", .read = read_study_type},
    {.name = "has_expanded_access", .field = piece::HasExpandedAccess},
    {.name = "expanded_access_info", .inside = kExpandedAccess},
    {.name = "study_design_info", .inside = kDesign},
    {.name = "target_duration", .field = piece::TargetDuration},
    {.name = "primary_outcome",
     .field = piece::PrimaryOutcome,
     .inside = kPrimaryOutcome,
     .text = piece::PrimaryOutcomeMeasure},
    {.name = "secondary_outcome",
     .field = piece::SecondaryOutcome,
     .inside = kSecondaryOutcome,
     .text = piece::SecondaryOutcomeMeasure},
    {.name = "other_outcome", .field = piece::OtherOutcome, .inside = kOtherOutcome},
    {.name = "number_of_arms", .read = repeats_count_of_arms},
    {.name = "number_of_groups", .read = repeats_count_of_arms},
    {.name = "enrollment", .field = piece::EnrollmentCount, .inside = kEnrollmentType},
    {.name = "condition", .field = piece::Condition},
    {.name = "arm_group", .field = piece::ArmGroup, .inside = kArm},
    {.name = "intervention", .field = piece::Intervention, .inside = kIntervention},
    {.name = "biospec_retention", .field = piece::BioSpecRetention},
    {.name = "biospec_descr", .field = piece::BioSpecDescription},
    {.name = "eligibility", .inside = kEligibility},
    {.name = "overall_official", .field = piece::OverallOfficial, .inside = kOfficial},
    {.name = "investigator", .field = piece::OverallOfficial, .inside = kOfficial},
    {.name = "overall_contact",
     .field = piece::CentralContact,
     .inside = kCentralContact,
     .fixed = piece::CentralContactRole,
     .fixed_value = "CONTACT"},
    {.name = "overall_contact_backup",
     .field = piece::CentralContact,
     .inside = kCentralContact,
     .fixed = piece::CentralContactRole,
     .fixed_value = "CONTACT"},
    {.name = "contact",
     .field = piece::CentralContact,
     .inside = kCentralContact,
     .fixed = piece::CentralContactRole,
     .fixed_value = "CONTACT"},
    {.name = "location", .field = piece::Location, .inside = kLocation},
    {.name = "location_countries", .inside = kLocationCountries},
    {.name = "removed_countries", .inside = kRemovedCountries},
    {.name = "link", .field = piece::SeeAlsoLink, .inside = kLink},
    {.name = "see_also", .field = piece::SeeAlsoLink, .inside = kLink},
    {.name = "reference",
     .field = piece::Reference,
     .inside = kReference,
     .fixed = piece::ReferenceType,
     .fixed_value = "BACKGROUND"},
    {.name = "results_reference",
     .field = piece::Reference,
     .inside = kReference,
     .fixed = piece::ReferenceType,
     .fixed_value = "RESULT"},
    {.name = "background", .inside = kOldBackground},
    {.name = "results", .inside = kOldResults},
    {.name = "verification_date", .field = piece::StatusVerifiedDate},
    {.name = "study_first_submitted", .field = piece::StudyFirstSubmitDate},
    {.name = "initial_release_date", .field = piece::StudyFirstSubmitDate},
    {.name = "firstreceived_date", .field = piece::StudyFirstSubmitDate},
    {.name = "study_first_submitted_qc", .field = piece::StudyFirstSubmitQCDate},
    {.name = "study_first_posted", .field = piece::StudyFirstPostDate, .inside = kStudyPostType},
    {.name = "results_first_submitted", .field = piece::ResultsFirstSubmitDate},
    {.name = "firstreceived_results_date", .field = piece::ResultsFirstSubmitDate},
    {.name = "results_first_submitted_qc", .field = piece::ResultsFirstSubmitQCDate},
    {.name = "results_first_posted", .field = piece::ResultsFirstPostDate, .inside = kResultsPostType},
    {.name = "disposition_first_submitted", .field = piece::DispFirstSubmitDate},
    {.name = "disposition_first_submitted_qc", .field = piece::DispFirstSubmitQCDate},
    {.name = "disposition_first_posted", .field = piece::DispFirstPostDate, .inside = kDispositionPostType},
    {.name = "last_update_submitted", .field = piece::LastUpdateSubmitDate},
    {.name = "last_release_date", .field = piece::LastUpdateSubmitDate},
    {.name = "lastchanged_date", .field = piece::LastUpdateSubmitDate},
    {.name = "last_update_submitted_qc", .read = repeats_last_update},
    {.name = "last_update_posted", .field = piece::LastUpdatePostDate, .inside = kUpdatePostType},
    {.name = "responsible_party", .inside = kResponsibleParty},
    {.name = "resp_party", .inside = kResponsibleParty},
    {.name = "keyword", .field = piece::Keyword},
    {.name = "condition_browse", .inside = kConditionBrowse},
    {.name = "intervention_browse", .inside = kInterventionBrowse},
    {.name = "patient_data", .inside = kPatientData},
    {.name = "study_docs", .inside = kStudyDocs},
    {.name = "provided_document_section", .inside = kProvidedDocuments},
    {.name = "pending_results", .read = read_pending},
    {.name = "clinical_results", .read = read_results},
};

}  // namespace

std::span<const LegacyRule> legacy_study_rules() { return kStudy; }

}  // namespace trialkeep::ingest
