#include "model/study.h"

#include "base/check.h"
#include "base/limits.h"
#include "base/strings.h"

namespace trialkeep::model {
namespace {

void collect(Json from, FieldId from_field, FieldId id, std::vector<Json>& out) {
  if (from.is_array()) {
    for (Json entry : simdjson::dom::array(from)) {
      collect(entry, from_field, id, out);
    }
    return;
  }
  if (from_field == id) {
    out.push_back(from);
    return;
  }
  FieldId step = id;
  while (field(step).parent != from_field) {
    step = field(step).parent;
  }
  Json below;
  if (from.is_object() && from[field(step).key].get(below) == simdjson::SUCCESS) {
    collect(below, step, id, out);
  }
}

class Walker {
 public:
  explicit Walker(Visitor& visitor) : visitor_(visitor) {}

  void object(Json value, FieldId parent) {
    const std::span<const FieldId> known = children(parent);
    std::size_t next = 0;
    for (const auto [key, member] : simdjson::dom::object(value)) {
      // Records are in catalogue order, so the next known child is nearly always the one.
      std::size_t tried = 0;
      while (tried < known.size() && field(known[next]).key != key) {
        next = next + 1 == known.size() ? 0 : next + 1;
        ++tried;
      }
      if (tried == known.size()) {
        const std::string_view above = parent == kNoField ? std::string_view() : field(parent).path;
        visitor_.unknown(concat(above, above.empty() ? "" : ".", key), member);
      } else {
        child(member, known[next]);
      }
    }
  }

 private:
  void child(Json value, FieldId id) {
    if (value.is_array()) {
      visitor_.list(id, simdjson::dom::array(value).size());
      indices_.push_back(0);
      for (Json entry : simdjson::dom::array(value)) {
        child(entry, id);
        ++indices_.back();
      }
      indices_.pop_back();
    } else if (value.is_object() && field(id).kind != ValueKind::kGeoPoint) {
      object(value, id);
    } else {
      visitor_.visit({id, indices_}, value);
    }
  }

  Visitor& visitor_;
  std::vector<std::uint32_t> indices_;
};

}  // namespace

std::optional<Json> descend(Json from, FieldId from_field, FieldId id) {
  std::vector<FieldId> steps;
  for (FieldId step = id; step != from_field; step = field(step).parent) {
    CHECK(step != kNoField);
    steps.push_back(step);
  }
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (!from.is_object() || from[field(steps[i]).key].get(from) != simdjson::SUCCESS) {
      return std::nullopt;
    }
  }
  return from;
}

std::optional<Json> Study::value(FieldId id) const { return descend(root_, kNoField, id); }

std::string_view Study::text(FieldId id) const {
  std::string_view out;
  const auto found = value(id);
  return found && found->get(out) == simdjson::SUCCESS ? out : std::string_view();
}

std::optional<bool> Study::boolean(FieldId id) const {
  bool out = false;
  const auto found = value(id);
  return found && found->get(out) == simdjson::SUCCESS ? std::optional(out) : std::nullopt;
}

std::optional<std::int64_t> Study::integer(FieldId id) const {
  std::int64_t out = 0;
  const auto found = value(id);
  return found && found->get(out) == simdjson::SUCCESS ? std::optional(out) : std::nullopt;
}

std::vector<Json> Study::values(FieldId id) const {
  std::vector<Json> out;
  collect(root_, kNoField, id, out);
  return out;
}

std::vector<std::string_view> Study::texts(FieldId id) const {
  std::vector<std::string_view> out;
  for (Json one : values(id)) {
    std::string_view text;
    if (one.get(text) == simdjson::SUCCESS) {
      out.push_back(text);
    }
  }
  return out;
}

StatusOr<Study> StudyParser::parse(std::string_view json) {
  padded_.assign(json);
  padded_.append(simdjson::SIMDJSON_PADDING, '\0');
  simdjson::dom::element root;
  if (const auto error = parser_.parse(padded_.data(), json.size(), false).get(root)) {
    return absl::DataLossError(concat("a stored record is not JSON: ", simdjson::error_message(error)));
  }
  if (!root.is_object()) {
    return absl::DataLossError("a stored record is not an object");
  }
  return Study(root);
}

void walk(const Study& study, Visitor& visitor) { Walker(visitor).object(study.json(), kNoField); }

}  // namespace trialkeep::model
