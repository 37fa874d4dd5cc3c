#include "formats/projection_names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

#include "base/strings.h"

namespace trialkeep::formats {
namespace {

using model::Field;
using model::FieldId;
using model::kNoField;

constexpr std::size_t kNameBytesCompared = 128;  // the longest path has 96; a longer name is no slip of the pen
constexpr std::size_t kNearestShown = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// A name in lower case, without a look at the heap: names are compared by the thousand.
class Folded {
 public:
  // REQUIRES: at most kNameBytesCompared bytes.
  explicit Folded(std::string_view name) : size_(name.size()) {
    std::transform(name.begin(), name.end(), bytes_.begin(), lower);
  }
  std::string_view text() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, kNameBytesCompared> bytes_;
  std::size_t size_;
};

// Levenshtein's distance, one row at a time; any number above `most` once it is known to be above.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  std::array<std::size_t, kNameBytesCompared + 1> row;
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    std::size_t least = row[0];
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
      least = std::min(least, row[j + 1]);
      diagonal = above;
    }
    if (least > most) {
      return least;
    }
  }
  return row[b.size()];
}

// The last word of a name in camel case: "Design" of "StudyDesign".
std::string_view last_word(std::string_view name) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::size_t at = name.size();
  while (at > 0 && !is_upper(name[at - 1])) {
    --at;
  }
  return at == 0 ? name : name.substr(at - 1);
}

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

std::optional<std::size_t> name_distance(std::string_view typed, std::string_view right) {
  constexpr std::size_t kSharedBytes = 4;  // fewer in common would be chance
  if (typed.empty() || typed.size() > kNameBytesCompared || right.size() > kNameBytesCompared) {
    return std::nullopt;
  }
  const Folded folded_typed(typed);
  const Folded folded_right(right);
  const std::string_view a = folded_typed.text();
  const std::string_view b = folded_right.text();
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t shorter = std::min(a.size(), b.size());
  const bool within = shorter >= kSharedBytes && (a.find(b) != a.npos || b.find(a) != b.npos);
  if (within || a == b) {
    return longer - shorter;
  }
  // An edit weighs more than a letter too many or too few.
  constexpr std::size_t kEditWeight = 3;
  const std::size_t edits_max = std::clamp<std::size_t>(longer / 4, 1, 6);
  if (longer - shorter <= edits_max) {
    if (const std::size_t edits = edit_distance(a, b, edits_max); edits <= edits_max) {
      return kEditWeight * edits;
    }
  }
  constexpr std::size_t kLastWordOnly = 40;
  const std::string_view word = a.substr(a.size() - last_word(typed).size());
  return word.size() > kSharedBytes && b.starts_with(word) ? std::optional(kLastWordOnly + b.size()) : std::nullopt;
}

std::string_view nearest_name(std::string_view typed, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = SIZE_MAX;
  for (std::string_view candidate : candidates) {
    const auto distance = name_distance(typed, candidate);
    if (distance && *distance < best_distance) {
      best_distance = *distance;
      best = candidate;
    }
  }
  return best;
}

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
