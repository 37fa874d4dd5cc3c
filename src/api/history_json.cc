#include "api/history_json.h"

#include <algorithm>

#include "base/strings.h"
#include "formats/difference_view.h"
#include "formats/difference_view_outline.h"
#include "model/json_text.h"

namespace trialkeep::api {
namespace {

namespace piece = model::piece;

std::string json_text(std::string_view text) {
  std::string out;
  model::append_json_string(text, out);
  return out;
}

void append_if_there(std::string_view key, std::string_view text, std::string& out) {
  if (!text.empty()) {
    append_to(out, ",\"", key, "\":", json_text(text));
  }
}

// What the registry's history calls a module. Observed is "Study Status"; the others are how its pages have them.
struct ModuleName {
  model::FieldId module;
  std::string_view name;
};
constexpr ModuleName kModuleNames[] = {
    {piece::IdentificationModule, "Study Identification"},
    {piece::StatusModule, "Study Status"},
    {piece::SponsorCollaboratorsModule, "Sponsor/Collaborators"},
    {piece::OversightModule, "Oversight"},
    {piece::DescriptionModule, "Study Description"},
    {piece::ConditionsModule, "Conditions"},
    {piece::DesignModule, "Study Design"},
    {piece::ArmsInterventionsModule, "Arms and Interventions"},
    {piece::OutcomesModule, "Outcome Measures"},
    {piece::EligibilityModule, "Eligibility"},
    {piece::ContactsLocationsModule, "Contacts/Locations"},
    {piece::IPDSharingStatementModule, "IPDSharing"},
    {piece::ReferencesModule, "References"},
    {piece::ParticipantFlowModule, "Participant Flow"},
    {piece::BaselineCharacteristicsModule, "Baseline Characteristics"},
    {piece::OutcomeMeasuresModule, "Outcome Measures (Results)"},
    {piece::AdverseEventsModule, "Adverse Events"},
    {piece::MoreInfoModule, "More Information"},
    {piece::LargeDocumentModule, "Documents"},
};

std::string module_labels(const std::vector<model::FieldId>& modules) {
  std::string out = "[";
  for (const ModuleName& one : kModuleNames) {
    if (std::find(modules.begin(), modules.end(), one.module) != modules.end()) {
      append_to(out, out.size() == 1 ? "" : ",", json_text(one.name));
    }
  }
  return out + "]";
}

std::string date_of(const store::VersionInfo& info) {
  return info.own_date.empty() ? info.first_observed.date_text() : info.own_date;
}

void append_content(std::string_view key, const model::Content& content, std::string& out) {
  if (content.shape == model::Content::Shape::kText) {
    append_to(out, ",\"", key, "\":", json_text(content.text));
  } else if (content.shape != model::Content::Shape::kNone) {
    append_to(out, ",\"", key, "\":", content.text);
  }
}

void append_event(const engine::ChangeEvent& event, std::string& out) {
  append_to(out, "{\"kind\":\"", engine::name_of(event.kind), "\",\"nctId\":\"", event.nct.text(), "\",\"observed\":\"",
            event.at.text(), "\",\"load\":", event.load);
  if (event.version) {
    append_to(out, ",\"version\":", *event.version);
  }
  if (event.previous) {
    append_to(out, ",\"previousVersion\":", *event.previous);
  }
  append_if_there("recordDate", event.own_date, out);
  if (event.kind == engine::EventKind::kChanged) {
    out.append(",\"pieces\":[");
    bool is_first = true;
    for (const model::Change& change : event.difference) {
      append_to(out, is_first ? "{" : ",{");
      is_first = false;
      const std::string_view name = change.field == model::kNoField ? change.path : model::field(change.field).piece;
      append_to(out, "\"piece\":", json_text(name), ",\"kind\":\"", formats::kind_name(change.kind), "\",\"place\":[");
      for (std::size_t i = 0; i < change.place.size(); ++i) {
        append_to(out, i == 0 ? "" : ",", json_text(change.place[i].name));
      }
      out.append("]");
      append_content("from", change.older, out);
      append_content("to", change.newer, out);
      out.append("}");
    }
    out.append("]");
  }
  out.append("}");
}

}  // namespace

std::string versions_json(NctNumber nct, const std::vector<engine::VersionSummary>& versions,
                          const std::vector<store::Removal>& removals) {
  std::string out = concat("{\"nctId\":\"", nct.text(), "\",\"versions\":[");
  for (const engine::VersionSummary& one : versions) {
    const store::VersionInfo& info = one.info;
    append_to(out, info.number == 0 ? "" : ",", "{\"version\":", info.number);
    if (info.registry_number) {
      append_to(out, ",\"registryVersion\":", *info.registry_number);
    }
    append_to(out, ",\"firstObserved\":\"", info.first_observed.exact_text(), "\",\"lastObserved\":\"",
              info.last_observed.exact_text(), "\"");
    append_if_there("recordDate", info.own_date, out);
    append_if_there("postedDate", info.posted_date, out);
    append_if_there("overallStatus", one.overall_status, out);
    if (one.enrollment) {
      append_to(out, ",\"enrollment\":", *one.enrollment);
    }
    out.append(",\"modules\":[");
    for (std::size_t i = 0; i < one.modules.size(); ++i) {
      append_to(out, i == 0 ? "" : ",", json_text(model::field(one.modules[i]).piece));
    }
    append_to(out, "],\"load\":", info.first_load, ",\"hash\":\"", info.hash.hex(), "\"}");
  }
  out.append("],\"removals\":[");
  for (std::size_t i = 0; i < removals.size(); ++i) {
    append_to(out, i == 0 ? "" : ",", "{\"removed\":\"", removals[i].removed.text(), "\"");
    if (removals[i].returned) {
      append_to(out, ",\"returned\":\"", removals[i].returned->text(), "\"");
    }
    out.append("}");
  }
  return out + "]}";
}

std::string difference_json(const engine::ComparedStudy& compared) {
  const auto label = [](const store::VersionInfo& info) {
    return formats::VersionLabel{info.number, info.first_observed, info.own_date};
  };
  return formats::difference_json({compared.newer.nct.text(), label(compared.older_info), label(compared.newer_info)},
                                  compared.difference);
}

std::string ChangesJson::next(const std::vector<engine::ChangeEvent>& events) {
  std::string out = has_begun_ ? "" : "{\"changes\":[";
  has_begun_ = true;
  for (const engine::ChangeEvent& event : events) {
    append_to(out, has_events_ ? ",\n" : "\n");
    has_events_ = true;
    append_event(event, out);
  }
  return out;
}

std::string ChangesJson::end(bool has_more, const engine::FeedPosition& position) {
  return concat("\n],\"more\":", has_more ? "true" : "false", ",\"nextToken\":\"", position.text(), "\"}");
}

std::string changes_json(const engine::ChangesPage& page) {
  return ChangesJson().next(page.events) + ChangesJson::end(page.has_more, page.next);
}

std::string registry_changes_json(const std::vector<engine::VersionSummary>& versions) {
  std::vector<store::VersionInfo> infos;
  for (const engine::VersionSummary& one : versions) {
    infos.push_back(one.info);
  }
  std::string out = "{\"changes\":[";
  std::size_t seen = 0;
  bool is_first = true;
  for (const engine::RegistryVersion& entry : engine::registry_numbering(infos)) {
    // Versions between two entries are part of the later one.
    std::vector<model::FieldId> modules;
    for (; seen <= entry.index; ++seen) {
      modules.insert(modules.end(), versions[seen].modules.begin(), versions[seen].modules.end());
    }
    const engine::VersionSummary& one = versions[entry.index];
    append_to(out, is_first ? "" : ",", "{\"version\":", entry.number, ",\"date\":", json_text(date_of(one.info)),
              ",\"status\":", json_text(one.overall_status), ",\"studyType\":", json_text(one.study_type),
              ",\"moduleLabels\":", module_labels(modules), "}");
    is_first = false;
  }
  return out + "]}";
}

}  // namespace trialkeep::api
