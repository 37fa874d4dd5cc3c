#include "formats/outline.h"

#include <span>

#include "base/strings.h"
#include "formats/module_view.h"
#include "formats/outline_generic.h"
#include "formats/outline_part.h"
#include "formats/outline_results.h"
#include "formats/outline_sites.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
using model::FieldId;

enum class Show {
  kIfPresent,
  kAlways,  // "not provided" where the record lacks it
};

struct Entry {
  FieldId field;
  Show show = Show::kIfPresent;
};

// A section's facts in reading order. What its modules hold beside them follows, in the record's order.
struct Layout {
  std::string_view title;
  std::string_view id;
  std::span<const Entry> entries;
  std::span<const FieldId> modules;  // whose rest is shown here
};

constexpr Entry kOverview[] = {
    {piece::BriefSummary, Show::kAlways},
    {piece::DetailedDescription, Show::kAlways},
    {piece::OfficialTitle, Show::kAlways},
    {piece::Condition, Show::kAlways},
    {piece::Keyword},
    {piece::OverallStatus, Show::kAlways},
    {piece::StatusVerifiedDate, Show::kAlways},
    {piece::LastKnownStatus, Show::kAlways},
    {piece::DelayedPosting, Show::kAlways},
    {piece::WhyStopped, Show::kAlways},
    {piece::HasExpandedAccess, Show::kAlways},
    {piece::ExpandedAccessNCTId, Show::kAlways},
    {piece::ExpandedAccessStatusForNCTId, Show::kAlways},
    {piece::Acronym, Show::kAlways},
    {piece::OrgStudyId},
    {piece::OrgStudyIdType},
    {piece::OrgStudyIdLink},
    {piece::SecondaryIdInfo},
    {piece::NCTIdAlias},
};
constexpr FieldId kOverviewModules[] = {piece::IdentificationModule, piece::DescriptionModule, piece::ConditionsModule,
                                        piece::ExpandedAccessInfo};

constexpr Entry kOversight[] = {
    {piece::OversightHasDMC, Show::kAlways},
    {piece::IsFDARegulatedDrug, Show::kAlways},
    {piece::IsFDARegulatedDevice, Show::kAlways},
    {piece::IsUnapprovedDevice, Show::kAlways},
    {piece::IsPPSD, Show::kAlways},
    {piece::IsUSExport, Show::kAlways},
    {piece::FDAAA801Violation, Show::kAlways},
};
constexpr FieldId kOversightModules[] = {piece::OversightModule};

constexpr Entry kDesign[] = {
    {piece::StudyType, Show::kAlways},
    {piece::Phase, Show::kAlways},
    {piece::EnrollmentInfo, Show::kAlways},
    {piece::DesignPrimaryPurpose},
    {piece::DesignAllocation},
    {piece::DesignInterventionModel},
    {piece::DesignInterventionModelDescription},
    {piece::DesignObservationalModel},
    {piece::DesignTimePerspective},
    {piece::DesignMasking},
    {piece::DesignWhoMasked},
    {piece::DesignMaskingDescription},
    {piece::PatientRegistry},
    {piece::TargetDuration},
    {piece::BioSpecRetention},
    {piece::BioSpecDescription},
    {piece::ExpandedAccessTypes},
};
constexpr FieldId kDesignModules[] = {piece::DesignModule};

constexpr Entry kArms[] = {{piece::ArmGroup}, {piece::Intervention}};
constexpr FieldId kArmsModules[] = {piece::ArmsInterventionsModule};

constexpr Entry kOutcomes[] = {{piece::PrimaryOutcome}, {piece::SecondaryOutcome}, {piece::OtherOutcome}};
constexpr FieldId kOutcomesModules[] = {piece::OutcomesModule};

constexpr Entry kEligibility[] = {
    {piece::MinimumAge, Show::kAlways},
    {piece::MaximumAge, Show::kAlways},
    {piece::StdAge},
    {piece::Sex, Show::kAlways},
    {piece::GenderBased},
    {piece::GenderDescription},
    {piece::HealthyVolunteers, Show::kAlways},
    {piece::EligibilityCriteria, Show::kAlways},
    {piece::StudyPopulation},
    {piece::SamplingMethod},
};
constexpr FieldId kEligibilityModules[] = {piece::EligibilityModule};

constexpr Entry kOfficials[] = {{piece::LeadSponsor, Show::kAlways},
                                {piece::Collaborator},
                                {piece::ResponsiblePartyType},
                                {piece::ResponsiblePartyInvestigatorFullName},
                                {piece::ResponsiblePartyInvestigatorTitle},
                                {piece::ResponsiblePartyInvestigatorAffiliation},
                                {piece::ResponsiblePartyOldNameTitle},
                                {piece::ResponsiblePartyOldOrganization},
                                {piece::OverallOfficial}};
constexpr FieldId kOfficialsModules[] = {piece::SponsorCollaboratorsModule};

constexpr Entry kReferences[] = {{piece::Reference}, {piece::SeeAlsoLink}, {piece::AvailIPD}};
constexpr FieldId kReferencesModules[] = {piece::ReferencesModule};

constexpr Entry kDataSharing[] = {
    {piece::IPDSharing},          {piece::IPDSharingDescription},    {piece::IPDSharingInfoType},
    {piece::IPDSharingTimeFrame}, {piece::IPDSharingAccessCriteria}, {piece::IPDSharingURL}};
constexpr FieldId kDataSharingModules[] = {piece::IPDSharingStatementModule};

constexpr Entry kDates[] = {
    {piece::StartDateStruct, Show::kAlways},
    {piece::PrimaryCompletionDateStruct, Show::kAlways},
    {piece::CompletionDateStruct, Show::kAlways},
    {piece::StudyFirstSubmitDate},
    {piece::StudyFirstSubmitQCDate},
    {piece::StudyFirstPostDateStruct, Show::kAlways},
    {piece::ResultsWaived},
    {piece::ResultsFirstSubmitDate},
    {piece::ResultsFirstSubmitQCDate},
    {piece::ResultsFirstPostDateStruct},
    {piece::DispFirstSubmitDate},
    {piece::DispFirstSubmitQCDate},
    {piece::DispFirstPostDateStruct},
    {piece::LastUpdateSubmitDate},
    {piece::LastUpdatePostDateStruct, Show::kAlways},
};
constexpr FieldId kDatesModules[] = {piece::StatusModule};

constexpr FieldId kDerivedModules[] = {piece::ConditionBrowseModule, piece::InterventionBrowseModule,
                                       piece::MiscInfoModule, piece::DerivedSection};
constexpr FieldId kAnnotationModules[] = {piece::AnnotationModule, piece::AnnotationSection};

constexpr Layout kBeforeContacts[] = {{"Study Overview", "overview", kOverview, kOverviewModules}};
constexpr Layout kAfterContacts[] = {
    {"Eligibility", "eligibility", kEligibility, kEligibilityModules},
    {"Study Design", "design", kDesign, kDesignModules},
    {"Arms and Interventions", "arms", kArms, kArmsModules},
    {"Outcome Measures", "outcomes", kOutcomes, kOutcomesModules},
    {"Sponsor, Collaborators and Officials", "officials", kOfficials, kOfficialsModules},
    {"References", "references", kReferences, kReferencesModules},
    {"Dates", "dates", kDates, kDatesModules},
    {"Study Oversight", "oversight", kOversight, kOversightModules},
    {"Individual Participant Data (IPD)", "ipd", kDataSharing, kDataSharingModules},
};
constexpr Layout kLast[] = {
    {"Derived Terms", "derived-terms", {}, kDerivedModules},
    {"Annotations of the Registry", "annotations", {}, kAnnotationModules},
};

struct Builder {
  Part root;
  std::string nct;
  Outline outline;

  Section& begin(std::string_view title, std::string_view id) {
    outline.sections.push_back({std::string(title), std::string(id), {}});
    return outline.sections.back();
  }
  void drop_empty() {
    if (outline.sections.back().items.empty()) {
      outline.sections.pop_back();
    }
  }
  Cell peek_at(FieldId id) { return peek(find_part(root, id)); }
};

// A study ends early with a reason, or goes on.
bool has_stopped(Builder& builder) {
  const Part* status = find_part(builder.root, piece::OverallStatus);
  const std::string shown = joined_text(peek(status));
  for (std::string_view label : {"Suspended", "Terminated", "Withdrawn"}) {
    if (equals_ignoring_case(shown, label)) {
      return true;
    }
  }
  return false;
}

// What to say of a fact that is always shown and that the record lacks.
Value absent_value(Builder& builder, FieldId id) {
  if (id == piece::DelayedPosting) {
    // The registry writes it only where it is so.
    return {.kind = ValueKind::kYesNo, .text = "no", .link = {}, .note = {}};
  }
  if (id == piece::WhyStopped && !builder.peek_at(piece::OverallStatus).empty() && !has_stopped(builder)) {
    return {.kind = ValueKind::kText, .text = "not stopped", .link = {}, .note = {}};
  }
  return missing_value();
}

void show_entry(Builder& builder, const Entry& entry, std::vector<Item>& items) {
  const std::size_t before = items.size();
  if (Part* part = find_part(builder.root, entry.field)) {
    show(*part, items);
  }
  if (items.size() == before && entry.show == Show::kAlways) {
    items.push_back({make_fact(entry.field, {absent_value(builder, entry.field)})});
  }
}

void show_rest(Builder& builder, std::span<const FieldId> modules, std::vector<Item>& items) {
  for (FieldId id : modules) {
    if (Part* module = find_part(builder.root, id)) {
      show_members(*module, items);
    }
  }
}

// What is done to the participants, before the arms say to whom: "Aspirin (Drug)".
void add_interventions(Builder& builder, std::vector<Item>& items) {
  Cell names;
  for (Part* intervention : objects(find_part(builder.root, piece::ArmsInterventionsModule), piece::Intervention)) {
    Cell name = peek(intervention->find(piece::InterventionName));
    if (!name.empty()) {
      name.front().note = joined_text(peek(intervention->find(piece::InterventionType)));
      names.push_back(std::move(name.front()));
    }
  }
  if (!names.empty()) {
    items.push_back({make_fact(piece::Intervention, std::move(names))});
  }
}

void add_section(Builder& builder, const Layout& layout) {
  Section& section = builder.begin(layout.title, layout.id);
  for (const Entry& entry : layout.entries) {
    show_entry(builder, entry, section.items);
    if (entry.field == piece::Condition) {
      add_interventions(builder, section.items);
    }
  }
  show_rest(builder, layout.modules, section.items);
  for (FieldId id : layout.modules) {
    if (is_module(id)) {
      section.modules.push_back(id);
    }
  }
  builder.drop_empty();
}

Fact time_fact(std::string_view label, Instant time) {
  return {std::string(label), {{.kind = ValueKind::kDate, .text = time.reading_text(), .link = {}, .note = {}}}};
}

void add_head(Builder& builder, const StudyTimes& times) {
  Section& head = builder.begin("Study", "head");
  const auto add = [&](FieldId label, Cell values) { head.items.push_back({make_fact(label, std::move(values))}); };
  add(piece::NCTId, take(find_part(builder.root, piece::NCTId)));
  add(piece::BriefTitle, take(find_part(builder.root, piece::BriefTitle)));
  add(piece::OverallStatus, builder.peek_at(piece::OverallStatus));
  for (const auto& [label, value] : {std::pair(piece::StudyType, piece::StudyType),
                                     {piece::Phase, piece::Phase},
                                     {piece::EnrollmentInfo, piece::EnrollmentCount},
                                     {piece::StartDateStruct, piece::StartDate},
                                     {piece::CompletionDateStruct, piece::CompletionDate}}) {
    if (Cell values = builder.peek_at(value); !values.empty()) {
      add(label, std::move(values));
    }
  }
  add(piece::LeadSponsor, builder.peek_at(piece::LeadSponsorName));
  show_entry(builder, {piece::Organization, Show::kAlways}, head.items);
  add(piece::StudyFirstPostDateStruct, builder.peek_at(piece::StudyFirstPostDate));
  add(piece::LastUpdatePostDateStruct, builder.peek_at(piece::LastUpdatePostDate));
  add(piece::HasResults, take(find_part(builder.root, piece::HasResults)));
  head.items.push_back({time_fact("First seen here", times.first_seen)});
  head.items.push_back({time_fact("Last changed here", times.last_changed)});
  Value version{.kind = ValueKind::kText, .text = {}, .link = {}, .note = {}};
  // By the number that history, comparison and --version know it by.
  version.text = times.version_count == 1 ? concat(times.version, ", the only one")
                                          : concat(times.version, "; 0 to ", times.version_count - 1, " are kept");
  head.items.push_back({Fact{"Version here", {std::move(version)}}});
}

void add_contacts(Builder& builder) {
  Section& section = builder.begin("Contacts and Locations", "contacts");
  section.modules = {piece::ContactsLocationsModule};
  if (Part* module = find_part(builder.root, piece::ContactsLocationsModule)) {
    show_entry(builder, {piece::CentralContact}, section.items);
    show_locations(*module, section.items);
  }
}

// Officials are read with the sponsor, though the registry keeps them with the contacts; what is left of
// the contacts is shown once they have been taken.
void finish_contacts(Builder& builder) {
  for (Section& section : builder.outline.sections) {
    if (section.id == "contacts") {
      const FieldId modules[] = {piece::ContactsLocationsModule};
      show_rest(builder, modules, section.items);
    }
  }
  std::erase_if(builder.outline.sections, [](const Section& section) { return section.items.empty(); });
}

void add_results(Builder& builder) {
  Section& section = builder.begin("Results", "results");
  struct Chapter {
    std::string_view title;
    FieldId module;
    ShowModule show;
  };
  const Chapter chapters[] = {{"Participant Flow", piece::ParticipantFlowModule, &show_participant_flow},
                              {"Baseline Characteristics", piece::BaselineCharacteristicsModule, &show_baseline},
                              {"Outcome Measures with Results", piece::OutcomeMeasuresModule, &show_outcome_measures},
                              {"Adverse Events", piece::AdverseEventsModule, &show_adverse_events},
                              {"More Information", piece::MoreInfoModule, &show_members}};
  for (const Chapter& chapter : chapters) {
    Group group{std::string(chapter.title), {}, chapter.module};
    if (Part* module = find_part(builder.root, chapter.module)) {
      chapter.show(*module, group.items);
      show_members(*module, group.items);
    }
    if (!group.items.empty()) {
      section.modules.push_back(chapter.module);
      section.items.push_back({std::move(group)});
    }
  }
  const FieldId rest[] = {piece::ResultsSection};
  show_rest(builder, rest, section.items);
  builder.drop_empty();
}

void add_documents(Builder& builder) {
  Section& section = builder.begin("Documents", "documents");
  section.modules = {piece::LargeDocumentModule};
  if (Part* module = find_part(builder.root, piece::LargeDocumentModule)) {
    show_documents(*module, builder.nct, section.items);
  }
  const FieldId rest[] = {piece::DocumentSection};
  show_rest(builder, rest, section.items);
  builder.drop_empty();
}

void add_other(Builder& builder) {
  Section& section = builder.begin("Other Data in This Record", "other");
  show_members(builder.root, section.items);
  show_unknown(builder.root, section.items);
  builder.drop_empty();
}

}  // namespace

Outline make_outline(const model::Study& study, const StudyTimes& times) {
  Builder builder{.root = make_parts(study), .nct = std::string(study.text(piece::NCTId)), .outline = {}};
  builder.outline.title = joined_text(builder.peek_at(piece::BriefTitle));
  if (builder.outline.title.empty()) {
    builder.outline.title = builder.nct;
  }
  add_head(builder, times);
  for (const Layout& layout : kBeforeContacts) {
    add_section(builder, layout);
  }
  add_contacts(builder);
  for (const Layout& layout : kAfterContacts) {
    add_section(builder, layout);
  }
  finish_contacts(builder);
  add_results(builder);
  add_documents(builder);
  for (const Layout& layout : kLast) {
    add_section(builder, layout);
  }
  add_other(builder);
  return std::move(builder.outline);
}

}  // namespace trialkeep::formats
