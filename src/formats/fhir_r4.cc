#include "formats/fhir_r4.h"

#include <algorithm>
#include <limits>

#include "base/nct.h"
#include "base/strings.h"
#include "formats/fhir_parts.h"
#include "formats/fhir_people.h"
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
constexpr std::string_view kR4EligibilityId = "eligibility";

// One run over a study. Lists that are both contained and referenced are read once.
class ResearchStudyWriter {
 public:
  ResearchStudyWriter(const Study& study, std::string& out)
      : study_(study),
        out_(out),
        sites_(study.values(piece::Location)),
        collaborators_(study.values(piece::Collaborator)),
        officials_(officials_of(study)) {
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
      write_design("category", study_, out_);
      focus();
      write_conditions(study_, out_);
      contacts();
      write_related_artifacts(study_, FhirRelease::kR4, out_);
      write_keywords(study_, out_);
      write_countries("location", study_, out_);
      description();
      references();
      out_.concept_of("reasonStopped", study_.text(piece::WhyStopped));
      write_status_note(study_, out_);
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
        write_organization(kSponsorId, study_.text(piece::LeadSponsorName), study_.text(piece::LeadSponsorClass), out_);
      }
      for (std::size_t i = 0; i < collaborators_.size(); ++i) {
        write_organization(concat("collaborator-", i + 1),
                           text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorName),
                           text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorClass), out_);
      }
      for (const Official& official : officials_) {
        write_official(official, out_);
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
      out_.text("id", kR4EligibilityId);
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

  // An extension of a name, a role and a reference, as `role` and `party` write them.
  template <typename Role, typename Party>
  void associated_party(std::string_view name, Role role, Party party) {
    out_.object({}, [&] {
      out_.text("url", kPartyExtension);
      out_.array("extension", [&] {
        out_.extension_text("name", "valueString", name);
        out_.object({}, [&] {
          out_.text("url", "role");
          role("valueCodeableConcept");
        });
        out_.object({}, [&] {
          out_.text("url", "party");
          party("valueReference");
        });
      });
    });
  }

  void associated_parties() {
    constexpr FhirCode kCollaborator = {FhirVocabulary::kPartyRole, {}, "collaborator", "collaborator"};
    out_.array("extension", [&] {
      for (std::size_t i = 0; i < collaborators_.size(); ++i) {
        associated_party(
            text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorName),
            [&](std::string_view key) { out_.concept_of(key, &kCollaborator, "Collaborator"); },
            [&](std::string_view key) { out_.contained_reference(key, concat("collaborator-", i + 1)); });
      }
      for (std::size_t i = 0; i < officials_.size(); ++i) {
        if (i != principal_) {
          associated_party(
              officials_[i].name, [&](std::string_view key) { write_official_role(key, officials_[i], out_); },
              [&](std::string_view key) { write_official_reference(key, officials_[i], out_); });
        }
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

  void description() {
    const std::string_view summary = study_.text(piece::BriefSummary);
    const std::string_view details = study_.text(piece::DetailedDescription);
    out_.text("description", concat(summary, summary.empty() || details.empty() ? "" : "\n\n", details));
  }

  // What refers to the contained resources, and the period between.
  void references() {
    if (has_enrollment()) {
      out_.array("enrollment", [this] { out_.contained_reference({}, kR4EligibilityId); });
    }
    write_period(study_, out_);
    if (has_sponsor()) {
      out_.object("sponsor", [this] {
        out_.text("reference", concat("#", kSponsorId));
        out_.text("display", study_.text(piece::LeadSponsorName));
      });
    }
    if (principal_ < officials_.size()) {
      write_official_reference("principalInvestigator", officials_[principal_], out_);
    }
    out_.array("site", [this] {
      for (std::size_t i = 0; i < sites_.size(); ++i) {
        out_.contained_reference({}, concat("location-", i + 1));
      }
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
