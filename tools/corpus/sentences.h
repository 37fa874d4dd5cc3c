#pragma once
// Sentence patterns, written for this generator. Slots in braces are filled by composer.h: {c} the condition,
// {d} a treatment, {k} another one, {m} a measure, {n} a small number, {h} a larger one, {w} weeks, {u} a dose,
// {p} a percentage, {o} the sponsor, {y} a year, {a} an age; {colour/color} picks the study's spelling. The text is
// the registry's markup, so its special characters carry a backslash.

#include <span>
#include <string_view>

namespace trialkeep::corpus {

enum class Pool {
  kOpening,
  kBackground,
  kMethod,
  kSafety,
  kAnalysis,
  kInclusion,
  kExclusion,
  kNested,
  kPopulation,
  kArm,
  kControlArm,
  kObservedGroup,
  kDose,
  kSession,
  kOperation,
  kOutcome,
  kStopped,
  kSpecimen,
  kMasking,
  kModel,
  kGender,
  kSharing,
  kSharingTime,
  kSharingAccess,
  kRecruitment,
  kPreAssignment,
  kBaselinePopulation,
  kAnalysisPopulation,
  kLimitation,
  kAgreement,
  kEventMethod,
  kComment,
  kStatisticalComment,
  kEventNote,
  kLinkLabel,
};

std::span<const std::string_view> sentences(Pool pool);

// What fits an arm or an intervention of this type; an empty type is a group that is only observed.
Pool arm_pool(std::string_view arm_type);
Pool treatment_pool(std::string_view intervention_type);

}  // namespace trialkeep::corpus
