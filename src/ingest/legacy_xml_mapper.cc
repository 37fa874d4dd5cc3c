#include "ingest/legacy_xml_mapper.h"

#include <algorithm>

#include "base/strings.h"
#include "ingest/legacy_xml_markup.h"
#include "ingest/legacy_xml_values.h"

namespace trialkeep::ingest {
namespace {

using model::ValueKind;

constexpr std::string_view kTextblock = "textblock";

std::string path_of(pugi::xml_node node) {
  std::string path;
  for (; node.parent().parent(); node = node.parent()) {
    path.insert(0, concat(node.name(), path.empty() ? "" : "/"));
  }
  return path;
}

// The column at which the registry begins the text of a textblock: two for each element around it.
std::size_t textblock_indent(pugi::xml_node textblock) {
  std::size_t depth = 0;
  for (; textblock.parent(); textblock = textblock.parent()) {
    ++depth;
  }
  return 2 * depth;
}

const LegacyRule* find_rule(std::span<const LegacyRule> rules, std::string_view name) {
  for (const LegacyRule& rule : rules) {
    if (rule.name == name) {
      return &rule;
    }
  }
  return nullptr;
}

const LegacyRule* find_attribute_rule(std::span<const LegacyRule> rules, std::string_view name) {
  for (const LegacyRule& rule : rules) {
    if (rule.name.starts_with("@") && rule.name.substr(1) == name) {
      return &rule;
    }
  }
  return nullptr;
}

bool is_structure(model::FieldId id) { return model::field(id).kind == ValueKind::kStructure; }

bool is_text(pugi::xml_node node) { return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata; }

bool has_elements(pugi::xml_node node) {
  const auto children = node.children();
  return std::any_of(children.begin(), children.end(),
                     [](pugi::xml_node child) { return child.type() == pugi::node_element; });
}

}  // namespace

std::string_view own_text(pugi::xml_node node, std::string& whole) {
  std::string_view text;
  bool several = false;
  for (const pugi::xml_node child : node.children()) {
    if (!is_text(child)) {
      continue;
    }
    if (several) {
      whole.append(child.value());
    } else if (!text.empty()) {
      whole.assign(text).append(child.value());
      several = true;
    } else {
      text = child.value();
    }
  }
  return without_outer_blanks(several ? std::string_view(whole) : text);
}

LegacyFacts::LegacyFacts(pugi::xml_node study) {
  for (const pugi::xml_node child : study.children()) {
    const std::string_view name = child.name();
    const std::string_view text = without_outer_blanks(child.child_value());
    if (name == "arm_group") {
      ++arms;
    } else if (name == "location") {
      location_countries.emplace(child_text(child.child("facility").child("address"), "country"));
    } else if (name == "study_type") {
      interventional = text == "Interventional";
    } else if (name == "last_update_submitted") {
      last_update = text;
    } else if (name == "sponsors") {
      for (const pugi::xml_node party : child.children()) {
        sponsor_classes.emplace(child_text(party, "agency"), child_text(party, "agency_class"));
      }
    }
  }
}

std::string_view child_text(pugi::xml_node node, const char* name) {
  return without_outer_blanks(node.child(name).child_value());
}

void LegacyMapper::map(pugi::xml_node node, std::span<const LegacyRule> rules, Target target) {
  map_attributes(node, rules, target);
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) {
      continue;
    }
    const LegacyRule* rule = find_rule(rules, child.name());
    if (rule == nullptr || !apply(*rule, child, target)) {
      keep(child);
    }
  }
}

void LegacyMapper::map_attributes(pugi::xml_node node, std::span<const LegacyRule> rules, Target target) {
  for (const pugi::xml_attribute attribute : node.attributes()) {
    const LegacyRule* rule = find_attribute_rule(rules, attribute.name());
    const std::string_view text = without_outer_blanks(attribute.value());
    const bool taken = rule != nullptr && (rule->read != nullptr ? rule->read(*this, {node, text}, target)
                                                                 : put(target, rule->field, text, pugi::xml_node()));
    if (!taken) {
      keep_attribute(node, attribute);
    }
  }
}

bool LegacyMapper::apply(const LegacyRule& rule, pugi::xml_node node, Target target) {
  if (rule.read != nullptr) {
    std::string whole;
    return rule.read(*this, {node, own_text(node, whole)}, target);
  }
  if (rule.field != model::kNoField && !is_structure(rule.field)) {
    return apply_scalar(rule, node, target);
  }
  return apply_structure(rule, node, target);
}

// The text stands in the element itself, or in its textblock.
bool LegacyMapper::apply_scalar(const LegacyRule& rule, pugi::xml_node node, Target target) {
  const pugi::xml_node textblock = node.child(kTextblock.data());
  const pugi::xml_node holder = textblock ? textblock : node;
  std::string whole;
  if (!put(target, rule.field, own_text(holder, whole), holder)) {
    return false;
  }
  map_attributes(node, rule.inside, target);
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element || child == textblock) {
      continue;
    }
    const LegacyRule* inside = find_rule(rule.inside, child.name());
    if (inside == nullptr || !apply(*inside, child, target)) {
      keep(child);
    }
  }
  return true;
}

bool LegacyMapper::apply_structure(const LegacyRule& rule, pugi::xml_node node, Target target) {
  std::string whole;
  const std::string_view text = own_text(node, whole);
  if (text.empty() && !has_elements(node) && !node.first_attribute()) {
    return true;
  }
  const Target inner = rule.field == model::kNoField ? target : record_.object(target, rule.field);
  if (rule.fixed != model::kNoField) {
    record_.put_text(inner, rule.fixed, rule.fixed_value);
  }
  if (!text.empty() && (rule.text == model::kNoField || !put(inner, rule.text, text, node))) {
    keep_text(path_of(node), text);
  }
  map(node, rule.inside, inner);
  return true;
}

bool LegacyMapper::put_boolean(Target target, model::FieldId id, bool value) {
  return record_.put_literal(target, id, value ? "true" : "false");
}

bool LegacyMapper::put(Target target, model::FieldId id, std::string_view text, pugi::xml_node node) {
  if (text.empty()) {
    return true;
  }
  switch (model::field(id).kind) {
    case ValueKind::kMarkup:
      if (node.name() == kTextblock) {
        return record_.put_text(target, id, markup_of_textblock(node.child_value(), textblock_indent(node)));
      }
      return record_.put_text(target, id, markup_of_lines(text));
    case ValueKind::kEnum: {
      const std::string_view constant = legacy_constant(id, text);
      return !constant.empty() && record_.put_text(target, id, constant);
    }
    case ValueKind::kBoolean: {
      const auto value = legacy_boolean(text);
      return value && put_boolean(target, id, *value);
    }
    case ValueKind::kInteger:
    case ValueKind::kNumber: {
      const auto count = legacy_count(text);
      return count && record_.put_literal(target, id, *count);
    }
    case ValueKind::kDate: {
      const auto date = legacy_date(text);
      return date && record_.put_text(target, id, *date);
    }
    case ValueKind::kDuration: {
      const auto duration = legacy_duration(text);
      return duration && (duration->empty() || record_.put_text(target, id, *duration));
    }
    case ValueKind::kText:
    case ValueKind::kKeyword:
      return record_.put_text(target, id,
                              text.find_first_of("\r\n") == std::string_view::npos ? text : joined_line(text));
    case ValueKind::kStructure:
    case ValueKind::kGeoPoint:
      return false;
  }
  return false;
}

void LegacyMapper::keep(pugi::xml_node node) {
  if (kept_bytes_ > limits::kRecordBytes) {
    return;
  }
  for (const pugi::xml_attribute attribute : node.attributes()) {
    keep_attribute(node, attribute);
  }
  std::string whole;
  if (const std::string_view text = own_text(node, whole); !text.empty()) {
    keep_text(path_of(node), text);
  }
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element) {
      keep(child);
    }
  }
}

void LegacyMapper::keep_attribute(pugi::xml_node node, pugi::xml_attribute attribute) {
  keep_text(concat(path_of(node), "@", attribute.name()), attribute.value());
}

void LegacyMapper::keep_text(std::string path, std::string_view text) {
  kept_bytes_ += path.size() + text.size();
  if (kept_bytes_ <= limits::kRecordBytes) {
    kept_[std::move(path)].emplace_back(text);
    ++kept_count_;
  }
}

}  // namespace trialkeep::ingest
