#include "model/difference_identity.h"

#include <algorithm>

#include "base/strings.h"

namespace trialkeep::model {
namespace {

constexpr FieldId kNone = kNoField;

// Lists stand together, the surest identity first; the last also names the entry, unless kNames says else.
constexpr Identity kIdentities[] = {
    {piece::SecondaryIdInfo, {piece::SecondaryId, kNone, kNone, kNone}, Trust::kPlain},
    {piece::SecondaryIdInfo, {piece::SecondaryIdType, piece::SecondaryIdDomain, kNone, kNone}, Trust::kPlain},
    {piece::Collaborator, {piece::CollaboratorName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::ArmGroup, {piece::ArmGroupLabel, kNone, kNone, kNone}, Trust::kPlain},
    {piece::Intervention, {piece::InterventionType, piece::InterventionName, kNone, kNone}, Trust::kPlain},
    {piece::Intervention, {piece::InterventionName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::PrimaryOutcome,
     {piece::PrimaryOutcomeMeasure, piece::PrimaryOutcomeTimeFrame, kNone, kNone},
     Trust::kPlain},
    {piece::PrimaryOutcome, {piece::PrimaryOutcomeMeasure, kNone, kNone, kNone}, Trust::kPlain},
    {piece::SecondaryOutcome,
     {piece::SecondaryOutcomeMeasure, piece::SecondaryOutcomeTimeFrame, kNone, kNone},
     Trust::kPlain},
    {piece::SecondaryOutcome, {piece::SecondaryOutcomeMeasure, kNone, kNone, kNone}, Trust::kPlain},
    {piece::OtherOutcome, {piece::OtherOutcomeMeasure, piece::OtherOutcomeTimeFrame, kNone, kNone}, Trust::kPlain},
    {piece::OtherOutcome, {piece::OtherOutcomeMeasure, kNone, kNone, kNone}, Trust::kPlain},
    {piece::CentralContact, {piece::CentralContactName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::CentralContact, {piece::CentralContactEMail, kNone, kNone, kNone}, Trust::kPlain},
    {piece::OverallOfficial, {piece::OverallOfficialName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::Location,
     {piece::LocationFacility, piece::LocationCity, piece::LocationZip, piece::LocationCountry},
     Trust::kPlain},
    {piece::Location, {piece::LocationFacility, piece::LocationCity, piece::LocationCountry, kNone}, Trust::kPlain},
    {piece::Location, {piece::LocationCity, piece::LocationZip, piece::LocationCountry, kNone}, Trust::kPlain},
    {piece::LocationContact, {piece::LocationContactName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::LocationContact, {piece::LocationContactEMail, kNone, kNone, kNone}, Trust::kPlain},
    {piece::Reference, {piece::ReferencePMID, kNone, kNone, kNone}, Trust::kPlain},
    {piece::Reference, {piece::ReferenceCitation, kNone, kNone, kNone}, Trust::kPlain},
    {piece::Retraction, {piece::RetractionPMID, kNone, kNone, kNone}, Trust::kStrong},
    {piece::SeeAlsoLink, {piece::SeeAlsoLinkURL, kNone, kNone, kNone}, Trust::kPlain},
    {piece::SeeAlsoLink, {piece::SeeAlsoLinkLabel, kNone, kNone, kNone}, Trust::kPlain},
    {piece::AvailIPD, {piece::AvailIPDId, kNone, kNone, kNone}, Trust::kPlain},
    {piece::AvailIPD, {piece::AvailIPDURL, kNone, kNone, kNone}, Trust::kPlain},
    {piece::AvailIPD, {piece::AvailIPDType, kNone, kNone, kNone}, Trust::kPlain},
    {piece::FlowGroup, {piece::FlowGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::FlowPeriod, {piece::FlowPeriodTitle, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::FlowMilestone, {piece::FlowMilestoneType, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::FlowAchievement, {piece::FlowAchievementGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::FlowDropWithdraw, {piece::FlowDropWithdrawType, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::FlowReason, {piece::FlowReasonGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::BaselineGroup, {piece::BaselineGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::BaselineDenom, {piece::BaselineDenomUnits, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::BaselineDenomCount, {piece::BaselineDenomCountGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::BaselineMeasure, {piece::BaselineMeasureTitle, kNone, kNone, kNone}, Trust::kPlain},
    {piece::BaselineMeasureDenom, {piece::BaselineMeasureDenomUnits, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::BaselineMeasureDenomCount, {piece::BaselineMeasureDenomCountGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::BaselineClass, {piece::BaselineClassTitle, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::BaselineClassDenom, {piece::BaselineClassDenomUnits, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::BaselineClassDenomCount, {piece::BaselineClassDenomCountGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::BaselineCategory, {piece::BaselineCategoryTitle, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::BaselineMeasurement, {piece::BaselineMeasurementGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::OutcomeMeasure, {piece::OutcomeMeasureTitle, piece::OutcomeMeasureTimeFrame, kNone, kNone}, Trust::kPlain},
    {piece::OutcomeMeasure, {piece::OutcomeMeasureTitle, kNone, kNone, kNone}, Trust::kPlain},
    {piece::OutcomeGroup, {piece::OutcomeGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::OutcomeDenom, {piece::OutcomeDenomUnits, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::OutcomeDenomCount, {piece::OutcomeDenomCountGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::OutcomeClass, {piece::OutcomeClassTitle, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::OutcomeClassDenom, {piece::OutcomeClassDenomUnits, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::OutcomeClassDenomCount, {piece::OutcomeClassDenomCountGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::OutcomeCategory, {piece::OutcomeCategoryTitle, kNone, kNone, kNone}, Trust::kInOrder},
    {piece::OutcomeMeasurement, {piece::OutcomeMeasurementGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::OutcomeAnalysis,
     {piece::OutcomeAnalysisGroupId, piece::OutcomeAnalysisStatisticalMethod, piece::OutcomeAnalysisParamType, kNone},
     Trust::kPlain},
    {piece::OutcomeAnalysis, {piece::OutcomeAnalysisGroupId, kNone, kNone, kNone}, Trust::kPlain},
    {piece::EventGroup, {piece::EventGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::SeriousEvent, {piece::SeriousEventTerm, piece::SeriousEventOrganSystem, kNone, kNone}, Trust::kPlain},
    {piece::SeriousEvent, {piece::SeriousEventTerm, kNone, kNone, kNone}, Trust::kPlain},
    {piece::SeriousEventStats, {piece::SeriousEventStatsGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::OtherEvent, {piece::OtherEventTerm, piece::OtherEventOrganSystem, kNone, kNone}, Trust::kPlain},
    {piece::OtherEvent, {piece::OtherEventTerm, kNone, kNone, kNone}, Trust::kPlain},
    {piece::OtherEventStats, {piece::OtherEventStatsGroupId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::UnpostedEvent, {piece::UnpostedEventType, piece::UnpostedEventDate, kNone, kNone}, Trust::kStrong},
    {piece::ViolationEvent,
     {piece::ViolationEventType, piece::ViolationEventCreationDate, kNone, kNone},
     Trust::kPlain},
    {piece::LargeDoc, {piece::LargeDocFilename, kNone, kNone, kNone}, Trust::kPlain},
    {piece::LargeDoc, {piece::LargeDocTypeAbbrev, piece::LargeDocDate, kNone, kNone}, Trust::kPlain},
    {piece::LargeDoc, {piece::LargeDocLabel, kNone, kNone, kNone}, Trust::kPlain},
    {piece::SubmissionInfo, {piece::SubmissionReleaseDate, kNone, kNone, kNone}, Trust::kStrong},
    {piece::ConditionMesh, {piece::ConditionMeshId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::ConditionMesh, {piece::ConditionMeshTerm, kNone, kNone, kNone}, Trust::kPlain},
    {piece::ConditionAncestor, {piece::ConditionAncestorId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::ConditionAncestor, {piece::ConditionAncestorTerm, kNone, kNone, kNone}, Trust::kPlain},
    {piece::ConditionBrowseLeaf, {piece::ConditionBrowseLeafId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::ConditionBrowseLeaf, {piece::ConditionBrowseLeafName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::ConditionBrowseBranch, {piece::ConditionBrowseBranchAbbrev, kNone, kNone, kNone}, Trust::kStrong},
    {piece::ConditionBrowseBranch, {piece::ConditionBrowseBranchName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::InterventionMesh, {piece::InterventionMeshId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::InterventionMesh, {piece::InterventionMeshTerm, kNone, kNone, kNone}, Trust::kPlain},
    {piece::InterventionAncestor, {piece::InterventionAncestorId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::InterventionAncestor, {piece::InterventionAncestorTerm, kNone, kNone, kNone}, Trust::kPlain},
    {piece::InterventionBrowseLeaf, {piece::InterventionBrowseLeafId, kNone, kNone, kNone}, Trust::kStrong},
    {piece::InterventionBrowseLeaf, {piece::InterventionBrowseLeafName, kNone, kNone, kNone}, Trust::kPlain},
    {piece::InterventionBrowseBranch, {piece::InterventionBrowseBranchAbbrev, kNone, kNone, kNone}, Trust::kStrong},
    {piece::InterventionBrowseBranch, {piece::InterventionBrowseBranchName, kNone, kNone, kNone}, Trust::kPlain},
};

struct NameRule {
  FieldId list;
  FieldId first;
  FieldId second;  // kNoField: one member is enough
};

constexpr NameRule kNames[] = {
    {piece::SecondaryIdInfo, piece::SecondaryId, kNone},
    {piece::CentralContact, piece::CentralContactName, kNone},
    {piece::Location, piece::LocationFacility, piece::LocationCity},
    {piece::LocationContact, piece::LocationContactName, kNone},
    {piece::SeeAlsoLink, piece::SeeAlsoLinkLabel, kNone},
    {piece::AvailIPD, piece::AvailIPDType, piece::AvailIPDId},
    {piece::FlowGroup, piece::FlowGroupId, piece::FlowGroupTitle},
    {piece::BaselineGroup, piece::BaselineGroupId, piece::BaselineGroupTitle},
    {piece::OutcomeGroup, piece::OutcomeGroupId, piece::OutcomeGroupTitle},
    {piece::EventGroup, piece::EventGroupId, piece::EventGroupTitle},
    {piece::ConditionMesh, piece::ConditionMeshTerm, kNone},
    {piece::ConditionAncestor, piece::ConditionAncestorTerm, kNone},
    {piece::ConditionBrowseLeaf, piece::ConditionBrowseLeafName, kNone},
    {piece::ConditionBrowseBranch, piece::ConditionBrowseBranchName, kNone},
    {piece::InterventionMesh, piece::InterventionMeshTerm, kNone},
    {piece::InterventionAncestor, piece::InterventionAncestorTerm, kNone},
    {piece::InterventionBrowseLeaf, piece::InterventionBrowseLeafName, kNone},
    {piece::InterventionBrowseBranch, piece::InterventionBrowseBranchName, kNone},
};

// All university hospitals share their words; those of one city do not.
constexpr WordRule kWordRules[] = {{piece::Location, piece::LocationFacility, piece::LocationCity}};

// A member's text; the texts of a list joined by ", ".
std::string member_text(Json entry, FieldId member) {
  Json value;
  if (!entry.is_object() || entry[field(member).key].get(value) != simdjson::SUCCESS) {
    return {};
  }
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    return std::string(without_outer_blanks(text));
  }
  if (!value.is_array()) {
    return value.is_null() || value.is_object() ? std::string() : std::string(simdjson::minify(value));
  }
  std::string out;
  for (Json one : simdjson::dom::array(value)) {
    if (one.get(text) == simdjson::SUCCESS) {
      append_to(out, out.empty() ? "" : ", ", text);
    }
  }
  return out;
}

// Letters and digits only, in lower case; bytes outside ASCII stay as they are.
std::string folded(std::string_view text) {
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c | 0x20));
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || byte >= 0x80) {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

std::span<const Identity> identities_of(FieldId list) {
  const auto is_of_list = [&](const Identity& identity) { return identity.list == list; };
  const auto begin = std::find_if(std::begin(kIdentities), std::end(kIdentities), is_of_list);
  return {begin, std::find_if_not(begin, std::end(kIdentities), is_of_list)};
}

std::string identity_text(Json entry, const Identity& identity, bool is_folded) {
  std::string out;
  bool is_empty = true;
  for (FieldId member : identity.members) {
    if (member == kNoField) {
      break;
    }
    const std::string text = member_text(entry, member);
    append_to(out, is_folded ? folded(text) : text, "\n");
    is_empty = is_empty && text.empty();
  }
  return is_empty ? std::string() : out;
}

std::string entry_name(Json entry, FieldId list) {
  for (const NameRule& rule : kNames) {
    if (rule.list == list) {
      const std::string first = member_text(entry, rule.first);
      const std::string second = rule.second == kNoField ? std::string() : member_text(entry, rule.second);
      return concat(first, first.empty() || second.empty() ? "" : ", ", second);
    }
  }
  const std::span<const Identity> identities = identities_of(list);
  std::string out;
  if (!identities.empty()) {
    for (FieldId member : identities.back().members) {
      const std::string text = member == kNoField ? std::string() : member_text(entry, member);
      append_to(out, out.empty() || text.empty() ? "" : ", ", text);
    }
  }
  return out;
}

const WordRule* word_rule_of(FieldId list) {
  const auto found = std::find_if(std::begin(kWordRules), std::end(kWordRules),
                                  [&](const WordRule& rule) { return rule.list == list; });
  return found == std::end(kWordRules) ? nullptr : found;
}

}  // namespace trialkeep::model
