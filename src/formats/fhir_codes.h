#pragma once
// What the registry's enum values mean in the vocabularies of FHIR, in one table.

#include <cstdint>
#include <string_view>
#include <vector>

namespace trialkeep::formats {

enum class FhirVocabulary : std::uint8_t {
  kStudyStatus,     // ResearchStudy.status of R4, from Status
  kLocationStatus,  // Location.status, from RecruitmentStatus
  kPrimaryPurpose,  // from PrimaryPurpose
  kPhase,           // from Phase
  kGender,          // from Sex
  kPartyRole,       // from OfficialRole, and roles of its own
  kObjective,       // from OutcomeMeasureType
  kTitleType,       // R6, codes of its own
  kClassifier,      // R6, codes of its own
  kArmType,         // R6, from ArmGroupType
  kProgressState,   // R6, from Status and RecruitmentStatus
};

struct FhirCode {
  FhirVocabulary vocabulary;
  std::string_view constant;  // of the registry
  std::string_view code;
  std::string_view display;
};

// The address of the code system.
std::string_view fhir_system(FhirVocabulary vocabulary);

// nullptr where the vocabulary has nothing for the constant: then a text has to do.
const FhirCode* fhir_code(FhirVocabulary vocabulary, std::string_view constant);

// The one phase that stands for a study's phases: FHIR has a code for "Phase 1/Phase 2". nullptr where none fits.
const FhirCode* fhir_phase(const std::vector<std::string_view>& phases);

}  // namespace trialkeep::formats
