#include "formats/fhir_codes.h"

#include <algorithm>

#include "model/enum_values.h"

namespace trialkeep::formats {
namespace {

using namespace model::value;
using V = FhirVocabulary;

// Status has no exact counterparts in R4; the choices are those of the npm package
// clinical-trial-matching-service, but that what is available is active. UNKNOWN is none: the writers fall back
// to the last known status.
constexpr FhirCode kCodes[] = {
    {V::kStudyStatus, Status_ACTIVE_NOT_RECRUITING, "closed-to-accrual", "Closed to Accrual"},
    {V::kStudyStatus, Status_COMPLETED, "completed", "Completed"},
    {V::kStudyStatus, Status_ENROLLING_BY_INVITATION, "active", "Active"},
    {V::kStudyStatus, Status_NOT_YET_RECRUITING, "approved", "Approved"},
    {V::kStudyStatus, Status_RECRUITING, "active", "Active"},
    {V::kStudyStatus, Status_SUSPENDED, "temporarily-closed-to-accrual", "Temporarily Closed to Accrual"},
    {V::kStudyStatus, Status_TERMINATED, "administratively-completed", "Administratively Completed"},
    {V::kStudyStatus, Status_WITHDRAWN, "withdrawn", "Withdrawn"},
    {V::kStudyStatus, Status_AVAILABLE, "active", "Active"},
    {V::kStudyStatus, Status_NO_LONGER_AVAILABLE, "closed-to-accrual", "Closed to Accrual"},
    {V::kStudyStatus, Status_TEMPORARILY_NOT_AVAILABLE, "temporarily-closed-to-accrual",
     "Temporarily Closed to Accrual"},
    {V::kStudyStatus, Status_APPROVED_FOR_MARKETING, "completed", "Completed"},
    {V::kStudyStatus, Status_WITHHELD, "in-review", "In Review"},

    {V::kLocationStatus, RecruitmentStatus_ACTIVE_NOT_RECRUITING, "active", "Active"},
    {V::kLocationStatus, RecruitmentStatus_COMPLETED, "inactive", "Inactive"},
    {V::kLocationStatus, RecruitmentStatus_ENROLLING_BY_INVITATION, "active", "Active"},
    {V::kLocationStatus, RecruitmentStatus_NOT_YET_RECRUITING, "inactive", "Inactive"},
    {V::kLocationStatus, RecruitmentStatus_RECRUITING, "active", "Active"},
    {V::kLocationStatus, RecruitmentStatus_SUSPENDED, "suspended", "Suspended"},
    {V::kLocationStatus, RecruitmentStatus_TERMINATED, "inactive", "Inactive"},
    {V::kLocationStatus, RecruitmentStatus_WITHDRAWN, "inactive", "Inactive"},
    {V::kLocationStatus, RecruitmentStatus_AVAILABLE, "active", "Active"},

    {V::kPrimaryPurpose, PrimaryPurpose_TREATMENT, "treatment", "Treatment"},
    {V::kPrimaryPurpose, PrimaryPurpose_PREVENTION, "prevention", "Prevention"},
    {V::kPrimaryPurpose, PrimaryPurpose_DIAGNOSTIC, "diagnostic", "Diagnostic"},
    {V::kPrimaryPurpose, PrimaryPurpose_SUPPORTIVE_CARE, "supportive-care", "Supportive Care"},
    {V::kPrimaryPurpose, PrimaryPurpose_SCREENING, "screening", "Screening"},
    {V::kPrimaryPurpose, PrimaryPurpose_HEALTH_SERVICES_RESEARCH, "health-services-research",
     "Health Services Research"},
    {V::kPrimaryPurpose, PrimaryPurpose_BASIC_SCIENCE, "basic-science", "Basic Science"},
    {V::kPrimaryPurpose, PrimaryPurpose_DEVICE_FEASIBILITY, "device-feasibility", "Device Feasibility"},

    {V::kPhase, Phase_NA, "n-a", "N/A"},
    {V::kPhase, Phase_EARLY_PHASE1, "early-phase-1", "Early Phase 1"},
    {V::kPhase, Phase_PHASE1, "phase-1", "Phase 1"},
    {V::kPhase, Phase_PHASE2, "phase-2", "Phase 2"},
    {V::kPhase, Phase_PHASE3, "phase-3", "Phase 3"},
    {V::kPhase, Phase_PHASE4, "phase-4", "Phase 4"},

    {V::kGender, Sex_FEMALE, "female", "Female"},
    {V::kGender, Sex_MALE, "male", "Male"},

    {V::kPartyRole, OfficialRole_PRINCIPAL_INVESTIGATOR, "primary-investigator", "primary-investigator"},
    {V::kPartyRole, OfficialRole_SUB_INVESTIGATOR, "sub-investigator", "sub-investigator"},
    {V::kPartyRole, OfficialRole_STUDY_DIRECTOR, "study-director", "study-director"},
    {V::kPartyRole, OfficialRole_STUDY_CHAIR, "study-chair", "study-chair"},

    {V::kObjective, OutcomeMeasureType_PRIMARY, "primary", "Primary"},
    {V::kObjective, OutcomeMeasureType_SECONDARY, "secondary", "Secondary"},
    {V::kObjective, OutcomeMeasureType_OTHER_PRE_SPECIFIED, "exploratory", "Exploratory"},

    {V::kArmType, ArmGroupType_EXPERIMENTAL, "experimental", "Experimental"},
    {V::kArmType, ArmGroupType_ACTIVE_COMPARATOR, "active-comparator", "Active Comparator"},
    {V::kArmType, ArmGroupType_PLACEBO_COMPARATOR, "placebo-comparator", "Placebo Comparator"},
    {V::kArmType, ArmGroupType_SHAM_COMPARATOR, "sham-comparator", "Sham Comparator"},
    {V::kArmType, ArmGroupType_NO_INTERVENTION, "no-intervention", "No Intervention"},
    {V::kArmType, ArmGroupType_OTHER, "other-arm-type", "Other Arm Type"},

    {V::kProgressState, Status_ACTIVE_NOT_RECRUITING, "active-but-not-recruiting", "Active, not recruiting"},
    {V::kProgressState, Status_COMPLETED, "completed", "Completed"},
    {V::kProgressState, Status_ENROLLING_BY_INVITATION, "enrolling-by-invitation", "Enrolling by invitation"},
    {V::kProgressState, Status_NOT_YET_RECRUITING, "not-yet-recruiting", "Not yet recruiting"},
    {V::kProgressState, Status_RECRUITING, "recruiting", "Recruiting"},
    {V::kProgressState, Status_SUSPENDED, "temporarily-closed-to-accrual", "Temporarily Closed to Accrual"},
    {V::kProgressState, Status_TERMINATED, "terminated", "Terminated"},
    {V::kProgressState, Status_WITHDRAWN, "withdrawn", "Withdrawn"},
};

constexpr FhirCode kPhase1And2 = {V::kPhase, Phase_PHASE1, "phase-1-phase-2", "Phase 1/Phase 2"};
constexpr FhirCode kPhase2And3 = {V::kPhase, Phase_PHASE2, "phase-2-phase-3", "Phase 2/Phase 3"};

}  // namespace

std::string_view fhir_system(FhirVocabulary vocabulary) {
  switch (vocabulary) {
    case V::kStudyStatus:
    case V::kProgressState:
      return "http://hl7.org/fhir/research-study-status";
    case V::kLocationStatus:
      return "http://hl7.org/fhir/location-status";
    case V::kPrimaryPurpose:
      return "http://terminology.hl7.org/CodeSystem/research-study-prim-purp-type";
    case V::kPhase:
      return "http://terminology.hl7.org/CodeSystem/research-study-phase";
    case V::kGender:
      return "http://hl7.org/fhir/administrative-gender";
    case V::kPartyRole:
      return "http://hl7.org/fhir/research-study-party-role";
    case V::kObjective:
      return "http://terminology.hl7.org/CodeSystem/research-study-objective-type";
    case V::kTitleType:
      return "http://hl7.org/fhir/title-type";
    case V::kClassifier:
      return "http://hl7.org/fhir/research-study-classifiers";
    case V::kArmType:
      return "http://hl7.org/fhir/research-study-arm-type";
  }
  return {};
}

const FhirCode* fhir_code(FhirVocabulary vocabulary, std::string_view constant) {
  const auto found = std::find_if(std::begin(kCodes), std::end(kCodes), [=](const FhirCode& code) {
    return code.vocabulary == vocabulary && code.constant == constant;
  });
  return found == std::end(kCodes) ? nullptr : found;
}

const FhirCode* fhir_phase(const std::vector<std::string_view>& phases) {
  if (phases.size() == 2 && phases[0] == Phase_PHASE1 && phases[1] == Phase_PHASE2) {
    return &kPhase1And2;
  }
  if (phases.size() == 2 && phases[0] == Phase_PHASE2 && phases[1] == Phase_PHASE3) {
    return &kPhase2And3;
  }
  return phases.size() == 1 ? fhir_code(V::kPhase, phases[0]) : nullptr;
}

}  // namespace trialkeep::formats
