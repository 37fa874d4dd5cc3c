// Adverse events. The legacy form groups events by organ system and gives the vocabulary and the kind of
// assessment once for all events that do not say otherwise; the present form gives all of them with each
// event. The totals of each group stand in a category of their own, in the present form with the group.

#include <array>
#include <map>
#include <optional>

#include "base/strings.h"
#include "ingest/legacy_xml_mapper.h"
#include "ingest/legacy_xml_values.h"
#include "model/pieces.h"

namespace trialkeep::ingest {
namespace {

namespace piece = model::piece;
using model::FieldId;
using Target = RecordBuilder::Target;

// The pieces of one half of the table, serious or other.
struct Half {
  std::string_view total_term;
  FieldId event, term, organ_system, vocabulary, assessment, notes;
  FieldId stats, stats_group, num_events, num_affected, num_at_risk;
  FieldId total_affected, total_at_risk;
};

constexpr std::array kHalves = {
    Half{"Total, serious adverse events", piece::SeriousEvent, piece::SeriousEventTerm, piece::SeriousEventOrganSystem,
         piece::SeriousEventSourceVocabulary, piece::SeriousEventAssessmentType, piece::SeriousEventNotes,
         piece::SeriousEventStats, piece::SeriousEventStatsGroupId, piece::SeriousEventStatsNumEvents,
         piece::SeriousEventStatsNumAffected, piece::SeriousEventStatsNumAtRisk, piece::EventGroupSeriousNumAffected,
         piece::EventGroupSeriousNumAtRisk},
    Half{"Total, other adverse events", piece::OtherEvent, piece::OtherEventTerm, piece::OtherEventOrganSystem,
         piece::OtherEventSourceVocabulary, piece::OtherEventAssessmentType, piece::OtherEventNotes,
         piece::OtherEventStats, piece::OtherEventStatsGroupId, piece::OtherEventStatsNumEvents,
         piece::OtherEventStatsNumAffected, piece::OtherEventStatsNumAtRisk, piece::EventGroupOtherNumAffected,
         piece::EventGroupOtherNumAtRisk},
};

class EventReader {
 public:
  EventReader(LegacyMapper& mapper, Target record, const Half& half, pugi::xml_node events)
      : mapper_(mapper),
        record_(record),
        half_(half),
        vocabulary_(child_text(events, "default_vocab")),
        assessment_(child_text(events, "default_assessment")) {
    for (const Target group : mapper.record().entries(record, piece::EventGroup)) {
      groups_.try_emplace(std::string(mapper.record().text(group, piece::EventGroupId)), group);
    }
  }

  void read_category(pugi::xml_node category) {
    const std::string_view organ_system = child_text(category, "title");
    for (const pugi::xml_node child : category.children()) {
      const std::string_view name = child.name();
      if (name == "event_list") {
        read_events(child, organ_system);
      } else if (name != "title") {
        mapper_.keep(child);
      }
    }
  }

 private:
  void read_events(pugi::xml_node list, std::string_view organ_system) {
    for (const pugi::xml_node event : list.children()) {
      if (std::string_view(event.name()) != "event") {
        mapper_.keep(event);
      } else if (organ_system == "Total" && child_text(event, "sub_title") == half_.total_term) {
        read_total(event);
      } else {
        read_event(event, organ_system);
      }
    }
  }

  // The totals go to the group of the same id; without one they are kept.
  void read_total(pugi::xml_node event) {
    for (const pugi::xml_node counts : event.children()) {
      const auto group = group_of(without_outer_blanks(counts.attribute("group_id").value()));
      if (std::string_view(counts.name()) == "sub_title") {
        continue;
      }
      if (std::string_view(counts.name()) != "counts" || !group || counts.attribute("events") ||
          !put_count(*group, half_.total_affected, counts, "subjects_affected") ||
          !put_count(*group, half_.total_at_risk, counts, "subjects_at_risk")) {
        mapper_.keep(counts);
      }
    }
  }

  std::optional<Target> group_of(std::string_view legacy_id) {
    const auto id = legacy_group_id(legacy_id);
    const auto found = groups_.find(id.value_or(""));
    return found == groups_.end() ? std::nullopt : std::optional(found->second);
  }

  void read_event(pugi::xml_node node, std::string_view organ_system) {
    const Target event = mapper_.record().object(record_, half_.event);
    mapper_.put(event, half_.organ_system, organ_system, {});
    for (const pugi::xml_node child : node.children()) {
      const std::string_view name = child.name();
      std::string whole;
      const std::string_view text = own_text(child, whole);
      const bool taken = name == "counts"        ? read_counts(event, child)
                         : name == "sub_title"   ? read_term(event, child, text)
                         : name == "assessment"  ? mapper_.put(event, half_.assessment, text, child)
                         : name == "description" ? mapper_.put(event, half_.notes, text, child)
                                                 : false;
      if (!taken) {
        mapper_.keep(child);
      }
    }
    if (!mapper_.record().has(event, half_.vocabulary)) {
      mapper_.put(event, half_.vocabulary, vocabulary_, {});
    }
    if (!mapper_.record().has(event, half_.assessment)) {
      mapper_.put(event, half_.assessment, assessment_, {});
    }
  }

  bool read_term(Target event, pugi::xml_node node, std::string_view text) {
    return mapper_.put(event, half_.vocabulary, without_outer_blanks(node.attribute("vocab").value()), {}) &&
           mapper_.put(event, half_.term, text, node);
  }

  bool read_counts(Target event, pugi::xml_node counts) {
    const auto id = legacy_group_id(without_outer_blanks(counts.attribute("group_id").value()));
    if (!id) {
      return false;
    }
    const Target stats = mapper_.record().object(event, half_.stats);
    mapper_.record().put_text(stats, half_.stats_group, *id);
    return put_count(stats, half_.num_events, counts, "events") &&
           put_count(stats, half_.num_affected, counts, "subjects_affected") &&
           put_count(stats, half_.num_at_risk, counts, "subjects_at_risk");
  }

  bool put_count(Target target, FieldId id, pugi::xml_node counts, const char* attribute) {
    return mapper_.put(target, id, without_outer_blanks(counts.attribute(attribute).value()), {});
  }

  LegacyMapper& mapper_;
  const Target record_;
  const Half& half_;
  const std::string_view vocabulary_;
  const std::string_view assessment_;
  std::map<std::string, Target> groups_;  // by id
};

void read_half(LegacyMapper& mapper, Target record, const Half& half, pugi::xml_node events) {
  EventReader reader(mapper, record, half, events);
  for (const pugi::xml_node child : events.children()) {
    const std::string_view name = child.name();
    if (name == "category_list") {
      for (const pugi::xml_node category : child.children()) {
        reader.read_category(category);
      }
    } else if (name == "frequency_threshold" && half.event == piece::OtherEvent) {
      mapper.put(record, piece::EventsFrequencyThreshold, without_outer_blanks(child.child_value()), child);
    } else if (name != "default_vocab" && name != "default_assessment") {
      mapper.keep(child);
    }
  }
}

bool read_event_group_id(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  const auto id = legacy_group_id(item.text);
  return id && mapper.record().put_text(target, piece::EventGroupId, *id);
}

template <std::size_t kIndex>
bool read_events(LegacyMapper& mapper, const LegacyItem& item, Target target) {
  if (!mapper.first_time(kHalves[kIndex].event)) {
    return false;
  }
  read_half(mapper, target, kHalves[kIndex], item.node);
  return true;
}

constexpr LegacyRule kGroup[] = {
    {.name = "@group_id", .read = read_event_group_id},
    {.name = "title", .field = piece::EventGroupTitle},
    {.name = "description", .field = piece::EventGroupDescription},
};
constexpr LegacyRule kGroups[] = {{.name = "group", .field = piece::EventGroup, .inside = kGroup}};
constexpr LegacyRule kEvents[] = {
    {.name = "time_frame", .field = piece::EventsTimeFrame},
    {.name = "desc", .field = piece::EventsDescription},
    {.name = "group_list", .inside = kGroups},
    {.name = "serious_events", .read = read_events<0>},
    {.name = "other_events", .read = read_events<1>},
};

}  // namespace

std::span<const LegacyRule> legacy_event_rules() { return kEvents; }

}  // namespace trialkeep::ingest
