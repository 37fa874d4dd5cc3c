#include "formats/fhir_r6.h"

#include <functional>
#include <limits>
#include <map>

#include "base/nct.h"
#include "base/strings.h"
#include "formats/addresses.h"
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

constexpr std::string_view kRegistrySystem = "https://clinicaltrials.gov";
constexpr std::string_view kBaseAddress = "https://clinicaltrials.gov/fhir/";  // what relative references start from
constexpr std::string_view kRecordProfile = "http://hl7.org/fhir/uv/ebm/StructureDefinition/study-registry-record";
constexpr std::string_view kSiteProfile = "http://hl7.org/fhir/uv/ebm/StructureDefinition/research-study-site";
constexpr std::string_view kR6EligibilityId = "eligibility-criteria";

std::string numbered(std::string_view stem, std::size_t i) { return concat(stem, "-", i + 1); }

// A concept of a code that stands for itself.
FhirCode own_code(FhirVocabulary vocabulary, std::string_view code) { return {vocabulary, {}, code, code}; }

// One run over a study. Lists that are both contained and referenced are read once.
class BundleWriter {
 public:
  BundleWriter(const Study& study, std::string& out)
      : study_(study),
        out_(out),
        id_(NctNumber::from_canonical(study.text(piece::NCTId)) ? study.text(piece::NCTId) : "study"),
        sites_(study.values(piece::Location)),
        collaborators_(study.values(piece::Collaborator)),
        contacts_(study.values(piece::CentralContact)),
        interventions_(study.values(piece::Intervention)),
        arms_(study.values(piece::ArmGroup)),
        officials_(officials_of(study)) {
    for (std::size_t i = 0; i < interventions_.size(); ++i) {
      intervention_ids_.emplace(intervention_title(interventions_[i]), numbered("intervention", i));
    }
  }

  void write() {
    out_.object({}, [this] {
      out_.text("resourceType", "Bundle");
      out_.text("id", concat(id_, "-bundle"));
      out_.text("type", "collection");
      out_.array("entry", [this] {
        entry(id_, [this] { study(); });
        for (std::size_t i = 0; i < sites_.size(); ++i) {
          entry(site_id(i), [&] { site(i); });
        }
      });
    });
  }

 private:
  std::string site_id(std::size_t i) const { return numbered(concat(id_, "-site"), i); }
  bool has_sponsor() const { return !fhir_text(study_.text(piece::LeadSponsorName)).empty(); }
  bool has_eligibility() const { return study_.value(piece::EligibilityModule).has_value(); }

  // A ResearchStudy as an entry.
  template <typename Body>
  void entry(std::string_view id, Body body) {
    out_.object({}, [&] {
      out_.text("fullUrl", concat(kBaseAddress, "ResearchStudy/", id));
      out_.object("resource", [&] {
        out_.text("resourceType", "ResearchStudy");
        out_.text("id", id);
        body();
      });
    });
  }

  void profile(std::string_view address) {
    out_.object("meta", [&] { out_.array("profile", [&] { out_.text({}, address); }); });
  }

  void study() {
    profile(kRecordProfile);
    contained();
    if (!study_.text(piece::NCTId).empty()) {
      out_.text("url", fhir_url(study_address(study_.text(piece::NCTId))));
    }
    write_identifiers(study_, kRegistrySystem, out_);
    titles();
    write_related_artifacts(study_, FhirRelease::kR6, out_);
    out_.text("date", fhir_date(study_.text(piece::LastUpdatePostDate)));
    out_.text("status", "active");  // of the registration, not of the study
    write_purpose_and_phase(study_, out_);
    write_design("studyDesign", study_, out_);
    focus();
    write_conditions(study_, out_);
    write_keywords(study_, out_);
    write_countries("region", study_, out_);
    out_.text("descriptionSummary", study_.text(piece::BriefSummary));
    out_.text("description", study_.text(piece::DetailedDescription));
    write_period(study_, out_);
    site_references();
    write_status_note(study_, out_);
    classifiers();
    parties();
    out_.array("progressStatus", [this] { progress(piece::OverallStatus, study_.text(piece::OverallStatus)); });
    out_.concept_of("whyStopped", study_.text(piece::WhyStopped));
    recruitment();
    comparison_groups();
    objectives();
  }

  void contained() {
    out_.array("contained", [this] {
      if (has_eligibility()) {
        group(kR6EligibilityId, concat("Eligibility Criteria for ", id_), {},
              [this] { write_eligibility(study_, out_); });
      }
      for (std::size_t i = 0; i < arms_.size(); ++i) {
        arm(i);
      }
      for (std::size_t i = 0; i < interventions_.size(); ++i) {
        intervention(i);
      }
      if (has_sponsor()) {
        write_organization(kSponsorId, study_.text(piece::LeadSponsorName), study_.text(piece::LeadSponsorClass), out_);
      }
      for (std::size_t i = 0; i < collaborators_.size(); ++i) {
        write_organization(numbered("collaborator", i),
                           text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorName),
                           text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorClass), out_);
      }
      for (const Official& official : officials_) {
        write_official(official, out_);
      }
      for (std::size_t i = 0; i < contacts_.size(); ++i) {
        central_contact(i);
      }
    });
  }

  template <typename Characteristics>
  void group(std::string_view id, std::string_view title, std::string_view code, Characteristics characteristics) {
    out_.object({}, [&] {
      out_.text("resourceType", "Group");
      out_.text("id", id);
      out_.text("title", title);
      out_.text("type", "person");
      out_.text("membership", "definitional");
      out_.concept_of("code", code);
      out_.text("combinationMethod", "all-of");
      out_.array("characteristic", characteristics);
    });
  }

  // An arm's interventions are named "Drug: Honey", as intervention_title() writes them.
  void arm(std::size_t i) {
    const auto text = [&](FieldId id) { return text_below(arms_[i], piece::ArmGroup, id); };
    group(numbered("comparison-group", i), text(piece::ArmGroupLabel),
          label_of(piece::ArmGroupType, text(piece::ArmGroupType)), [&] {
            const auto names = model::descend(arms_[i], piece::ArmGroup, piece::ArmGroupInterventionName);
            if (!names || !names->is_array()) {
              return;
            }
            for (const Json name : simdjson::dom::array(*names)) {
              exposure(scalar_text(name));
            }
          });
  }

  void exposure(std::string_view name) {
    if (fhir_text(name).empty()) {
      return;
    }
    out_.object({}, [&] {
      out_.concept_of("code", "Intervention");
      out_.object("valueReference", [&] {
        if (const auto found = intervention_ids_.find(name); found != intervention_ids_.end()) {
          out_.text("reference", concat("#", found->second));
        }
        out_.text("display", name);
      });
      out_.boolean("exclude", false);
    });
  }

  void intervention(std::size_t i) {
    const auto text = [&](FieldId id) { return text_below(interventions_[i], piece::Intervention, id); };
    out_.object({}, [&] {
      out_.text("resourceType", "EvidenceVariable");
      out_.text("id", numbered("intervention", i));
      out_.text("title", text(piece::InterventionName));
      out_.text("status", "active");
      out_.text("description", text(piece::InterventionDescription));
      out_.array("note", [&] {
        const auto names = model::descend(interventions_[i], piece::Intervention, piece::InterventionOtherName);
        if (names && names->is_array()) {
          for (const Json name : simdjson::dom::array(*names)) {
            out_.object({}, [&] { out_.text("text", scalar_text(name)); });
          }
        }
      });
      if (const std::string_view type = text(piece::InterventionType); !type.empty()) {
        out_.array("classifier", [&] {
          out_.concept_of({}, concat("Intervention Type: ", label_of(piece::InterventionType, type)));
        });
      }
    });
  }

  void central_contact(std::size_t i) {
    out_.object({}, [&] {
      out_.text("resourceType", "Practitioner");
      out_.text("id", numbered("centralcontact", i));
      out_.array("name", [&] {
        out_.object(
            {}, [&] { out_.text("text", text_below(contacts_[i], piece::CentralContact, piece::CentralContactName)); });
      });
      out_.array("telecom", [&] { write_contact_points(contacts_[i], kCentralContactPieces, out_); });
    });
  }

  void titles() {
    const std::string_view brief = study_.text(piece::BriefTitle);
    const std::string_view official = study_.text(piece::OfficialTitle);
    out_.text("title", fhir_text(brief).empty() ? official : brief);
    out_.array("label", [&] {
      const auto label = [&](std::string_view code, std::string_view text) {
        if (fhir_text(text).empty()) {
          return;
        }
        const FhirCode type = own_code(FhirVocabulary::kTitleType, code);
        out_.object({}, [&] {
          out_.concept_of("type", &type, {});
          out_.text("value", text);
        });
      };
      label("official", official);
      label("acronym", study_.text(piece::Acronym));
    });
  }

  void focus() {
    out_.array("focus", [this] {
      for (std::size_t i = 0; i < interventions_.size(); ++i) {
        out_.object({}, [&] { out_.contained_reference("reference", numbered("intervention", i)); });
      }
    });
  }

  void site_references() {
    out_.array("site", [this] {
      for (std::size_t i = 0; i < sites_.size(); ++i) {
        out_.object({}, [&] { out_.text("reference", concat("ResearchStudy/", site_id(i))); });
      }
    });
  }

  void classifiers() {
    out_.array("classifier", [this] {
      const auto classifier = [this](FieldId id, std::string_view code, std::string_view text) {
        if (study_.boolean(id).value_or(false)) {
          const FhirCode known = own_code(FhirVocabulary::kClassifier, code);
          out_.concept_of({}, &known, text);
        }
      };
      classifier(piece::IsFDARegulatedDrug, "fda-regulated-drug", "FDA regulated drug");
      classifier(piece::IsFDARegulatedDevice, "fda-regulated-device", "FDA regulated device");
    });
  }

  // One associated party: `reference` writes the member `party`.
  template <typename Role, typename Reference>
  void party(std::string_view name, Role role, Reference reference) {
    out_.object({}, [&] {
      out_.text("name", name);
      role("role");
      reference("party");
    });
  }

  void parties() {
    const auto role_of = [this](std::string_view code) {
      return [this, code](std::string_view key) {
        const FhirCode role = own_code(FhirVocabulary::kPartyRole, code);
        out_.concept_of(key, &role, {});
      };
    };
    const auto contained_in = [this](std::string id) {
      return [this, id](std::string_view key) { out_.contained_reference(key, id); };
    };
    out_.array("associatedParty", [&] {
      if (has_sponsor()) {
        party(study_.text(piece::LeadSponsorName), role_of("lead-sponsor"), contained_in(std::string(kSponsorId)));
      }
      for (std::size_t i = 0; i < collaborators_.size(); ++i) {
        party(text_below(collaborators_[i], piece::Collaborator, piece::CollaboratorName), role_of("collaborator"),
              contained_in(numbered("collaborator", i)));
      }
      for (const Official& official : officials_) {
        party(
            official.name, [&](std::string_view key) { write_official_role(key, official, out_); },
            [&](std::string_view key) { write_official_reference(key, official, out_); });
      }
      for (std::size_t i = 0; i < contacts_.size(); ++i) {
        party(text_below(contacts_[i], piece::CentralContact, piece::CentralContactName), role_of("general-contact"),
              contained_in(numbered("centralcontact", i)));
      }
    });
  }

  // An entry of `progressStatus`. `id` is the field whose constant `status` is.
  void progress(FieldId id, std::string_view status) {
    if (status.empty()) {
      return;
    }
    out_.object(
        {}, [&] { out_.concept_of("state", fhir_code(FhirVocabulary::kProgressState, status), label_of(id, status)); });
  }

  void recruitment() {
    out_.object("recruitment", [this] {
      const auto count = study_.integer(piece::EnrollmentCount);
      if (count && *count >= 0 && *count <= std::numeric_limits<std::int32_t>::max()) {
        const bool is_actual = study_.text(piece::EnrollmentType) == value::EnrollmentType_ACTUAL;
        out_.integer(is_actual ? "actualNumber" : "targetNumber", *count);
      }
      if (has_eligibility()) {
        out_.contained_reference("eligibility", kR6EligibilityId);
      }
    });
  }

  void comparison_groups() {
    out_.array("comparisonGroup", [this] {
      for (std::size_t i = 0; i < arms_.size(); ++i) {
        const auto text = [&](FieldId id) { return text_below(arms_[i], piece::ArmGroup, id); };
        const std::string_view type = text(piece::ArmGroupType);
        const std::string_view label = text(piece::ArmGroupLabel);
        out_.object({}, [&] {
          out_.text("name", fhir_text(label).empty() ? numbered("Group", i) : label);
          out_.concept_of("type", fhir_code(FhirVocabulary::kArmType, type), label_of(piece::ArmGroupType, type));
          out_.text("description", text(piece::ArmGroupDescription));
          out_.contained_reference("eligibility", numbered("comparison-group", i));
        });
      }
    });
  }

  // The outcomes of one kind as an objective.
  void objective(std::string_view kind, FieldId list, FieldId measure, FieldId description, FieldId time_frame) {
    const FhirCode* type = fhir_code(FhirVocabulary::kObjective, kind);
    const std::vector<Json> outcomes = study_.values(list);
    if (outcomes.empty()) {
      return;
    }
    out_.object({}, [&] {
      out_.concept_of("type", type, type->display);
      out_.array("outcomeMeasure", [&] {
        for (const Json outcome : outcomes) {
          const std::string_view frame = text_below(outcome, list, time_frame);
          const std::string_view name = text_below(outcome, list, measure);
          out_.object({}, [&] {
            out_.text("name", name);
            out_.concept_of("type", type, type->display);
            out_.text("description", text_below(outcome, list, description));
            out_.object("endpoint", [&] {
              out_.text("type", "EvidenceVariable");
              out_.text("display", concat(name, frame.empty() ? "" : concat(" [", frame, "]")));
            });
          });
        }
      });
    });
  }

  void objectives() {
    out_.array("objective", [this] {
      objective(value::OutcomeMeasureType_PRIMARY, piece::PrimaryOutcome, piece::PrimaryOutcomeMeasure,
                piece::PrimaryOutcomeDescription, piece::PrimaryOutcomeTimeFrame);
      objective(value::OutcomeMeasureType_SECONDARY, piece::SecondaryOutcome, piece::SecondaryOutcomeMeasure,
                piece::SecondaryOutcomeDescription, piece::SecondaryOutcomeTimeFrame);
      objective(value::OutcomeMeasureType_OTHER_PRE_SPECIFIED, piece::OtherOutcome, piece::OtherOutcomeMeasure,
                piece::OtherOutcomeDescription, piece::OtherOutcomeTimeFrame);
    });
  }

  void site(std::size_t i) {
    const auto text = [&](FieldId id) { return text_below(sites_[i], piece::Location, id); };
    profile(kSiteProfile);
    out_.array("contained", [&] {
      out_.object({}, [&] {
        out_.text("resourceType", "Location");
        out_.text("id", numbered("location", i));
        out_.text("name", text(piece::LocationFacility));
        site_contacts(sites_[i]);
        write_place(sites_[i], out_);
      });
    });
    out_.text("title", text(piece::LocationFacility));
    out_.array("partOf", [&] { out_.object({}, [&] { out_.text("reference", concat("ResearchStudy/", id_)); }); });
    out_.text("status", "active");
    out_.array("site", [&] { out_.contained_reference({}, numbered("location", i)); });
    out_.array("progressStatus", [&] { progress(piece::LocationStatus, text(piece::LocationStatus)); });
  }

  void site_contacts(Json site) {
    const auto list = model::descend(site, piece::Location, piece::LocationContact);
    if (!list || !list->is_array()) {
      return;
    }
    out_.array("contact", [&] {
      for (const Json contact : simdjson::dom::array(*list)) {
        out_.object({}, [&] {
          out_.array("name", [&] {
            out_.object({}, [&] {
              out_.text("text", text_below(contact, piece::LocationContact, piece::LocationContactName));
            });
          });
          out_.array("telecom", [&] { write_contact_points(contact, kSiteContactPieces, out_); });
        });
      }
    });
  }

  const Study& study_;
  FhirWriter out_;
  std::string id_;
  std::vector<Json> sites_;
  std::vector<Json> collaborators_;
  std::vector<Json> contacts_;
  std::vector<Json> interventions_;
  std::map<std::string, std::string, std::less<>> intervention_ids_;  // by what arms call them
  std::vector<Json> arms_;
  std::vector<Official> officials_;
};

}  // namespace

void append_fhir_r6(const Study& study, std::string& out) { BundleWriter(study, out).write(); }

}  // namespace trialkeep::formats
