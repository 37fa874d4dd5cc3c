#include "ingest/record_builder.h"

#include "base/check.h"
#include "base/limits.h"
#include "model/json_text.h"

namespace trialkeep::ingest {

void RecordBuilder::clear() {
  nodes_.clear();
  texts_.clear();
  overflowed_ = false;
  nodes_.push_back({.field = model::kNoField, .kind = Kind::kObject});
}

std::uint32_t RecordBuilder::add(std::uint32_t parent, model::FieldId id, Kind kind) {
  const auto added = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({.field = id, .kind = kind});
  Node& above = nodes_[parent];
  (above.last_child == kNone ? above.first_child : nodes_[above.last_child].next) = added;
  above.last_child = added;
  return added;
}

std::uint32_t RecordBuilder::child(std::uint32_t parent, model::FieldId id) const {
  std::uint32_t at = nodes_[parent].first_child;
  while (at != kNone && nodes_[at].field != id) {
    at = nodes_[at].next;
  }
  return at;
}

// The object that the value of `id` stands in, made where it is missing.
std::uint32_t RecordBuilder::holder(Target from, model::FieldId id) {
  const model::FieldId parent = model::field(id).parent;
  if (parent == nodes_[from].field) {
    return from;
  }
  CHECK(parent != model::kNoField && !model::field(parent).is_list);
  const std::uint32_t above = holder(from, parent);
  const std::uint32_t found = child(above, parent);
  return found != kNone ? found : add(above, parent, Kind::kObject);
}

std::uint32_t RecordBuilder::find(Target from, model::FieldId id) const {
  const model::FieldId parent = model::field(id).parent;
  if (parent == nodes_[from].field) {
    return child(from, id);
  }
  CHECK(parent != model::kNoField);
  const std::uint32_t above = find(from, parent);
  return above == kNone ? kNone : child(above, id);
}

RecordBuilder::Target RecordBuilder::object(Target from, model::FieldId id) {
  const std::uint32_t above = holder(from, id);
  const std::uint32_t found = child(above, id);
  if (model::field(id).is_list) {
    return add(found != kNone ? found : add(above, id, Kind::kList), id, Kind::kObject);
  }
  return found != kNone ? found : add(above, id, Kind::kObject);
}

bool RecordBuilder::put(Target from, model::FieldId id, Kind kind, std::string_view value) {
  if (value.size() > limits::kRecordBytes - texts_.size()) {
    overflowed_ = true;
    return false;
  }
  std::uint32_t above = holder(from, id);
  const std::uint32_t found = child(above, id);
  if (model::field(id).is_list) {
    above = found != kNone ? found : add(above, id, Kind::kList);
  } else if (found != kNone) {
    return false;
  }
  Node& node = nodes_[add(above, id, kind)];
  node.begin = texts_.size();
  node.size = value.size();
  texts_.append(value);
  return true;
}

bool RecordBuilder::put_text(Target from, model::FieldId id, std::string_view text) {
  return put(from, id, Kind::kText, text);
}

bool RecordBuilder::put_literal(Target from, model::FieldId id, std::string_view json) {
  return put(from, id, Kind::kLiteral, json);
}

std::string_view RecordBuilder::text(Target from, model::FieldId id) const {
  const std::uint32_t found = find(from, id);
  if (found == kNone || nodes_[found].kind != Kind::kText) {
    return {};
  }
  return std::string_view(texts_).substr(nodes_[found].begin, nodes_[found].size);
}

bool RecordBuilder::has(Target from, model::FieldId id) const { return find(from, id) != kNone; }

std::vector<RecordBuilder::Target> RecordBuilder::entries(Target from, model::FieldId id) const {
  std::vector<Target> out;
  const std::uint32_t list = find(from, id);
  for (std::uint32_t at = list == kNone ? kNone : nodes_[list].first_child; at != kNone; at = nodes_[at].next) {
    out.push_back(at);
  }
  return out;
}

bool RecordBuilder::empty(const Node& node) const {
  if (node.kind == Kind::kText || node.kind == Kind::kLiteral) {
    return false;
  }
  for (std::uint32_t at = node.first_child; at != kNone; at = nodes_[at].next) {
    if (!empty(nodes_[at])) {
      return false;
    }
  }
  return true;
}

bool RecordBuilder::append_children(const Node& node, bool keys, std::string& out) const {
  bool first = true;
  for (std::uint32_t at = node.first_child; at != kNone; at = nodes_[at].next) {
    if (empty(nodes_[at])) {
      continue;
    }
    if (!first) {
      out.push_back(',');
    }
    first = false;
    if (keys) {
      model::append_json_string(model::field(nodes_[at].field).key, out);
      out.push_back(':');
    }
    append_value(nodes_[at], out);
  }
  return !first;
}

void RecordBuilder::append_value(const Node& node, std::string& out) const {
  const std::string_view value = std::string_view(texts_).substr(node.begin, node.size);
  switch (node.kind) {
    case Kind::kText:
      model::append_json_string(value, out);
      return;
    case Kind::kLiteral:
      out.append(value);
      return;
    case Kind::kObject:
    case Kind::kList:
      out.push_back(node.kind == Kind::kObject ? '{' : '[');
      append_children(node, node.kind == Kind::kObject, out);
      out.push_back(node.kind == Kind::kObject ? '}' : ']');
      return;
  }
}

void RecordBuilder::append_members(std::string& out) const { append_children(nodes_[kRecord], true, out); }

}  // namespace trialkeep::ingest
