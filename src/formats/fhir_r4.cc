#include "formats/fhir_r4.h"

#include <algorithm>
#include <limits>

#include "base/nct.h"
#include "base/strings.h"
#include "formats/fhir_parts.h"
#include "formats/record_values.h"
#include "model/enum_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;
namespace value = model::value;
using model::FieldId;
using model::Json;
using model::Study;

constexpr std::string_view kPartyExtension =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-ResearchStudy.associatedParty";
constexpr std::string_view kEligibilityId = "eligibility";
constexpr std::string_view kSponsorId = "sponsor";

struct Official {
  std::string_view name;
  std::string_view affiliation;
  std::string_view role;
};

// One run over a study. Lists that are both contained and referenced are read once.
class ResearchStudyWriter {
 public:
  ResearchStudyWriter(const Study& study, std::string& out)
      : study_(study),
        out_(out),
        sites_(study.values(piece::Location)),
        collaborators_(study.values(piece::Collaborator)) {
    for (const Json entry : study.values(piece::OverallOfficial)) {
      const auto text = [entry](FieldId id) { return text_below(entry, piece::OverallOfficial, id); };
      if (!fhir_text(text(piece::OverallOfficialName)).empty()) {
        officials_.push_back({text(piece::OverallOfficialName), text(piece::OverallOfficialAffiliation),
                              text(piece::OverallOfficialRole)});
      }
    }
    const auto first = std::find_if(officials_.begin(), officials_.end(), [](const Official& official) {
      return official.role == value::OfficialRole_PRINCIPAL_INVESTIGATOR;
    });
    principal_ = static_cast<std::size_t>(first - officials_.begin());
  }

  void write() {
    out_.object({}, [this] {
      out_.text("resourceType", "ResearchStudy");
      if (NctNumber::from_canonical(study_.text(piece::NCTId))) {
        out_.text("id", study_.text(piece::NCTId));
      }
      contained();
      associated_parties();
      write_identifiers(study_, "http://clinicaltrials.gov/", out_);
      const std::string_view title = study_.text(piece::BriefTitle);
      out_.text("title", title.empty() ? study_.text(piece::OfficialTitle) : title);
      status();
      write_purpose_and_phase(study_, out_);
      categories();
      focus();
      write_conditions(study_, out_);
      contacts();
      write_related_artifacts(study_, out_);
      write_keywords(study_, out_);
      countries();
      description();
      references();
      out_.concept_of("reasonStopped", study_.text(piece::WhyStopped));
      notes();
      arms();
      objectives();
    });
  }

 private:
  bool has_sponsor() const { return !fhir_text(study_.text(piece::LeadSponsorName)).empty(); }
  bool has_enrollment() const { return study_.value(piece::EligibilityModule) || study_.value(piece::EnrollmentCount); }

  void contained() {
    out_.array("contained", [this] {
      eligibility_group();
      if (has_sponsor()) {
        organization(kSponsorId, study_.text(piece::LeadSponsorName), study_.text(piece::LeadSponsorClass));
      }
      for (std::size_t i = 0; i < collaborators_.size(); ++i) {
        organization(concat("collaborator-", i + 1),
                     text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorName),
                     text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorClass));
      }
      for (std::size_t i = 0; i < officials_.size(); ++i) {
        official(i);
      }
      for (std::size_t i = 0; i < sites_.size(); ++i) {
        location(i);
      }
    });
  }

  void eligibility_group() {
    if (!has_enrollment()) {
      return;
    }
    out_.object({}, [this] {
      out_.text("resourceType", "Group");
      out_.text("id", kEligibilityId);
      out_.text("type", "person");
      out_.boolean("actual", false);
      out_.text("name", "Eligibility");
      const auto count = study_.integer(piece::EnrollmentCount);
      if (count && *count >= 0 && *count <= std::numeric_limits<std::int32_t>::max()) {
        out_.integer("quantity", *count);
      }
      out_.array("characteristic", [this] { write_eligibility(study_, out_); });
    });
  }

  void organization(std::string_view id, std::string_view name, std::string_view type) {
    out_.object({}, [&] {
      out_.text("resourceType", "Organization");
      out_.text("id", id);
      out_.array("type", [&] { out_.concept_of({}, label_of(piece::LeadSponsorClass, type)); });
      out_.text("name", fhir_text(name).empty() ? "Unnamed" : name);
    });
  }

  // A Practitioner, and the role that ties it to an affiliation.
  void official(std::size_t i) {
    const Official& who = officials_[i];
    out_.object({}, [&] {
      out_.text("resourceType", "Practitioner");
      out_.text("id", concat("official-", i + 1));
      out_.array("name", [&] { out_.object({}, [&] { out_.text("text", who.name); }); });
    });
    if (fhir_text(who.affiliation).empty()) {
      return;
    }
    out_.object({}, [&] {
      out_.text("resourceType", "PractitionerRole");
      out_.text("id", concat("official-role-", i + 1));
      out_.contained_reference("practitioner", concat("official-", i + 1));
      out_.object("organization", [&] { out_.text("display", who.affiliation); });
      out_.array("code", [&] { out_.concept_of({}, label_of(piece::OverallOfficialRole, who.role)); });
    });
  }

  void official_reference(std::string_view key, std::size_t i) {
    const std::string_view id = fhir_text(officials_[i].affiliation).empty() ? "#official-" : "#official-role-";
    out_.object(key, [&] {
      out_.text("reference", concat(id, i + 1));
      out_.text("display", officials_[i].name);
    });
  }

  void location(std::size_t i) {
    const Json site = sites_[i];
    out_.object({}, [&] {
      out_.text("resourceType", "Location");
      out_.text("id", concat("location-", i + 1));
      if (const FhirCode* code =
              fhir_code(FhirVocabulary::kLocationStatus, text_below(site, piece::Location, piece::LocationStatus))) {
        out_.text("status", code->code);
      }
      out_.text("name", text_below(site, piece::Location, piece::LocationFacility));
      out_.array("telecom", [&] {
        const auto list = model::descend(site, piece::Location, piece::LocationContact);
        if (list && list->is_array()) {
          for (const Json contact : simdjson::dom::array(*list)) {
            write_contact_points(contact, kSiteContactPieces, out_);
          }
        }
      });
      write_place(site, out_);
    });
  }

  void associated_party(std::string_view name, std::string_view code, std::string_view text, auto party) {
    out_.object({}, [&] {
      out_.text("url", kPartyExtension);
      out_.array("extension", [&] {
        out_.extension_text("name", "valueString", name);
        const FhirCode role = {FhirVocabulary::kPartyRole, {}, code, code};
        out_.object({}, [&] {
          out_.text("url", "role");
          out_.concept_of("valueCodeableConcept", code.empty() ? nullptr : &role, text);
        });
        out_.object({}, [&] {
          out_.text("url", "party");
          party("valueReference");
        });
      });
    });
  }

  void associated_parties() {
    out_.array("extension", [this] {
      for (std::size_t i = 0; i < collaborators_.size(); ++i) {
        associated_party(text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorName), "collaborator",
                         "Collaborator",
                         [&](std::string_view key) { out_.contained_reference(key, concat("collaborator-", i + 1)); });
      }
      for (std::size_t i = 0; i < officials_.size(); ++i) {
        if (i == principal_) {
          continue;
        }
        const FhirCode* role = fhir_code(FhirVocabulary::kPartyRole, officials_[i].role);
        const std::string_view label = label_of(piece::OverallOfficialRole, officials_[i].role);
        associated_party(officials_[i].name, role == nullptr ? std::string_view() : role->code,
                         label.empty() ? "Official" : label, [&](std::string_view key) { official_reference(key, i); });
      }
    });
  }

  void status() {
    if (const FhirCode* code = fhir_code(FhirVocabulary::kStudyStatus, known_status(study_))) {
      out_.text("status", code->code);
      return;
    }
    out_.object("_status", [this] {
      out_.array("extension", [this] {
        out_.extension_text("http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode", "unknown");
      });
    });
  }

  void categories() {
    out_.array("category", [this] {
      const auto category = [this](std::string_view name, std::string_view text) {
        if (!text.empty()) {
          out_.concept_of({}, concat(name, ": ", text));
        }
      };
      category("Study Type", joined_labels(study_, piece::StudyType, ", "));
      category("Intervention Model", joined_labels(study_, piece::DesignInterventionModel, ", "));
      category("Primary Purpose", joined_labels(study_, piece::DesignPrimaryPurpose, ", "));
      const std::string who = joined_labels(study_, piece::DesignWhoMasked, ", ");
      const std::string masking = joined_labels(study_, piece::DesignMasking, ", ");
      category("Masking", who.empty() ? masking : concat(masking, masking.empty() ? "" : " ", "(", who, ")"));
      category("Allocation", joined_labels(study_, piece::DesignAllocation, ", "));
      category("Time Perspective", joined_labels(study_, piece::DesignTimePerspective, ", "));
      category("Observational Model", joined_labels(study_, piece::DesignObservationalModel, ", "));
    });
  }

  void focus() {
    out_.array("focus", [this] {
      for (const Json intervention : study_.values(piece::Intervention)) {
        out_.concept_of({}, intervention_title(intervention));
      }
    });
  }

  void contacts() {
    out_.array("contact", [this] {
      for (const Json contact : study_.values(piece::CentralContact)) {
        out_.object({}, [&] {
          out_.text("name", text_below(contact, piece::CentralContact, piece::CentralContactName));
          out_.array("telecom", [&] { write_contact_points(contact, kCentralContactPieces, out_); });
        });
      }
    });
  }

  void countries() {
    std::vector<std::string_view> seen;
    out_.array("location", [&] {
      for (const std::string_view country : study_.texts(piece::LocationCountry)) {
        if (std::find(seen.begin(), seen.end(), country) == seen.end()) {
          seen.push_back(country);
          out_.concept_of({}, country);
        }
      }
    });
  }

  void description() {
    const std::string_view summary = study_.text(piece::BriefSummary);
    const std::string_view details = study_.text(piece::DetailedDescription);
    out_.text("description", concat(summary, summary.empty() || details.empty() ? "" : "\n\n", details));
  }

  // What refers to the contained resources, and the period between.
  void references() {
    if (has_enrollment()) {
      out_.array("enrollment", [this] { out_.contained_reference({}, kEligibilityId); });
    }
    write_period(study_, out_);
    if (has_sponsor()) {
      out_.object("sponsor", [this] {
        out_.text("reference", concat("#", kSponsorId));
        out_.text("display", study_.text(piece::LeadSponsorName));
      });
    }
    if (principal_ < officials_.size()) {
      official_reference("principalInvestigator", principal_);
    }
    out_.array("site", [this] {
      for (std::size_t i = 0; i < sites_.size(); ++i) {
        out_.contained_reference({}, concat("location-", i + 1));
      }
    });
  }

  void notes() {
    if (study_.text(piece::OverallStatus) != value::Status_UNKNOWN) {
      return;
    }
    out_.array("note", [this] {
      out_.object({}, [this] {
        const std::string_view verified = study_.text(piece::StatusVerifiedDate);
        const std::string_view last = study_.text(piece::LastKnownStatus);
        out_.text("text", concat("The registry calls the status of this study unknown",
                                 verified.empty() ? "" : "; it was last verified in ", verified, ".",
                                 last.empty() ? "" : " Last known status: ", label_of(piece::LastKnownStatus, last),
                                 last.empty() ? "" : "."));
      });
    });
  }

  void arms() {
    out_.array("arm", [this] {
      for (const Json arm : study_.values(piece::ArmGroup)) {
        const auto text = [arm](FieldId id) { return text_below(arm, piece::ArmGroup, id); };
        if (fhir_text(text(piece::ArmGroupLabel)).empty()) {
          continue;
        }
        out_.object({}, [&] {
          const std::string_view type = text(piece::ArmGroupType);
          out_.text("name", text(piece::ArmGroupLabel));
          out_.concept_of("type", fhir_code(FhirVocabulary::kArmType, type), label_of(piece::ArmGroupType, type));
          out_.text("description", text(piece::ArmGroupDescription));
        });
      }
    });
  }

  void objective(std::string_view kind, FieldId list, FieldId measure, FieldId time_frame) {
    for (const Json outcome : study_.values(list)) {
      const std::string_view frame = text_below(outcome, list, time_frame);
      out_.object({}, [&] {
        out_.text("name", concat(text_below(outcome, list, measure), frame.empty() ? "" : concat(" [", frame, "]")));
        const FhirCode* type = fhir_code(FhirVocabulary::kObjective, kind);
        out_.concept_of("type", type, type->display);
      });
    }
  }

  void objectives() {
    out_.array("objective", [this] {
      objective(value::OutcomeMeasureType_PRIMARY, piece::PrimaryOutcome, piece::PrimaryOutcomeMeasure,
                piece::PrimaryOutcomeTimeFrame);
      objective(value::OutcomeMeasureType_SECONDARY, piece::SecondaryOutcome, piece::SecondaryOutcomeMeasure,
                piece::SecondaryOutcomeTimeFrame);
      objective(value::OutcomeMeasureType_OTHER_PRE_SPECIFIED, piece::OtherOutcome, piece::OtherOutcomeMeasure,
                piece::OtherOutcomeTimeFrame);
    });
  }

  const Study& study_;
  FhirWriter out_;
  std::vector<Json> sites_;
  std::vector<Json> collaborators_;
  std::vector<Official> officials_;
  std::size_t principal_ = 0;  // place of the principal investigator; the number of officials if there is none
};

}  // namespace

void append_fhir_r4(const Study& study, std::string& out) { ResearchStudyWriter(study, out).write(); }

}  // namespace trialkeep::formats
