#pragma once
// Carries the elements of a legacy document over into a record by tables of rules. A rule says for one element
// (or attribute) to which piece it goes; how its text is read follows from the kind that the catalogue gives
// the piece. What no rule takes is kept aside under its path, so nothing is lost.

#include <cstdint>
#include <functional>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "ingest/record_builder.h"
#include "model/catalogue.h"

namespace trialkeep::ingest {

class LegacyMapper;

// What a rule finds before it. An attribute has no node of its own: `node` is the element it stands on.
struct LegacyItem {
  pugi::xml_node node;
  std::string_view text;  // without blanks around it
};

// Does by hand what a rule cannot say. False when the item has no place; it is then kept aside.
using LegacyReader = bool (*)(LegacyMapper& mapper, const LegacyItem& item, RecordBuilder::Target target);

struct LegacyRule {
  std::string_view name;                   // of the element; "@type" of an attribute
  model::FieldId field = model::kNoField;  // a structure: the rules inside go there; kNoField: to the same object
  std::span<const LegacyRule> inside = {};
  model::FieldId text = model::kNoField;   // of a structure: where the element's own text goes
  model::FieldId fixed = model::kNoField;  // a piece that the element's name alone decides
  std::string_view fixed_value = {};
  LegacyReader read = nullptr;  // instead of `field` and `text`; the rules inside are left to it
};

// What rules ask of other elements of the study, gathered in one pass so that no document costs more than its
// length.
struct LegacyFacts {
  explicit LegacyFacts(pugi::xml_node study);

  std::set<std::string, std::less<>> location_countries;
  std::map<std::string, std::string, std::less<>> sponsor_classes;  // by name, as the XML spells them
  std::string last_update;                                          // <last_update_submitted>
  std::size_t arms = 0;
  bool interventional = false;
};

class LegacyMapper {
 public:
  using Target = RecordBuilder::Target;

  explicit LegacyMapper(pugi::xml_node study) : facts_(study) {}

  // Maps the children and attributes of `node`.
  void map(pugi::xml_node node, std::span<const LegacyRule> rules, Target target);

  // Puts `text` at a scalar piece as its kind asks; `node` says how the text is laid out. False where the text
  // cannot be read as such a value, or one stands already. An empty text is no value and is taken.
  bool put(Target target, model::FieldId id, std::string_view text, pugi::xml_node node);
  bool put_boolean(Target target, model::FieldId id, bool value);

  // Keeps what `node` and everything below it says, under its path.
  void keep(pugi::xml_node node);

  // True once for each piece.
  bool first_time(model::FieldId id) { return seen_.insert(id).second; }

  const LegacyFacts& facts() const { return facts_; }
  RecordBuilder& record() { return record_; }
  const std::map<std::string, std::vector<std::string>>& kept() const { return kept_; }
  std::uint64_t kept_count() const { return kept_count_; }

  // Whether more was to be carried over than a record may hold; some of it is then missing.
  bool overflowed() const { return record_.overflowed() || kept_bytes_ > limits::kRecordBytes; }

 private:
  void map_attributes(pugi::xml_node node, std::span<const LegacyRule> rules, Target target);
  bool apply(const LegacyRule& rule, pugi::xml_node node, Target target);
  bool apply_scalar(const LegacyRule& rule, pugi::xml_node node, Target target);
  bool apply_structure(const LegacyRule& rule, pugi::xml_node node, Target target);
  void keep_text(std::string path, std::string_view text);
  void keep_attribute(pugi::xml_node node, pugi::xml_attribute attribute);

  const LegacyFacts facts_;
  RecordBuilder record_;
  std::set<model::FieldId> seen_;
  std::map<std::string, std::vector<std::string>> kept_;
  std::uint64_t kept_count_ = 0;
  std::size_t kept_bytes_ = 0;  // of paths and texts
};

// The element's own text without blanks around it; `whole` backs it where it stands in several parts.
std::string_view own_text(pugi::xml_node node, std::string& whole);

// The text of a child, without blanks around it; empty where there is none. It stands in one part.
std::string_view child_text(pugi::xml_node node, const char* name);

// The tables: legacy_xml_protocol.cc, legacy_xml_results.cc and legacy_xml_events.cc.
std::span<const LegacyRule> legacy_study_rules();
std::span<const LegacyRule> legacy_result_rules();
std::span<const LegacyRule> legacy_event_rules();

// What follows from several elements together; to be called when all are mapped.
void complete_legacy_study(pugi::xml_node study, LegacyMapper& mapper);

}  // namespace trialkeep::ingest
