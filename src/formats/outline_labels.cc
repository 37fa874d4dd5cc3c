// The one table of labels that differ from the catalogue's.

#include <algorithm>
#include <map>
#include <vector>

#include "base/strings.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;

struct PlainLabel {
  model::FieldId field;
  std::string_view label;
};

// What the registry's own page, or the page this project was started from, calls a field; and the short
// names of columns, which stand below a title that says the rest.
constexpr PlainLabel kPlainLabels[] = {
    {piece::NCTId, "NCT Number"},
    {piece::NCTIdAlias, "Earlier NCT Numbers"},
    {piece::OrgStudyId, "Organization's Study ID"},
    {piece::OrgStudyIdType, "Kind of That ID"},
    {piece::OrgStudyIdLink, "Link of That ID"},
    {piece::SecondaryIdInfo, "Other Study ID Numbers"},
    {piece::SecondaryId, "ID"},
    {piece::SecondaryIdType, "Type"},
    {piece::SecondaryIdDomain, "Issued By or Description"},
    {piece::SecondaryIdLink, "Link"},
    {piece::OverallStatus, "Status"},
    {piece::StatusVerifiedDate, "Status Verified Date"},
    {piece::WhyStopped, "Why Stopped"},
    {piece::ExpandedAccessInfo, "Expanded Access"},
    {piece::HasExpandedAccess, "Has Expanded Access"},
    {piece::ExpandedAccessNCTId, "Expanded Access NCT Number"},
    {piece::ExpandedAccessStatusForNCTId, "Expanded Access Status"},
    {piece::StudyFirstSubmitDate, "First Submitted"},
    {piece::StudyFirstSubmitQCDate, "First Submitted that Met QC Criteria"},
    {piece::StudyFirstPostDateStruct, "First Posted"},
    {piece::ResultsFirstSubmitDate, "Results First Submitted"},
    {piece::ResultsFirstSubmitQCDate, "Results First Submitted that Met QC Criteria"},
    {piece::DispFirstSubmitDate, "Certification/Extension First Submitted"},
    {piece::DispFirstSubmitQCDate, "Certification/Extension First Submitted that Met QC Criteria"},
    {piece::LastUpdateSubmitDate, "Last Update Submitted"},
    {piece::LeadSponsor, "Sponsor"},
    {piece::Collaborator, "Collaborators"},
    {piece::ResponsiblePartyType, "Responsible Party"},
    {piece::ResponsiblePartyInvestigatorFullName, "Responsible Investigator"},
    {piece::ResponsiblePartyInvestigatorTitle, "Investigator's Title"},
    {piece::ResponsiblePartyInvestigatorAffiliation, "Investigator's Affiliation"},
    {piece::ResponsiblePartyOldNameTitle, "Responsible Person (Older Format)"},
    {piece::ResponsiblePartyOldOrganization, "Responsible Organization (Older Format)"},
    {piece::IsFDARegulatedDrug, "Is an FDA Regulated Drug"},
    {piece::IsFDARegulatedDevice, "Is an FDA Regulated Device"},
    {piece::IsUnapprovedDevice, "Is an Unapproved Device"},
    {piece::IsPPSD, "Is a Pediatric Postmarket Surveillance of a Device (PPSD)"},
    {piece::IsUSExport, "Is a US Export"},
    {piece::FDAAA801Violation, "Is an FDAAA 801 Violation"},
    {piece::Condition, "Conditions"},
    {piece::Keyword, "Keywords"},
    {piece::NPtrsToThisExpAccNCTId, "Studies That Refer to This Expanded Access"},
    {piece::ExpandedAccessTypes, "Expanded Access Types"},
    {piece::Phase, "Phase"},
    {piece::DesignInfo, "Design Details"},
    {piece::DesignAllocation, "Allocation"},
    {piece::DesignInterventionModel, "Interventional Model"},
    {piece::DesignInterventionModelDescription, "Interventional Model Description"},
    {piece::DesignObservationalModel, "Observational Model"},
    {piece::DesignPrimaryPurpose, "Primary Purpose"},
    {piece::DesignMasking, "Masking"},
    {piece::DesignMaskingInfo, "Masking"},
    {piece::DesignWhoMasked, "Who Is Masked"},
    {piece::EnrollmentInfo, "Enrollment"},
    {piece::ArmGroup, "Arms"},
    {piece::ArmGroupLabel, "Arm or Group"},
    {piece::ArmGroupType, "Type"},
    {piece::ArmGroupDescription, "Description"},
    {piece::ArmGroupInterventionName, "Interventions"},
    {piece::Intervention, "Interventions"},
    {piece::InterventionName, "Intervention"},
    {piece::InterventionType, "Type"},
    {piece::InterventionDescription, "Description"},
    {piece::InterventionArmGroupLabel, "Arms"},
    {piece::InterventionOtherName, "Other Names"},
    {piece::PrimaryOutcome, "Primary Outcome Measures"},
    {piece::PrimaryOutcomeMeasure, "Outcome Measure"},
    {piece::PrimaryOutcomeDescription, "Measure Description"},
    {piece::PrimaryOutcomeTimeFrame, "Time Frame"},
    {piece::SecondaryOutcome, "Secondary Outcome Measures"},
    {piece::SecondaryOutcomeMeasure, "Outcome Measure"},
    {piece::SecondaryOutcomeDescription, "Measure Description"},
    {piece::SecondaryOutcomeTimeFrame, "Time Frame"},
    {piece::OtherOutcome, "Other Outcome Measures"},
    {piece::OtherOutcomeMeasure, "Outcome Measure"},
    {piece::OtherOutcomeDescription, "Measure Description"},
    {piece::OtherOutcomeTimeFrame, "Time Frame"},
    {piece::EligibilityCriteria, "Eligibility Criteria"},
    {piece::Sex, "Sexes Eligible for Study"},
    {piece::StdAge, "Age Groups"},
    {piece::StudyPopulation, "Study Population"},
    {piece::CentralContact, "Study Contacts"},
    {piece::CentralContactName, "Name"},
    {piece::CentralContactRole, "Role"},
    {piece::CentralContactPhone, "Phone"},
    {piece::CentralContactPhoneExt, "Extension"},
    {piece::CentralContactEMail, "Email"},
    {piece::OverallOfficial, "Investigators"},
    {piece::OverallOfficialName, "Name"},
    {piece::OverallOfficialAffiliation, "Affiliation"},
    {piece::OverallOfficialRole, "Role"},
    {piece::Location, "Locations"},
    {piece::LocationFacility, "Facility"},
    {piece::LocationStatus, "Status"},
    {piece::LocationContact, "Contacts"},
    {piece::LocationContactName, "Name"},
    {piece::LocationContactRole, "Role"},
    {piece::LocationContactPhone, "Phone"},
    {piece::LocationContactPhoneExt, "Extension"},
    {piece::LocationContactEMail, "Email"},
    {piece::LocationGeoPoint, "Coordinates"},
    {piece::Reference, "Publications"},
    {piece::ReferencePMID, "PubMed"},
    {piece::ReferenceType, "Type"},
    {piece::ReferenceCitation, "Citation"},
    {piece::RetractionPMID, "PubMed"},
    {piece::RetractionSource, "Source"},
    {piece::SeeAlsoLink, "See Also"},
    {piece::SeeAlsoLinkLabel, "Title"},
    {piece::SeeAlsoLinkURL, "Address"},
    {piece::AvailIPD, "Available Data and Documents"},
    {piece::AvailIPDId, "ID"},
    {piece::AvailIPDType, "Type"},
    {piece::AvailIPDURL, "Address"},
    {piece::AvailIPDComment, "Comment"},
    {piece::IPDSharing, "Plan to Share Individual Participant Data (IPD)"},
    {piece::IPDSharingDescription, "Description"},
    {piece::IPDSharingInfoType, "Supporting Information"},
    {piece::IPDSharingTimeFrame, "Time Frame"},
    {piece::IPDSharingAccessCriteria, "Access Criteria"},
    {piece::IPDSharingURL, "Address"},
    {piece::FlowGroup, "Groups"},
    {piece::FlowReason, "Reasons Not Completed"},
    {piece::BaselinePopulationDescription, "Analysis Population"},
    {piece::BaselineMeasureDescription, "Description"},
    {piece::BaselineMeasurePopulationDescription, "Analysis Population"},
    {piece::BaselineMeasureParamType, "Parameter"},
    {piece::BaselineMeasureDispersionType, "Dispersion"},
    {piece::BaselineMeasureCalculatePct, "Percentage Is Calculated"},
    {piece::BaselineGroup, "Groups"},
    {piece::BaselineMeasurementValue, "Value"},
    {piece::BaselineMeasurementSpread, "Spread"},
    {piece::BaselineMeasurementLowerLimit, "Lower Limit"},
    {piece::BaselineMeasurementUpperLimit, "Upper Limit"},
    {piece::OutcomeMeasureType, "Type"},
    {piece::OutcomeMeasureTitle, "Title"},
    {piece::OutcomeMeasureDescription, "Description"},
    {piece::OutcomeMeasurePopulationDescription, "Analysis Population"},
    {piece::OutcomeMeasureTimeFrame, "Time Frame"},
    {piece::OutcomeMeasureParamType, "Parameter"},
    {piece::OutcomeMeasureDispersionType, "Dispersion"},
    {piece::OutcomeMeasureCalculatePct, "Percentage Is Calculated"},
    {piece::OutcomeGroup, "Groups"},
    {piece::OutcomeMeasurementValue, "Value"},
    {piece::OutcomeMeasurementSpread, "Spread"},
    {piece::OutcomeMeasurementLowerLimit, "Lower Limit"},
    {piece::OutcomeMeasurementUpperLimit, "Upper Limit"},
    {piece::OutcomeAnalysis, "Statistical Analysis"},
    {piece::OutcomeAnalysisGroupId, "Groups Compared"},
    {piece::OutcomeAnalysisGroupDescription, "Comparison Description"},
    {piece::OutcomeAnalysisTestedNonInferiority, "Tested Non-inferiority or Equivalence"},
    {piece::OutcomeAnalysisPValue, "P Value"},
    {piece::OutcomeAnalysisPValueComment, "P Value Comment"},
    {piece::OutcomeAnalysisDispersionValue, "Dispersion of Estimate"},
    {piece::EventsTimeFrame, "Time Frame"},
    {piece::EventsDescription, "Description"},
    {piece::EventsFrequencyThreshold, "Frequency Threshold for Other Events (Percent)"},
    {piece::EventGroup, "Event Groups"},
    {piece::SeriousEvent, "Serious Events"},
    {piece::OtherEvent, "Other Events"},
    {piece::SeriousEventSourceVocabulary, "Vocabulary"},
    {piece::OtherEventSourceVocabulary, "Vocabulary"},
    {piece::SeriousEventAssessmentType, "Collection Approach"},
    {piece::OtherEventAssessmentType, "Collection Approach"},
    {piece::CertainAgreement, "Certain Agreements"},
    {piece::AgreementPISponsorEmployee, "Principal Investigator Is Employed by the Sponsor"},
    {piece::AgreementRestrictiveAgreement, "Agreement Restricts Publication"},
    {piece::AgreementRestrictionType, "Restriction"},
    {piece::AgreementOtherDetails, "Details"},
    {piece::PointOfContact, "Results Point of Contact"},
    {piece::PointOfContactTitle, "Name or Title"},
    {piece::PointOfContactOrganization, "Organization"},
    {piece::PointOfContactEMail, "Email"},
    {piece::PointOfContactPhone, "Phone"},
    {piece::PointOfContactPhoneExt, "Extension"},
    {piece::LargeDoc, "Study Documents"},
    {piece::LargeDocLabel, "Document"},
    {piece::LargeDocTypeAbbrev, "Type"},
    {piece::LargeDocHasProtocol, "Includes Protocol"},
    {piece::LargeDocHasSAP, "Includes SAP"},
    {piece::LargeDocHasICF, "Includes ICF"},
    {piece::LargeDocUploadDate, "Uploaded"},
    {piece::LargeDocFilename, "File"},
    {piece::LargeDocSize, "Size in Bytes"},
    {piece::VersionHolder, "Data Release of the Registry"},
    {piece::SubmissionTracking, "Tracking of Submitted Results"},
    {piece::SubmissionInfo, "Submissions"},
    {piece::ConditionMesh, "MeSH Terms of the Conditions"},
    {piece::ConditionAncestor, "Broader MeSH Terms of the Conditions"},
    {piece::InterventionMesh, "MeSH Terms of the Interventions"},
    {piece::InterventionAncestor, "Broader MeSH Terms of the Interventions"},
};

// Their plain labels need the heading above them, though they stand in no list.
constexpr model::FieldId kUnclearAlone[] = {
    piece::OrgStudyIdType,
    piece::OrgStudyIdLink,
    piece::IPDSharingDescription,
    piece::IPDSharingInfoType,
    piece::IPDSharingTimeFrame,
    piece::IPDSharingAccessCriteria,
    piece::IPDSharingURL,
    piece::BaselinePopulationDescription,
    piece::EventsTimeFrame,
    piece::EventsDescription,
    piece::AgreementRestrictionType,
    piece::AgreementOtherDetails,
    piece::PointOfContactTitle,
    piece::PointOfContactOrganization,
    piece::PointOfContactEMail,
    piece::PointOfContactPhone,
    piece::PointOfContactPhoneExt,
};

// So do those of what stands in a list of structures: they head the columns below the list's title.
bool is_unclear_alone(model::FieldId id) {
  for (model::FieldId at = model::field(id).parent; at != model::kNoField; at = model::field(at).parent) {
    if (model::field(at).is_list) {
      return true;
    }
  }
  return std::find(std::begin(kUnclearAlone), std::end(kUnclearAlone), id) != std::end(kUnclearAlone);
}

// By field.
std::vector<std::string> make_labels_alone() {
  std::vector<std::string> labels;
  std::map<std::string, int> fields_called;
  for (model::FieldId id = 0; id < model::fields().size(); ++id) {
    const model::Field& field = model::field(id);
    labels.push_back(is_unclear_alone(id) ? std::string(field.label) : label_of(id));
    if (field.kind != model::ValueKind::kStructure && !field.is_indexed_only) {
      ++fields_called[labels.back()];
    }
  }
  for (model::FieldId id = 0; id < labels.size(); ++id) {
    if (fields_called[labels[id]] > 1) {
      labels[id] = concat(label_of(id), " (", model::field(id).piece, ")");
    }
  }
  return labels;
}

}  // namespace

std::string label_of(model::FieldId id) {
  for (const PlainLabel& plain : kPlainLabels) {
    if (plain.field == id) {
      return std::string(plain.label);
    }
  }
  return std::string(model::field(id).label);
}

std::string label_alone(model::FieldId id) {
  static const std::vector<std::string> labels = make_labels_alone();
  return labels[id];
}

}  // namespace trialkeep::formats
