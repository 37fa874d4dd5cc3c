#include "formats/fhir_parts.h"

#include <charconv>
#include <set>

#include "base/strings.h"
#include "formats/addresses.h"
#include "formats/record_values.h"
#include "model/enum_values.h"
#include "model/partial_date.h"

namespace trialkeep::formats {

namespace piece = model::piece;
using model::FieldId;
using model::Json;
using model::Study;

namespace {

void write_identifier(std::string_view use, std::string_view type, std::string_view system, std::string_view value,
                      std::string_view assigner, FhirWriter& out) {
  if (fhir_text(value).empty()) {
    return;
  }
  out.object({}, [&] {
    out.text("use", use);
    out.concept_of("type", type);
    out.text("system", system);
    out.text("value", value);
    out.object("assigner", [&] { out.text("display", assigner); });
  });
}

void write_documents(const Study& study, FhirWriter& out) {
  for (const Json document : study.values(piece::LargeDoc)) {
    const auto text = [document](FieldId id) { return text_below(document, piece::LargeDoc, id); };
    const std::string address = document_address(study.text(piece::NCTId), text(piece::LargeDocFilename));
    if (address.empty()) {
      continue;
    }
    out.object({}, [&] {
      out.text("type", "documentation");
      out.text("display", text(piece::LargeDocLabel));
      out.object("document", [&] {
        out.text("contentType", address.ends_with(".pdf") ? "application/pdf" : "");
        out.text("url", address);
        out.text("title", text(piece::LargeDocLabel));
        out.text("creation", fhir_date(text(piece::LargeDocDate)));
      });
    });
  }
}

std::string pubmed_address(std::string_view pmid) {
  const bool is_number = !pmid.empty() && pmid.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? concat("https://pubmed.ncbi.nlm.nih.gov/", pmid, "/") : std::string();
}

void write_age_limit(std::string_view key, std::string_view duration, FhirWriter& out) {
  const auto quantity = ucum_quantity(duration);
  if (!quantity) {
    return;
  }
  out.object(key, [&] {
    out.integer("value", quantity->value);
    out.text("unit", quantity->unit);
    out.text("system", "http://unitsofmeasure.org");
    out.text("code", quantity->code);
  });
}

// One characteristic: its name, its value as `value` writes it, and that it includes.
template <typename Value>
void write_characteristic(std::string_view name, FhirWriter& out, Value value) {
  out.object({}, [&] {
    out.concept_of("code", name);
    value();
    out.boolean("exclude", false);
  });
}

}  // namespace

void write_identifiers(const Study& study, std::string_view system, FhirWriter& out) {
  out.array("identifier", [&] {
    write_identifier("official", {}, system, study.text(piece::NCTId), {}, out);
    for (const std::string_view alias : study.texts(piece::NCTIdAlias)) {
      write_identifier("old", {}, system, alias, {}, out);
    }
    write_identifier("secondary", "Organization's Unique Protocol Identification Number", {},
                     study.text(piece::OrgStudyId), study.text(piece::OrgFullName), out);
    for (const Json other : study.values(piece::SecondaryIdInfo)) {
      const auto text = [other](FieldId id) { return text_below(other, piece::SecondaryIdInfo, id); };
      write_identifier("secondary", label_of(piece::SecondaryIdType, text(piece::SecondaryIdType)), {},
                       text(piece::SecondaryId), text(piece::SecondaryIdDomain), out);
    }
  });
}

void write_place(Json site, FhirWriter& out) {
  const auto text = [site](FieldId id) { return text_below(site, piece::Location, id); };
  out.object("address", [&] {
    out.text("city", text(piece::LocationCity));
    out.text("state", text(piece::LocationState));
    out.text("postalCode", text(piece::LocationZip));
    out.text("country", text(piece::LocationCountry));
  });
  const auto point = model::descend(site, piece::Location, piece::LocationGeoPoint);
  Json latitude;
  Json longitude;
  if (point && point->is_object() && (*point)[model::kGeoPointKeys[0]].get(latitude) == simdjson::SUCCESS &&
      (*point)[model::kGeoPointKeys[1]].get(longitude) == simdjson::SUCCESS && latitude.is_number() &&
      longitude.is_number()) {
    out.object("position", [&] {
      out.decimal("longitude", longitude);
      out.decimal("latitude", latitude);
    });
  }
}

void write_conditions(const Study& study, FhirWriter& out) {
  out.array("condition", [&] {
    for (const std::string_view condition : study.texts(piece::Condition)) {
      out.concept_of({}, condition);
    }
    for (const Json mesh : study.values(piece::ConditionMesh)) {
      const std::string_view term = text_below(mesh, piece::ConditionMesh, piece::ConditionMeshTerm);
      out.object({}, [&] {
        out.array("coding", [&] {
          if (const std::string_view id = text_below(mesh, piece::ConditionMesh, piece::ConditionMeshId);
              !id.empty() && fhir_url(id) == id) {
            out.object({}, [&] {
              out.text("system", "http://id.nlm.nih.gov/mesh");
              out.text("code", id);
              out.text("display", term);
            });
          }
        });
        out.text("text", term);
      });
    }
  });
}

void write_keywords(const Study& study, FhirWriter& out) {
  out.array("keyword", [&] {
    for (const std::string_view keyword : study.texts(piece::Keyword)) {
      out.concept_of({}, keyword);
    }
  });
}

void write_related_artifacts(const Study& study, FhirRelease release, FhirWriter& out) {
  // R5 took the address of its own away: there it stands in the document.
  const auto address = [&](std::string_view url) {
    if (release == FhirRelease::kR4) {
      out.text("url", url);
    } else {
      out.object("document", [&] { out.text("url", url); });
    }
  };
  out.array("relatedArtifact", [&] {
    for (const Json reference : study.values(piece::Reference)) {
      const auto text = [reference](FieldId id) { return text_below(reference, piece::Reference, id); };
      out.object({}, [&] {
        out.text("type", "citation");
        out.text("label", label_of(piece::ReferenceType, text(piece::ReferenceType)));
        out.text("citation", text(piece::ReferenceCitation));
        address(pubmed_address(text(piece::ReferencePMID)));
      });
    }
    for (const Json link : study.values(piece::SeeAlsoLink)) {
      out.object({}, [&] {
        out.text("type", "documentation");
        out.text("display", text_below(link, piece::SeeAlsoLink, piece::SeeAlsoLinkLabel));
        address(fhir_url(text_below(link, piece::SeeAlsoLink, piece::SeeAlsoLinkURL)));
      });
    }
    write_documents(study, out);
  });
}

void write_period(const Study& study, FhirWriter& out) {
  const std::string_view start = fhir_date(study.text(piece::StartDate));
  const std::string_view end = fhir_date(study.text(piece::CompletionDate));
  const auto first = model::parse_partial_date(start);
  const auto last = model::parse_partial_date(end);
  out.object("period", [&] {
    out.text("start", start);
    if (!first || !last || first->first_day <= last->last_day) {
      out.text("end", end);
    }
  });
}

void write_purpose_and_phase(const Study& study, FhirWriter& out) {
  const std::string_view purpose = study.text(piece::DesignPrimaryPurpose);
  out.concept_of("primaryPurposeType", fhir_code(FhirVocabulary::kPrimaryPurpose, purpose),
                 label_of(piece::DesignPrimaryPurpose, purpose));
  out.concept_of("phase", fhir_phase(study.texts(piece::Phase)), joined_labels(study, piece::Phase, "/"));
}

std::string_view known_status(const Study& study) {
  const std::string_view status = study.text(piece::OverallStatus);
  const std::string_view last = study.text(piece::LastKnownStatus);
  return fhir_code(FhirVocabulary::kStudyStatus, status) == nullptr && !last.empty() ? last : status;
}

void write_design(std::string_view key, const Study& study, FhirWriter& out) {
  out.array(key, [&] {
    const auto aspect = [&](std::string_view name, std::string_view text) {
      if (!text.empty()) {
        out.concept_of({}, concat(name, ": ", text));
      }
    };
    aspect("Study Type", joined_labels(study, piece::StudyType, ", "));
    aspect("Intervention Model", joined_labels(study, piece::DesignInterventionModel, ", "));
    aspect("Primary Purpose", joined_labels(study, piece::DesignPrimaryPurpose, ", "));
    const std::string who = joined_labels(study, piece::DesignWhoMasked, ", ");
    const std::string masking = joined_labels(study, piece::DesignMasking, ", ");
    aspect("Masking", who.empty() ? masking : concat(masking, masking.empty() ? "" : " ", "(", who, ")"));
    aspect("Allocation", joined_labels(study, piece::DesignAllocation, ", "));
    aspect("Time Perspective", joined_labels(study, piece::DesignTimePerspective, ", "));
    aspect("Observational Model", joined_labels(study, piece::DesignObservationalModel, ", "));
  });
}

void write_countries(std::string_view key, const Study& study, FhirWriter& out) {
  std::set<std::string_view> seen;
  out.array(key, [&] {
    for (const std::string_view country : study.texts(piece::LocationCountry)) {
      if (seen.insert(country).second) {
        out.concept_of({}, country);
      }
    }
  });
}

void write_status_note(const Study& study, FhirWriter& out) {
  if (study.text(piece::OverallStatus) != model::value::Status_UNKNOWN) {
    return;
  }
  const std::string_view verified = study.text(piece::StatusVerifiedDate);
  const std::string_view last = study.text(piece::LastKnownStatus);
  std::string note = "The registry calls the status of this study unknown";
  append_to(note, verified.empty() ? "" : "; it was last verified in ", verified, ".");
  if (!last.empty()) {
    append_to(note, " Last known status: ", label_of(piece::LastKnownStatus, last), ".");
  }
  out.array("note", [&] { out.object({}, [&] { out.text("text", note); }); });
}

std::string joined_labels(const Study& study, FieldId id, std::string_view separator) {
  std::string out;
  for (const std::string_view constant : study.texts(id)) {
    append_to(out, out.empty() ? "" : separator, label_of(id, constant));
  }
  return out;
}

std::string intervention_title(Json intervention) {
  const auto text = [intervention](FieldId id) { return text_below(intervention, piece::Intervention, id); };
  const std::string_view type = text(piece::InterventionType);
  return concat(label_of(piece::InterventionType, type), type.empty() ? "" : ": ", text(piece::InterventionName));
}

void write_eligibility(const Study& study, FhirWriter& out) {
  const std::string_view minimum = study.text(piece::MinimumAge);
  const std::string_view maximum = study.text(piece::MaximumAge);
  if (ucum_quantity(minimum) || ucum_quantity(maximum)) {
    write_characteristic("Age", out, [&] {
      out.object("valueRange", [&] {
        write_age_limit("low", minimum, out);
        write_age_limit("high", maximum, out);
      });
    });
  }
  if (const std::string_view sex = study.text(piece::Sex); !fhir_text(sex).empty()) {
    write_characteristic("Sex", out, [&] {
      out.concept_of("valueCodeableConcept", fhir_code(FhirVocabulary::kGender, sex), label_of(piece::Sex, sex));
    });
  }
  if (const auto healthy = study.boolean(piece::HealthyVolunteers)) {
    // Not valueBoolean: the npm package fhir takes a `false` there for a missing value.
    write_characteristic("Accepts healthy volunteers", out,
                         [&] { out.concept_of("valueCodeableConcept", *healthy ? "Yes" : "No"); });
  }
  for (const FieldId id : {piece::EligibilityCriteria, piece::StudyPopulation}) {
    if (const std::string_view text = study.text(id); !fhir_text(text).empty()) {
      write_characteristic(model::field(id).label, out, [&] { out.concept_of("valueCodeableConcept", text); });
    }
  }
}

std::optional<UcumQuantity> ucum_quantity(std::string_view duration) {
  struct Unit {
    std::string_view name;
    std::string_view code;
  };
  constexpr Unit kUnits[] = {{"Year", "a"}, {"Month", "mo"}, {"Week", "wk"},
                             {"Day", "d"},  {"Hour", "h"},   {"Minute", "min"}};
  std::int64_t value = 0;
  const char* const end = duration.data() + duration.size();
  const auto [behind, error] = std::from_chars(duration.data(), end, value);
  if (error != std::errc() || value < 0 || behind == end || *behind != ' ') {
    return std::nullopt;
  }
  const std::string_view unit(behind + 1, static_cast<std::size_t>(end - behind - 1));
  for (const Unit& known : kUnits) {
    if (unit == known.name || (unit.starts_with(known.name) && unit.substr(known.name.size()) == "s")) {
      return UcumQuantity{value, unit, known.code};
    }
  }
  return std::nullopt;
}

}  // namespace trialkeep::formats
