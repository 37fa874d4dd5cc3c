#include "site/glossary.h"

#include <algorithm>

#include "base/check.h"
#include "base/strings.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;
using model::FieldId;

constexpr Term kTerms[] = {
    {"nct", "NCT number", "The number under which the registry keeps a study: NCT and eight digits, for good."},
    {"recruiting", "Recruiting", "The study is taking participants now."},
    {"active", "Active, not recruiting",
     "The study goes on and its participants are treated or examined, but it takes no new ones."},
    {"invitation", "Enrolling by invitation",
     "Participants are chosen from a certain group, such as those of an earlier study; others cannot apply."},
    {"suspended", "Suspended", "The study has stopped early and may start again."},
    {"terminated", "Terminated", "The study has stopped early and will not start again."},
    {"withdrawn", "Withdrawn", "The study stopped before its first participant was enrolled."},
    {"unknown-status", "Unknown status",
     "The study was to be open or under way, its planned end has passed, and nobody has confirmed its status for two "
     "years or longer."},
    {"expanded-access", "Expanded access",
     "A way to a treatment that is not yet approved, outside a trial, for patients who cannot take part in one."},
    {"dmc", "Data monitoring committee",
     "Independent experts who look at the data while a study runs and may advise to change or stop it."},
    {"ppsd", "Pediatric postmarket surveillance",
     "A study of a medical device in children that the U.S. FDA ordered after the device came to market."},
    {"fdaaa", "FDAAA 801",
     "The part of a U.S. law of 2007 that says which trials must be registered and report their results."},
    {"ipd", "Individual participant data",
     "The data of each participant by itself, without names, rather than summaries of groups."},
    {"interventional", "Interventional",
     "Participants receive what the study's plan says, so that its effects can be measured. Also called a clinical "
     "trial."},
    {"observational", "Observational",
     "Participants are watched or examined; what treatment they receive is not decided by the study."},
    {"phase", "Phase",
     "How far the testing of a drug has come: early phase 1 and phase 1 look at safety and dose in few people, phase "
     "2 "
     "at first signs of effect, phase 3 compares with other treatments in many people, phase 4 follows approved "
     "drugs. "
     "Other studies have none."},
    {"allocation", "Allocation", "How participants come into the groups of a study: by chance, or in another way."},
    {"randomized", "Randomized", "Chance alone decides which group a participant comes into."},
    {"non-randomized", "Non-randomized", "Something other than chance decides which group a participant comes into."},
    {"model", "Interventional model",
     "How the groups of a study receive their treatments, one beside the other or "
     "one after the other."},
    {"single-group", "Single group", "All participants receive the same; there is no group to compare with."},
    {"parallel", "Parallel", "Two or more groups receive different treatments over the same time."},
    {"crossover", "Crossover", "Each participant receives two or more treatments, one after the other."},
    {"factorial", "Factorial", "Groups receive treatments alone and together, so that both effects can be told apart."},
    {"sequential", "Sequential", "Groups begin one after the other, each with what was learnt from the one before."},
    {"masking", "Masking",
     "Who does not know which treatment a participant receives, so that hopes cannot colour what is seen. Also "
     "called "
     "blinding."},
    {"open-label", "Open label", "Everybody knows which treatment a participant receives."},
    {"cohort", "Cohort", "A group with something in common that is followed over time."},
    {"case-control", "Case-control",
     "People with a condition are compared with people without it, looking back at what may have caused it."},
    {"retrospective", "Retrospective", "The study looks back at data from before it began."},
    {"prospective", "Prospective", "The study looks forward at what happens after it has begun."},
    {"cross-sectional", "Cross-sectional", "The study looks at one point in time."},
    {"arm", "Arm", "A group of participants who, by the plan, receive the same."},
    {"active-comparator", "Active comparator", "The group receives a treatment that is known to work."},
    {"placebo", "Placebo comparator", "The group receives what looks like the treatment and holds nothing that works."},
    {"sham", "Sham comparator", "The group receives a procedure or device that looks like the real one and is not."},
    {"primary-outcome", "Primary outcome", "What the study was planned to find out before all else."},
    {"secondary-outcome", "Secondary outcome", "What is measured beside the primary outcome."},
    {"time-frame", "Time frame", "When, or over which time, something is measured in each participant."},
    {"probability-sample", "Probability sample",
     "Chance decides who of a population is asked, so that those asked stand for all."},
    {"non-probability-sample", "Non-probability sample",
     "Participants are chosen in another way than by chance, such "
     "as all who come to a clinic."},
    {"responsible-party", "Responsible party", "Who answers for the record: the sponsor, or an investigator."},
    {"principal-investigator", "Principal investigator", "The person who leads the study, or leads it at a site."},
    {"primary-completion", "Primary completion",
     "The day on which the last participant was examined, or will be, for "
     "the primary outcome."},
    {"completion", "Study completion", "The day of the last visit of the last participant."},
    {"quality-control", "Met QC criteria",
     "The registry reads what is submitted and sends back what is unclear; this is when it was found fit to be "
     "posted."},
    {"certification", "Certification or extension",
     "A request to give results later, because a product awaits its approval or for another good cause."},
    {"dispersion", "Dispersion",
     "How far single figures lie from the middle: a standard deviation, a range, or limits "
     "within which the truth is thought to lie."},
    {"analysis-population", "Analysis population", "Which participants the figures are of, and why some are left out."},
    {"p-value", "P value",
     "How often chance alone would give a difference at least as large, if there were none. It says nothing of how "
     "large or important a difference is."},
    {"non-inferiority", "Non-inferiority",
     "The test asks whether a treatment is not worse than another by more than a margin that was set before."},
    {"equivalence", "Equivalence", "The test asks whether two treatments differ by less than a margin set before."},
    {"superiority", "Superiority", "The test asks whether one treatment is better than another."},
    {"adverse-event", "Adverse event", "Anything harmful that happens to a participant, caused by the study or not."},
    {"serious-event", "Serious adverse event",
     "An adverse event that led to death, danger to life, a stay in hospital, lasting harm or a birth defect."},
    {"frequency-threshold", "Frequency threshold",
     "Other adverse events are listed only when more than this share of a group had them."},
    {"systematic", "Collection approach",
     "Systematic: participants were asked or examined for the event. Non-systematic: it was noted when somebody told "
     "of it."},
    {"mesh", "MeSH",
     "Medical Subject Headings: the vocabulary of the U.S. National Library of Medicine. The registry derives these "
     "terms from the conditions and interventions."},
};

constexpr TermUse kUses[] = {
    {piece::NCTId, "", "nct"},
    {piece::OverallStatus, "Recruiting", "recruiting"},
    {piece::OverallStatus, "Active, not recruiting", "active"},
    {piece::OverallStatus, "Enrolling by invitation", "invitation"},
    {piece::OverallStatus, "Suspended", "suspended"},
    {piece::OverallStatus, "Terminated", "terminated"},
    {piece::OverallStatus, "Withdrawn", "withdrawn"},
    {piece::OverallStatus, "Unknown status", "unknown-status"},
    {piece::HasExpandedAccess, "", "expanded-access"},
    {piece::OversightHasDMC, "", "dmc"},
    {piece::IsPPSD, "", "ppsd"},
    {piece::FDAAA801Violation, "", "fdaaa"},
    {piece::IPDSharing, "", "ipd"},
    {piece::StudyType, "Interventional", "interventional"},
    {piece::StudyType, "Observational", "observational"},
    {piece::StudyType, "Expanded Access", "expanded-access"},
    {piece::Phase, "", "phase"},
    {piece::DesignAllocation, "", "allocation"},
    {piece::DesignAllocation, "Randomized", "randomized"},
    {piece::DesignAllocation, "Non-Randomized", "non-randomized"},
    {piece::DesignInterventionModel, "", "model"},
    {piece::DesignInterventionModel, "Single Group Assignment", "single-group"},
    {piece::DesignInterventionModel, "Parallel Assignment", "parallel"},
    {piece::DesignInterventionModel, "Crossover Assignment", "crossover"},
    {piece::DesignInterventionModel, "Factorial Assignment", "factorial"},
    {piece::DesignInterventionModel, "Sequential Assignment", "sequential"},
    {piece::DesignMasking, "", "masking"},
    {piece::DesignMasking, "None (Open Label)", "open-label"},
    {piece::DesignObservationalModel, "Cohort", "cohort"},
    {piece::DesignObservationalModel, "Case-Control", "case-control"},
    {piece::DesignTimePerspective, "Retrospective", "retrospective"},
    {piece::DesignTimePerspective, "Prospective", "prospective"},
    {piece::DesignTimePerspective, "Cross-Sectional", "cross-sectional"},
    {piece::ArmGroupLabel, "", "arm"},
    {piece::ArmGroupType, "Active Comparator", "active-comparator"},
    {piece::ArmGroupType, "Placebo Comparator", "placebo"},
    {piece::ArmGroupType, "Sham Comparator", "sham"},
    {piece::PrimaryOutcomeMeasure, "", "primary-outcome"},
    {piece::PrimaryOutcomeTimeFrame, "", "time-frame"},
    {piece::SecondaryOutcomeMeasure, "", "secondary-outcome"},
    {piece::SamplingMethod, "Probability Sample", "probability-sample"},
    {piece::SamplingMethod, "Non-Probability Sample", "non-probability-sample"},
    {piece::ResponsiblePartyType, "", "responsible-party"},
    {piece::ResponsiblePartyType, "Principal Investigator", "principal-investigator"},
    {piece::PrimaryCompletionDateStruct, "", "primary-completion"},
    {piece::CompletionDateStruct, "", "completion"},
    {piece::StudyFirstSubmitQCDate, "", "quality-control"},
    {piece::DispFirstSubmitDate, "", "certification"},
    {piece::OutcomeMeasureDispersionType, "", "dispersion"},
    {piece::OutcomeMeasurePopulationDescription, "", "analysis-population"},
    {piece::BaselinePopulationDescription, "", "analysis-population"},
    {piece::OutcomeAnalysisPValue, "", "p-value"},
    {piece::OutcomeAnalysisNonInferiorityType, "Non-Inferiority", "non-inferiority"},
    {piece::OutcomeAnalysisNonInferiorityType, "Equivalence", "equivalence"},
    {piece::OutcomeAnalysisNonInferiorityType, "Superiority", "superiority"},
    {piece::SeriousEvent, "", "serious-event"},
    {piece::OtherEvent, "", "adverse-event"},
    {piece::EventsFrequencyThreshold, "", "frequency-threshold"},
    {piece::SeriousEventAssessmentType, "", "systematic"},
    {piece::OtherEventAssessmentType, "", "systematic"},
    {piece::ConditionMesh, "", "mesh"},
    {piece::InterventionMesh, "", "mesh"},
};

// The explanation of a label or value; null when it has none.
const TermUse* find_use(FieldId field, std::string_view value) {
  if (field == model::kNoField) {
    return nullptr;
  }
  const auto found = std::find_if(std::begin(kUses), std::end(kUses),
                                  [&](const TermUse& use) { return use.field == field && use.value == value; });
  return found == std::end(kUses) ? nullptr : &*found;
}

std::string element_id(std::string_view term) { return concat("term-", term); }

}  // namespace

std::span<const Term> glossary() { return kTerms; }
std::span<const TermUse> term_uses() { return kUses; }

Html UsedTerms::label(FieldId field, const Html& shown) {
  const TermUse* use = find_use(field, {});
  return use == nullptr ? shown : button(use->term, shown);
}

Html UsedTerms::value(FieldId field, std::string_view label, const Html& shown) {
  const TermUse* use = label.empty() ? nullptr : find_use(field, label);
  return use == nullptr ? shown : button(use->term, shown);
}

Html UsedTerms::button(std::string_view term, const Html& shown) {
  const auto is_it = [&](const Term& one) { return one.id == term; };
  const auto found = std::find_if(std::begin(kTerms), std::end(kTerms), is_it);
  CHECK(found != std::end(kTerms));
  if (std::find(used_.begin(), used_.end(), &*found) == used_.end()) {
    used_.push_back(&*found);
  }
  return element("button", {{"type", "button"}, {"class", "term"}, {"popovertarget", element_id(term)}}, shown);
}

Html UsedTerms::explanations() const {
  Html out;
  for (const Term* term : used_) {
    Html inside = element("p", {{"class", "term-title"}}, text(term->title));
    inside += element("p", text(term->explanation));
    out += element("div", {{"popover", "auto"}, {"class", "explanation"}, {"id", element_id(term->id)}}, inside);
  }
  return out;
}

}  // namespace trialkeep::site
