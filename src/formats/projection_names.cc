#include "formats/projection_names.h"

#include <algorithm>

#include "base/names.h"
#include "base/strings.h"

namespace trialkeep::formats {
namespace {

using model::Field;
using model::FieldId;
using model::kNoField;

constexpr std::size_t kNearestShown = 3;

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('.') + 1); }

struct Candidate {
  std::size_t distance;
  std::string_view name;
};

class Nearest {
 public:
  explicit Nearest(std::string_view typed) : typed_(typed) {}

  void consider(std::string_view right, std::string_view shown) {
    if (const auto distance = name_distance(typed_, right)) {
      candidates_.push_back({*distance, shown});
    }
  }

  std::vector<std::string> take() {
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
    std::vector<std::string> out;
    for (const Candidate& candidate : candidates_) {
      if (out.size() < kNearestShown && std::find(out.begin(), out.end(), candidate.name) == out.end()) {
        out.emplace_back(candidate.name);
      }
    }
    return out;
  }

 private:
  std::string_view typed_;
  std::vector<Candidate> candidates_;
};

std::vector<std::string> nearest_fields(std::string_view name) {
  Nearest nearest(name);
  const bool is_path = name.find('.') != std::string_view::npos;
  for (const Field& field : model::fields()) {
    if (field.is_indexed_only) {
      continue;
    }
    nearest.consider(field.piece, field.piece);
    for (std::string_view alternative : field.alternative_pieces) {
      nearest.consider(alternative, field.piece);
    }
    if (is_path) {
      nearest.consider(field.path, field.path);
    } else if (equals_ignoring_case(last_part(field.path), name)) {
      nearest.consider(name, field.piece);
    }
  }
  for (const model::Area& area : model::areas()) {
    nearest.consider(area.name, area.name);
  }
  return nearest.take();
}

}  // namespace

std::optional<std::vector<FieldId>> fields_named(std::string_view name) {
  if (const model::Area* area = model::find_area(name)) {
    std::vector<FieldId> out;
    for (const model::AreaPart& part : area->parts) {
      std::copy_if(part.pieces.begin(), part.pieces.end(), std::back_inserter(out),
                   [](FieldId id) { return !model::field(id).is_indexed_only; });
    }
    return out;
  }
  FieldId id = model::find_piece(name);
  if (id == kNoField) {
    id = model::find_path(name);
  }
  if (id == kNoField || model::field(id).is_indexed_only) {
    return std::nullopt;
  }
  return std::vector<FieldId>{id};
}

std::vector<UnknownName> unknown_names(const std::vector<std::string>& names) {
  std::vector<UnknownName> out;
  for (const std::string& name : names) {
    const bool is_new =
        std::none_of(out.begin(), out.end(), [&](const UnknownName& unknown) { return unknown.name == name; });
    if (out.size() < kUnknownNamesListed && is_new && !fields_named(name)) {
      out.push_back({name, nearest_fields(name)});
    }
  }
  return out;
}

std::string list_unknown_names(const std::vector<UnknownName>& unknown) {
  std::string out;
  for (const UnknownName& one : unknown) {
    append_to(out, out.empty() ? "\"" : ", \"", one.name, "\"");
    for (std::size_t i = 0; i < one.nearest.size(); ++i) {
      append_to(out, i == 0 ? " (perhaps " : " or ", one.nearest[i], i + 1 == one.nearest.size() ? ")" : "");
    }
  }
  return out;
}

}  // namespace trialkeep::formats
