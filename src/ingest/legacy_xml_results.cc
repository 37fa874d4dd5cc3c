// What maps to what in results.

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "ingest/legacy_xml_mapper.h"
#include "ingest/legacy_xml_markup.h"
#include "ingest/legacy_xml_values.h"
#include "model/pieces.h"

namespace trialkeep::ingest {
namespace {

namespace piece = model::piece;
using Rule = LegacyRule;
using Target = RecordBuilder::Target;

template <model::FieldId kField>
bool read_group(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  const auto id = legacy_group_id(item.text);
  return id && mapper.record().put_text(target, kField, *id);
}

// "Overall", "Measure" or "Class": told by where it stands.
bool pass_over_scope(LegacyMapper&, const LegacyItem& item, Target) {
  return item.text == "Overall" || item.text == "Measure" || item.text == "Class";
}

// A measure says again what its outcome says; taken where it is the same.
template <model::FieldId kField>
bool repeats_outcome(LegacyMapper& mapper, const LegacyItem& item, Target outcome) {
  const std::string_view said = mapper.record().text(outcome, kField);
  const bool markup = model::field(kField).kind == model::ValueKind::kMarkup;
  return said == (markup ? markup_of_lines(item.text) : std::string(item.text));
}

constexpr Rule kFlowGroup[] = {
    {.name = "@group_id", .read = read_group<piece::FlowGroupId>},
    {.name = "title", .field = piece::FlowGroupTitle},
    {.name = "description", .field = piece::FlowGroupDescription},
};
constexpr Rule kFlowGroups[] = {{.name = "group", .field = piece::FlowGroup, .inside = kFlowGroup}};
constexpr Rule kAchievement[] = {
    {.name = "@group_id", .read = read_group<piece::FlowAchievementGroupId>},
    {.name = "@count", .field = piece::FlowAchievementNumSubjects},
};
constexpr Rule kAchievements[] = {{.name = "participants",
                                   .field = piece::FlowAchievement,
                                   .inside = kAchievement,
                                   .text = piece::FlowAchievementComment}};
constexpr Rule kMilestone[] = {
    {.name = "title", .field = piece::FlowMilestoneType},
    {.name = "participants_list", .inside = kAchievements},
};
constexpr Rule kMilestones[] = {{.name = "milestone", .field = piece::FlowMilestone, .inside = kMilestone}};
constexpr Rule kReason[] = {
    {.name = "@group_id", .read = read_group<piece::FlowReasonGroupId>},
    {.name = "@count", .field = piece::FlowReasonNumSubjects},
};
constexpr Rule kReasons[] = {
    {.name = "participants", .field = piece::FlowReason, .inside = kReason, .text = piece::FlowReasonComment}};
constexpr Rule kDropWithdraw[] = {
    {.name = "title", .field = piece::FlowDropWithdrawType},
    {.name = "participants_list", .inside = kReasons},
};
constexpr Rule kDropWithdraws[] = {
    {.name = "drop_withdraw_reason", .field = piece::FlowDropWithdraw, .inside = kDropWithdraw}};
constexpr Rule kPeriod[] = {
    {.name = "title", .field = piece::FlowPeriodTitle},
    {.name = "milestone_list", .inside = kMilestones},
    {.name = "drop_withdraw_reason_list", .inside = kDropWithdraws},
};
constexpr Rule kPeriods[] = {{.name = "period", .field = piece::FlowPeriod, .inside = kPeriod}};
constexpr Rule kFlow[] = {
    {.name = "recruitment_details", .field = piece::FlowRecruitmentDetails},
    {.name = "pre_assignment_details", .field = piece::FlowPreAssignmentDetails},
    {.name = "group_list", .inside = kFlowGroups},
    {.name = "period_list", .inside = kPeriods},
};

constexpr Rule kBaselineGroup[] = {
    {.name = "@group_id", .read = read_group<piece::BaselineGroupId>},
    {.name = "title", .field = piece::BaselineGroupTitle},
    {.name = "description", .field = piece::BaselineGroupDescription},
};
constexpr Rule kBaselineGroups[] = {{.name = "group", .field = piece::BaselineGroup, .inside = kBaselineGroup}};
constexpr Rule kBaselineCount[] = {
    {.name = "@group_id", .read = read_group<piece::BaselineDenomCountGroupId>},
    {.name = "@value", .field = piece::BaselineDenomCountValue},
};
constexpr Rule kBaselineCounts[] = {{.name = "count", .field = piece::BaselineDenomCount, .inside = kBaselineCount}};
constexpr Rule kBaselineAnalyzed[] = {
    {.name = "units", .field = piece::BaselineDenomUnits},
    {.name = "scope", .read = pass_over_scope},
    {.name = "count_list", .inside = kBaselineCounts},
};
constexpr Rule kBaselineAnalyzedList[] = {
    {.name = "analyzed", .field = piece::BaselineDenom, .inside = kBaselineAnalyzed}};
constexpr Rule kMeasureCount[] = {
    {.name = "@group_id", .read = read_group<piece::BaselineMeasureDenomCountGroupId>},
    {.name = "@value", .field = piece::BaselineMeasureDenomCountValue},
};
constexpr Rule kMeasureCounts[] = {
    {.name = "count", .field = piece::BaselineMeasureDenomCount, .inside = kMeasureCount}};
constexpr Rule kMeasureAnalyzed[] = {
    {.name = "units", .field = piece::BaselineMeasureDenomUnits},
    {.name = "scope", .read = pass_over_scope},
    {.name = "count_list", .inside = kMeasureCounts},
};
constexpr Rule kMeasureAnalyzedList[] = {
    {.name = "analyzed", .field = piece::BaselineMeasureDenom, .inside = kMeasureAnalyzed}};
constexpr Rule kBaselineClassCount[] = {
    {.name = "@group_id", .read = read_group<piece::BaselineClassDenomCountGroupId>},
    {.name = "@value", .field = piece::BaselineClassDenomCountValue},
};
constexpr Rule kBaselineClassCounts[] = {
    {.name = "count", .field = piece::BaselineClassDenomCount, .inside = kBaselineClassCount}};
constexpr Rule kBaselineClassAnalyzed[] = {
    {.name = "units", .field = piece::BaselineClassDenomUnits},
    {.name = "scope", .read = pass_over_scope},
    {.name = "count_list", .inside = kBaselineClassCounts},
};
constexpr Rule kBaselineClassAnalyzedList[] = {
    {.name = "analyzed", .field = piece::BaselineClassDenom, .inside = kBaselineClassAnalyzed}};
constexpr Rule kBaselineMeasurement[] = {
    {.name = "@group_id", .read = read_group<piece::BaselineMeasurementGroupId>},
    {.name = "@value", .field = piece::BaselineMeasurementValue},
    {.name = "@spread", .field = piece::BaselineMeasurementSpread},
    {.name = "@lower_limit", .field = piece::BaselineMeasurementLowerLimit},
    {.name = "@upper_limit", .field = piece::BaselineMeasurementUpperLimit},
};
constexpr Rule kBaselineMeasurements[] = {{.name = "measurement",
                                           .field = piece::BaselineMeasurement,
                                           .inside = kBaselineMeasurement,
                                           .text = piece::BaselineMeasurementComment}};
constexpr Rule kBaselineCategory[] = {
    {.name = "title", .field = piece::BaselineCategoryTitle},
    {.name = "measurement_list", .inside = kBaselineMeasurements},
};
constexpr Rule kBaselineCategories[] = {
    {.name = "category", .field = piece::BaselineCategory, .inside = kBaselineCategory}};
constexpr Rule kBaselineClass[] = {
    {.name = "title", .field = piece::BaselineClassTitle},
    {.name = "analyzed_list", .inside = kBaselineClassAnalyzedList},
    {.name = "category_list", .inside = kBaselineCategories},
};
constexpr Rule kBaselineClasses[] = {{.name = "class", .field = piece::BaselineClass, .inside = kBaselineClass}};
constexpr Rule kBaselineMeasure[] = {
    {.name = "title", .field = piece::BaselineMeasureTitle},
    {.name = "description", .field = piece::BaselineMeasureDescription},
    {.name = "population", .field = piece::BaselineMeasurePopulationDescription},
    {.name = "units", .field = piece::BaselineMeasureUnitOfMeasure},
    {.name = "param", .field = piece::BaselineMeasureParamType},
    {.name = "dispersion", .field = piece::BaselineMeasureDispersionType},
    {.name = "units_analyzed", .field = piece::BaselineMeasureDenomUnitsSelected},
    {.name = "analyzed_list", .inside = kMeasureAnalyzedList},
    {.name = "class_list", .inside = kBaselineClasses},
};
constexpr Rule kBaselineMeasures[] = {{.name = "measure", .field = piece::BaselineMeasure, .inside = kBaselineMeasure}};
constexpr Rule kBaseline[] = {
    {.name = "population", .field = piece::BaselinePopulationDescription},
    {.name = "group_list", .inside = kBaselineGroups},
    {.name = "analyzed_list", .inside = kBaselineAnalyzedList},
    {.name = "measure_list", .inside = kBaselineMeasures},
};

constexpr Rule kOutcomeGroup[] = {
    {.name = "@group_id", .read = read_group<piece::OutcomeGroupId>},
    {.name = "title", .field = piece::OutcomeGroupTitle},
    {.name = "description", .field = piece::OutcomeGroupDescription},
};
constexpr Rule kOutcomeGroups[] = {{.name = "group", .field = piece::OutcomeGroup, .inside = kOutcomeGroup}};
constexpr Rule kOutcomeCount[] = {
    {.name = "@group_id", .read = read_group<piece::OutcomeDenomCountGroupId>},
    {.name = "@value", .field = piece::OutcomeDenomCountValue},
};
constexpr Rule kOutcomeCounts[] = {{.name = "count", .field = piece::OutcomeDenomCount, .inside = kOutcomeCount}};
constexpr Rule kOutcomeAnalyzed[] = {
    {.name = "units", .field = piece::OutcomeDenomUnits},
    {.name = "scope", .read = pass_over_scope},
    {.name = "count_list", .inside = kOutcomeCounts},
};
constexpr Rule kOutcomeAnalyzedList[] = {
    {.name = "analyzed", .field = piece::OutcomeDenom, .inside = kOutcomeAnalyzed}};
constexpr Rule kOutcomeClassCount[] = {
    {.name = "@group_id", .read = read_group<piece::OutcomeClassDenomCountGroupId>},
    {.name = "@value", .field = piece::OutcomeClassDenomCountValue},
};
constexpr Rule kOutcomeClassCounts[] = {
    {.name = "count", .field = piece::OutcomeClassDenomCount, .inside = kOutcomeClassCount}};
constexpr Rule kOutcomeClassAnalyzed[] = {
    {.name = "units", .field = piece::OutcomeClassDenomUnits},
    {.name = "scope", .read = pass_over_scope},
    {.name = "count_list", .inside = kOutcomeClassCounts},
};
constexpr Rule kOutcomeClassAnalyzedList[] = {
    {.name = "analyzed", .field = piece::OutcomeClassDenom, .inside = kOutcomeClassAnalyzed}};
constexpr Rule kOutcomeMeasurement[] = {
    {.name = "@group_id", .read = read_group<piece::OutcomeMeasurementGroupId>},
    {.name = "@value", .field = piece::OutcomeMeasurementValue},
    {.name = "@spread", .field = piece::OutcomeMeasurementSpread},
    {.name = "@lower_limit", .field = piece::OutcomeMeasurementLowerLimit},
    {.name = "@upper_limit", .field = piece::OutcomeMeasurementUpperLimit},
};
constexpr Rule kOutcomeMeasurements[] = {{.name = "measurement",
                                          .field = piece::OutcomeMeasurement,
                                          .inside = kOutcomeMeasurement,
                                          .text = piece::OutcomeMeasurementComment}};
constexpr Rule kOutcomeCategory[] = {
    {.name = "title", .field = piece::OutcomeCategoryTitle},
    {.name = "measurement_list", .inside = kOutcomeMeasurements},
};
constexpr Rule kOutcomeCategories[] = {
    {.name = "category", .field = piece::OutcomeCategory, .inside = kOutcomeCategory}};
constexpr Rule kOutcomeClass[] = {
    {.name = "title", .field = piece::OutcomeClassTitle},
    {.name = "analyzed_list", .inside = kOutcomeClassAnalyzedList},
    {.name = "category_list", .inside = kOutcomeCategories},
};
constexpr Rule kOutcomeClasses[] = {{.name = "class", .field = piece::OutcomeClass, .inside = kOutcomeClass}};
constexpr Rule kOutcomeMeasure[] = {
    {.name = "title", .read = repeats_outcome<piece::OutcomeMeasureTitle>},
    {.name = "description", .read = repeats_outcome<piece::OutcomeMeasureDescription>},
    {.name = "population", .read = repeats_outcome<piece::OutcomeMeasurePopulationDescription>},
    {.name = "units", .field = piece::OutcomeMeasureUnitOfMeasure},
    {.name = "param", .field = piece::OutcomeMeasureParamType},
    {.name = "dispersion", .field = piece::OutcomeMeasureDispersionType},
    {.name = "units_analyzed", .field = piece::OutcomeMeasureTypeUnitsAnalyzed},
    {.name = "analyzed_list", .inside = kOutcomeAnalyzedList},
    {.name = "class_list", .inside = kOutcomeClasses},
};
constexpr Rule kAnalysisGroups[] = {{.name = "group_id", .read = read_group<piece::OutcomeAnalysisGroupId>}};
constexpr Rule kAnalysis[] = {
    {.name = "group_id_list", .inside = kAnalysisGroups},
    {.name = "groups_desc", .field = piece::OutcomeAnalysisGroupDescription},
    {.name = "non_inferiority", .field = piece::OutcomeAnalysisTestedNonInferiority},
    {.name = "non_inferiority_type", .field = piece::OutcomeAnalysisNonInferiorityType},
    {.name = "non_inferiority_desc", .field = piece::OutcomeAnalysisNonInferiorityComment},
    {.name = "p_value", .field = piece::OutcomeAnalysisPValue},
    {.name = "p_value_desc", .field = piece::OutcomeAnalysisPValueComment},
    {.name = "method", .field = piece::OutcomeAnalysisStatisticalMethod},
    {.name = "method_desc", .field = piece::OutcomeAnalysisStatisticalComment},
    {.name = "param_type", .field = piece::OutcomeAnalysisParamType},
    {.name = "param_value", .field = piece::OutcomeAnalysisParamValue},
    {.name = "dispersion_type", .field = piece::OutcomeAnalysisDispersionType},
    {.name = "dispersion_value", .field = piece::OutcomeAnalysisDispersionValue},
    {.name = "ci_percent", .field = piece::OutcomeAnalysisCIPctValue},
    {.name = "ci_n_sides", .field = piece::OutcomeAnalysisCINumSides},
    {.name = "ci_lower_limit", .field = piece::OutcomeAnalysisCILowerLimit},
    {.name = "ci_upper_limit", .field = piece::OutcomeAnalysisCIUpperLimit},
    {.name = "ci_lower_limit_na_comment", .field = piece::OutcomeAnalysisCILowerLimitComment},
    {.name = "ci_upper_limit_na_comment", .field = piece::OutcomeAnalysisCIUpperLimitComment},
    {.name = "estimate_desc", .field = piece::OutcomeAnalysisEstimateComment},
    {.name = "other_analysis_desc", .field = piece::OutcomeAnalysisOtherAnalysisDescription},
};
constexpr Rule kAnalyses[] = {{.name = "analysis", .field = piece::OutcomeAnalysis, .inside = kAnalysis}};
constexpr Rule kOutcome[] = {
    {.name = "type", .field = piece::OutcomeMeasureType},
    {.name = "title", .field = piece::OutcomeMeasureTitle},
    {.name = "description", .field = piece::OutcomeMeasureDescription},
    {.name = "time_frame", .field = piece::OutcomeMeasureTimeFrame},
    {.name = "population", .field = piece::OutcomeMeasurePopulationDescription},
    {.name = "posting_date", .field = piece::OutcomeMeasureAnticipatedPostingDate},
    {.name = "group_list", .inside = kOutcomeGroups},
    {.name = "measure", .inside = kOutcomeMeasure},
    {.name = "analysis_list", .inside = kAnalyses},
};

// An outcome without a measure is one whose results are not posted yet.
bool read_outcome(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  const Target outcome = mapper.record().object(target, piece::OutcomeMeasure);
  const bool posted = item.node.child("measure") || item.node.child("measure_list");
  mapper.record().put_text(outcome, piece::OutcomeMeasureReportingStatus, posted ? "POSTED" : "NOT_POSTED");
  mapper.map(item.node, kOutcome, outcome);
  return true;
}
constexpr Rule kOutcomes[] = {{.name = "outcome", .read = read_outcome}};

constexpr Rule kPointOfContact[] = {
    {.name = "name_or_title", .field = piece::PointOfContactTitle},
    {.name = "organization", .field = piece::PointOfContactOrganization},
    {.name = "phone", .field = piece::PointOfContactPhone},
    {.name = "phone_ext", .field = piece::PointOfContactPhoneExt},
    {.name = "email", .field = piece::PointOfContactEMail},
};

bool read_employee(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  const bool not_employed = item.text.starts_with("Principal Investigators are NOT employed");
  return (not_employed || item.text.starts_with("All Principal Investigators ARE employed")) &&
         mapper.put_boolean(target, piece::AgreementPISponsorEmployee, !not_employed);
}

// The registry's own sentences tell the kind of an agreement; any other text is the agreement's own.
bool read_agreement(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  if (item.text.empty()) {
    return true;
  }
  const bool none = item.text.starts_with("There is NOT an agreement");
  mapper.put_boolean(target, piece::AgreementRestrictiveAgreement, !none);
  if (none || item.text.starts_with("There IS an agreement")) {
    return true;
  }
  const auto says = [&](std::string_view words) { return item.text.find(words) != std::string_view::npos; };
  const bool embargo =
      item.text.starts_with("The only disclosure restriction on the PI is that the sponsor can review");
  if (embargo && says("less than or equal to 60 days")) {
    return mapper.record().put_text(target, piece::AgreementRestrictionType, "LTE60");
  }
  if (embargo && says("more than 60 days")) {
    return mapper.record().put_text(target, piece::AgreementRestrictionType, "GT60");
  }
  mapper.record().put_text(target, piece::AgreementRestrictionType, "OTHER");
  return mapper.put(target, piece::AgreementOtherDetails, item.text, item.node);
}

constexpr Rule kAgreements[] = {
    {.name = "pi_employee", .read = read_employee},
    {.name = "restrictive_agreement", .read = read_agreement},
};

}  // namespace

std::span<const LegacyRule> legacy_result_rules() {
  static const Rule kResults[] = {
      {.name = "participant_flow", .inside = kFlow},
      {.name = "baseline", .inside = kBaseline},
      {.name = "outcome_list", .inside = kOutcomes},
      {.name = "reported_events", .inside = legacy_event_rules()},
      {.name = "certain_agreements", .inside = kAgreements},
      {.name = "limitations_and_caveats", .field = piece::LimitationsAndCaveatsDescription},
      {.name = "point_of_contact", .inside = kPointOfContact},
  };
  return kResults;
}

}  // namespace trialkeep::ingest
