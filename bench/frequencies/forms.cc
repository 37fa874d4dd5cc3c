#include "frequencies/forms.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace trialkeep::bench {
namespace {

using model::FieldId;
namespace piece = model::piece;

constexpr std::array<std::string_view, kVocabularies> kNames = {"condition", "treatment", "title",       "measure",
                                                                "timeframe", "prose",     "eligibility", "organization",
                                                                "event",     "label"};

struct MadeUpField {
  FieldId id;
  MadeUp what;
};

constexpr MadeUpField kMadeUpFields[] = {
    {piece::NCTId, MadeUp::kNctId},
    {piece::NCTIdAlias, MadeUp::kOtherNctId},
    {piece::ExpandedAccessNCTId, MadeUp::kOtherNctId},
    {piece::OrgStudyId, MadeUp::kCode},
    {piece::SecondaryId, MadeUp::kCode},
    {piece::AvailIPDId, MadeUp::kCode},
    {piece::OrgStudyIdLink, MadeUp::kUrl},
    {piece::SecondaryIdLink, MadeUp::kUrl},
    {piece::SeeAlsoLinkURL, MadeUp::kUrl},
    {piece::AvailIPDURL, MadeUp::kUrl},
    {piece::IPDSharingURL, MadeUp::kUrl},
    {piece::ResponsiblePartyInvestigatorFullName, MadeUp::kPerson},
    {piece::ResponsiblePartyOldNameTitle, MadeUp::kPerson},
    {piece::CentralContactName, MadeUp::kPerson},
    {piece::OverallOfficialName, MadeUp::kPerson},
    {piece::LocationContactName, MadeUp::kPerson},
    {piece::PointOfContactTitle, MadeUp::kPerson},
    {piece::CentralContactPhone, MadeUp::kPhone},
    {piece::LocationContactPhone, MadeUp::kPhone},
    {piece::PointOfContactPhone, MadeUp::kPhone},
    {piece::CentralContactPhoneExt, MadeUp::kExtension},
    {piece::LocationContactPhoneExt, MadeUp::kExtension},
    {piece::PointOfContactPhoneExt, MadeUp::kExtension},
    {piece::CentralContactEMail, MadeUp::kEmail},
    {piece::LocationContactEMail, MadeUp::kEmail},
    {piece::PointOfContactEMail, MadeUp::kEmail},
    {piece::LocationZip, MadeUp::kZip},
    {piece::ReferencePMID, MadeUp::kPubmedId},
    {piece::RetractionPMID, MadeUp::kPubmedId},
    {piece::ReferenceCitation, MadeUp::kCitation},
    {piece::RetractionSource, MadeUp::kCitation},
    {piece::LargeDocFilename, MadeUp::kFileName},
    {piece::Acronym, MadeUp::kAcronym},
    {piece::HasResults, MadeUp::kHasResults},
    {piece::VersionHolder, MadeUp::kReleaseDate},
    {piece::StudyType, MadeUp::kStudyType},
    {piece::ArmGroupLabel, MadeUp::kArmLabel},
    {piece::InterventionArmGroupLabel, MadeUp::kArmLabel},
    {piece::ArmGroupInterventionName, MadeUp::kArmTreatment},
};

constexpr FieldId kGroups[] = {piece::FlowGroupId, piece::BaselineGroupId, piece::OutcomeGroupId, piece::EventGroupId};
constexpr FieldId kPlaces[] = {piece::LocationCity, piece::LocationState, piece::LocationCountry,
                               piece::LocationGeoPoint};
constexpr FieldId kTermIds[] = {piece::ConditionMeshId,        piece::ConditionAncestorId,
                                piece::ConditionBrowseLeafId,  piece::InterventionMeshId,
                                piece::InterventionAncestorId, piece::InterventionBrowseLeafId};
constexpr FieldId kConditionTerms[] = {piece::ConditionMeshTerm, piece::ConditionAncestorTerm,
                                       piece::ConditionBrowseLeafName, piece::ConditionBrowseBranchName,
                                       piece::ConditionBrowseBranchAbbrev};
constexpr FieldId kTreatmentTerms[] = {piece::InterventionMeshTerm, piece::InterventionAncestorTerm,
                                       piece::InterventionBrowseLeafName, piece::InterventionBrowseBranchName,
                                       piece::InterventionBrowseBranchAbbrev};
constexpr FieldId kTreatmentNames[] = {piece::InterventionOtherName, piece::InterventionBrowseLeafAsFound};
constexpr FieldId kConditionNames[] = {piece::Keyword, piece::ConditionBrowseLeafAsFound};
constexpr FieldId kOrganizations[] = {piece::OrgFullName,
                                      piece::LeadSponsorName,
                                      piece::CollaboratorName,
                                      piece::ResponsiblePartyOldOrganization,
                                      piece::ResponsiblePartyInvestigatorAffiliation,
                                      piece::OverallOfficialAffiliation,
                                      piece::LocationFacility,
                                      piece::PointOfContactOrganization,
                                      piece::UnpostedResponsibleParty};
constexpr FieldId kEvents[] = {piece::SeriousEventTerm, piece::OtherEventTerm};
constexpr FieldId kTitles[] = {piece::BriefTitle, piece::OfficialTitle};
constexpr FieldId kMeasures[] = {piece::PrimaryOutcomeMeasure, piece::SecondaryOutcomeMeasure,
                                 piece::OtherOutcomeMeasure, piece::OutcomeMeasureTitle};
constexpr FieldId kEligibility[] = {piece::EligibilityCriteria, piece::StudyPopulation};

template <std::size_t N>
bool is_one_of(FieldId id, const FieldId (&list)[N]) {
  return std::find(std::begin(list), std::end(list), id) != std::end(list);
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.ends_with(end); });
}

Rule rule_of_text(FieldId id, const model::Field& field) {
  const std::string_view name = field.piece;
  if (is_one_of(id, kTitles)) {
    return {Form::kWords, Words::kTitle};
  }
  if (is_one_of(id, kMeasures)) {
    return {Form::kWords, Words::kMeasure};
  }
  if (is_one_of(id, kEligibility)) {
    return {Form::kWords, Words::kEligibility};
  }
  if (name.ends_with("TimeFrame")) {
    return {Form::kTerm, Words::kTimeFrame};
  }
  if (is_one_of(id, kEvents)) {
    return {Form::kTerm, Words::kEvent};
  }
  if (field.kind == model::ValueKind::kMarkup) {
    return {Form::kWords, Words::kProse};
  }
  if (ends_with_any(name, {"CountValue", "MeasurementValue", "LowerLimit", "UpperLimit", "Spread", "NumSubjects",
                           "NumUnits", "PValue", "PctValue", "ParamValue", "DispersionValue", "FrequencyThreshold"})) {
    return {Form::kNumberText};
  }
  return {Form::kTerm, Words::kLabel};
}

Rule rule_of_name(FieldId id) {
  if (is_one_of(id, kConditionTerms)) {
    return {Form::kTerm, Words::kCondition};
  }
  if (is_one_of(id, kTreatmentTerms)) {
    return {Form::kTerm, Words::kTreatment};
  }
  if (is_one_of(id, kConditionNames)) {
    return {Form::kName, Words::kCondition};
  }
  if (is_one_of(id, kTreatmentNames)) {
    return {Form::kName, Words::kTreatment};
  }
  if (is_one_of(id, kOrganizations)) {
    return {Form::kName, Words::kOrganization};
  }
  return rule_of_text(id, model::field(id));
}

}  // namespace

std::string_view vocabulary_name(Words words) { return kNames[static_cast<std::size_t>(words)]; }

Rule rule_of(FieldId id) {
  const model::Field& field = model::field(id);
  for (const MadeUpField& made_up : kMadeUpFields) {
    if (made_up.id == id) {
      return {Form::kMadeUp, Words::kLabel, made_up.what};
    }
  }
  if (id == piece::Condition) {
    return {Form::kTopicCondition, Words::kCondition};
  }
  if (id == piece::InterventionName) {
    return {Form::kTopicTreatment, Words::kTreatment};
  }
  if (is_one_of(id, kPlaces)) {
    return {Form::kPlace};
  }
  if (is_one_of(id, kTermIds)) {
    return {Form::kTermId};
  }
  if (is_one_of(id, kGroups)) {
    return {Form::kGroup};
  }
  if (field.piece.ends_with("GroupId")) {
    return {Form::kGroupReference};
  }
  switch (field.kind) {
    case model::ValueKind::kStructure:
    case model::ValueKind::kGeoPoint:
      return {Form::kStructure};
    case model::ValueKind::kEnum:
      return {Form::kEnum};
    case model::ValueKind::kBoolean:
      return {Form::kBoolean};
    case model::ValueKind::kInteger:
    case model::ValueKind::kNumber:
      return {Form::kInteger};
    case model::ValueKind::kDate:
      return {Form::kDate};
    case model::ValueKind::kDuration:
      return {Form::kDuration};
    default:
      return rule_of_name(id);
  }
}

}  // namespace trialkeep::bench
