#include "formats/fhir_codes.h"

#include <gtest/gtest.h>

#include "model/catalogue.h"
#include "model/enum_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
namespace value = model::value;

// The constants of the field's enum that the vocabulary has nothing for.
std::vector<std::string_view> constants_without_code(FhirVocabulary vocabulary, model::FieldId id) {
  std::vector<std::string_view> missing;
  for (const model::EnumValue& constant : model::enum_types()[model::field(id).enum_type].values) {
    if (fhir_code(vocabulary, constant.value) == nullptr) missing.push_back(constant.value);
  }
  return missing;
}

TEST(FhirCodes, CoverTheRegistrysConstants) {
  using Constants = std::vector<std::string_view>;
  EXPECT_EQ(constants_without_code(FhirVocabulary::kStudyStatus, piece::OverallStatus),
            Constants{value::Status_UNKNOWN});
  EXPECT_EQ(constants_without_code(FhirVocabulary::kLocationStatus, piece::LocationStatus), Constants{});
  EXPECT_EQ(constants_without_code(FhirVocabulary::kPhase, piece::Phase), Constants{});
  EXPECT_EQ(constants_without_code(FhirVocabulary::kArmType, piece::ArmGroupType), Constants{});
  EXPECT_EQ(constants_without_code(FhirVocabulary::kPartyRole, piece::OverallOfficialRole), Constants{});
  EXPECT_EQ(constants_without_code(FhirVocabulary::kGender, piece::Sex), Constants{value::Sex_ALL});
  EXPECT_EQ(constants_without_code(FhirVocabulary::kPrimaryPurpose, piece::DesignPrimaryPurpose),
            (Constants{value::PrimaryPurpose_ECT, value::PrimaryPurpose_OTHER}));
}

TEST(FhirCodes, HaveOneCodeForTwoPhases) {
  EXPECT_EQ(fhir_phase({value::Phase_PHASE1, value::Phase_PHASE2})->code, "phase-1-phase-2");
  EXPECT_EQ(fhir_phase({value::Phase_PHASE2, value::Phase_PHASE3})->code, "phase-2-phase-3");
  EXPECT_EQ(fhir_phase({value::Phase_PHASE4})->code, "phase-4");
  EXPECT_EQ(fhir_phase({}), nullptr);
  EXPECT_EQ(fhir_phase({value::Phase_PHASE1, value::Phase_PHASE4}), nullptr);
}

}  // namespace
}  // namespace trialkeep::formats
