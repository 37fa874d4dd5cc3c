#include "formats/projection.h"

#include "base/strings.h"
#include "formats/projection_names.h"
#include "model/json_cursor.h"

namespace trialkeep::formats {

using model::FieldId;
using model::kNoField;

// One pass over a record. Recursion follows the catalogue, so its depth is the catalogue's: an array
// inside an array, which no record has, is copied whole.
class Splicer {
 public:
  Splicer(std::string_view json, std::string& out) : cursor_(json), out_(out) {}

  void object(const Projection::Node& node) {
    cursor_.skip_blanks();
    if (!cursor_.take('{')) {
      cursor_.give_up();
      return;
    }
    out_.push_back('{');
    bool is_first = true;
    std::size_t next = 0;
    for (std::string_view quoted_key; !(quoted_key = cursor_.next_key()).empty();) {
      const Projection::Node* child = find(node, quoted_key, next);
      if (child == nullptr) {
        cursor_.take_value();
        continue;
      }
      append_to(out_, is_first ? "" : ",", quoted_key, ":");
      is_first = false;
      value(*child);
    }
    out_.push_back('}');
  }

 private:
  void value(const Projection::Node& node) {
    if (!node.is_whole && cursor_.sees('{')) {
      object(node);
    } else if (!node.is_whole && cursor_.take('[')) {
      array(node);
    } else {
      out_.append(cursor_.take_value());
    }
  }

  // The rest of an array behind its bracket.
  void array(const Projection::Node& node) {
    out_.push_back('[');
    for (cursor_.skip_blanks(); !cursor_.is_at_end() && !cursor_.sees(']'); cursor_.skip_blanks()) {
      if (cursor_.take(',')) {
        out_.push_back(',');
      } else if (cursor_.sees('{')) {
        object(node);
      } else if (const std::string_view other = cursor_.take_value(); !other.empty()) {
        out_.append(other);
      } else {
        cursor_.give_up();
      }
    }
    out_.push_back(']');
    cursor_.take(']');
  }

  // The child that a quoted key names. Records are in wire order, so the search goes on from `next`, behind
  // the child found last.
  static const Projection::Node* find(const Projection::Node& node, std::string_view quoted_key, std::size_t& next) {
    if (quoted_key.size() < 2) {
      return nullptr;
    }
    const std::string_view key = quoted_key.substr(1, quoted_key.size() - 2);
    const std::size_t count = node.children.size();
    for (std::size_t tried = 0; tried < count; ++tried) {
      const std::size_t which = next + tried < count ? next + tried : next + tried - count;
      if (node.children[which].key == key) {
        next = which + 1 == count ? 0 : which + 1;
        return &node.children[which];
      }
    }
    return nullptr;
  }

  model::JsonCursor cursor_;
  std::string& out_;
};

Projection::Node Projection::compile(FieldId id, const std::vector<bool>& wanted) {
  Node node;
  if (id != kNoField) {
    node.key = model::field(id).key;
    node.is_whole = wanted[id];
    node.field = id;
  }
  if (node.is_whole) {
    return node;
  }
  for (FieldId child : model::children(id)) {
    Node below = compile(child, wanted);
    if (below.is_whole || !below.children.empty()) {
      node.children.push_back(std::move(below));
    }
  }
  return node;
}

StatusOr<Projection> Projection::from_names(const std::vector<std::string>& names) {
  std::vector<bool> wanted(model::fields().size());
  for (const std::string& name : names) {
    const auto fields = fields_named(name);
    if (!fields) {
      return absl::InvalidArgumentError(
          concat("A record has no field named ", list_unknown_names(unknown_names(names)),
                 "; use the names of the registry's data structure, its search areas, or dotted paths."));
    }
    for (FieldId id : *fields) {
      wanted[id] = true;
    }
  }
  Projection projection;
  projection.root_ = compile(kNoField, wanted);
  return projection;
}

void Projection::append(std::string_view canonical_json, std::string& out) const {
  Splicer(canonical_json, out).object(root_);
}

bool Projection::wants_number_only() const {
  const Node* node = &root_;
  while (node->children.size() == 1) {
    node = &node->children.front();
  }
  return node->is_whole && node->field == model::piece::NCTId;
}

void Projection::append_number(NctNumber nct, std::string& out) const {
  std::size_t depth = 0;
  for (const Node* node = &root_; !node->children.empty(); ++depth) {
    node = &node->children.front();
    append_to(out, "{\"", node->key, "\":");
  }
  append_to(out, "\"", nct.text(), "\"", std::string(depth, '}'));
}

std::string Projection::apply(std::string_view canonical_json) const {
  std::string out;
  append(canonical_json, out);
  return out;
}

}  // namespace trialkeep::formats
