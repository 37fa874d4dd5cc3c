// What the registry's present form says in words of its own and the legacy form leaves to the reader.

#include <functional>
#include <limits>
#include <map>

#include "base/strings.h"
#include "ingest/legacy_xml_mapper.h"
#include "ingest/legacy_xml_values.h"
#include "model/pieces.h"

namespace trialkeep::ingest {
namespace {

namespace piece = model::piece;
using Target = RecordBuilder::Target;
constexpr Target kRecord = RecordBuilder::kRecord;

// The interventions of an arm, as "Drug: Aspirin", are told by the arms that each intervention names.
void complete_arms(pugi::xml_node study, RecordBuilder& record) {
  struct Arm {
    Target target;
    pugi::xml_node last;  // the intervention that named it last
  };
  std::map<std::string, Arm, std::less<>> arms;
  for (const Target arm : record.entries(kRecord, piece::ArmGroup)) {
    arms.try_emplace(std::string(record.text(arm, piece::ArmGroupLabel)), Arm{arm, {}});
  }
  for (const pugi::xml_node intervention : study.children("intervention")) {
    const std::string name =
        concat(child_text(intervention, "intervention_type"), ": ", child_text(intervention, "intervention_name"));
    for (const pugi::xml_node label : intervention.children("arm_group_label")) {
      const auto found = arms.find(without_outer_blanks(label.child_value()));
      if (found != arms.end() && found->second.last != intervention) {
        record.put_text(found->second.target, piece::ArmGroupInterventionName, name);
        found->second.last = intervention;
      }
    }
  }
}

// The registry's age groups that the limits of age take in: below 18, 18 to 64, from 65 years on.
void complete_age_groups(pugi::xml_node study, RecordBuilder& record) {
  if (!study.child("eligibility")) {
    return;
  }
  constexpr double kAdult = 18 * 365.25;
  constexpr double kOlder = 65 * 365.25;
  const double low = age_in_days(record.text(kRecord, piece::MinimumAge)).value_or(0);
  const double high =
      age_in_days(record.text(kRecord, piece::MaximumAge)).value_or(std::numeric_limits<double>::infinity());
  const auto put = [&](bool within, std::string_view group) {
    if (within) {
      record.put_text(kRecord, piece::StdAge, group);
    }
  };
  put(low < kAdult, "CHILD");
  put(high >= kAdult && low < kOlder, "ADULT");
  put(high >= kOlder, "OLDER_ADULT");
}

// Documents are named by what they hold: Prot, SAP, ICF, joined.
void complete_documents(pugi::xml_node study, RecordBuilder& record) {
  const auto documents = record.entries(kRecord, piece::LargeDoc);
  std::size_t next = 0;
  for (const pugi::xml_node document : study.child("provided_document_section").children("provided_document")) {
    if (!document.first_child()) {
      continue;  // an empty one is no document of the record
    }
    if (next == documents.size()) {
      return;
    }
    std::string kind;
    const auto add = [&](const char* element, std::string_view part) {
      if (child_text(document, element) == "Yes") {
        append_to(kind, kind.empty() ? "" : "_", part);
      }
    };
    add("document_has_protocol", "Prot");
    add("document_has_sap", "SAP");
    add("document_has_icf", "ICF");
    if (!kind.empty()) {
      record.put_text(documents[next], piece::LargeDocTypeAbbrev, kind);
    }
    ++next;
  }
}

}  // namespace

void complete_legacy_study(pugi::xml_node study, LegacyMapper& mapper) {
  complete_arms(study, mapper.record());
  complete_age_groups(study, mapper.record());
  complete_documents(study, mapper.record());
  mapper.put_boolean(kRecord, piece::HasResults, !study.child("clinical_results").empty());
}

}  // namespace trialkeep::ingest
