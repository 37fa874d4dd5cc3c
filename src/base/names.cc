#include "base/names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

#include "base/strings.h"

namespace trialkeep {
namespace {

constexpr std::size_t kNameBytesCompared = 128;  // the longest path has 96; a longer name is no slip of the pen

// A name in lower case, without a look at the heap: names are compared by the thousand.
class Folded {
 public:
  // REQUIRES: at most kNameBytesCompared bytes.
  explicit Folded(std::string_view name) : size_(name.size()) {
    std::transform(name.begin(), name.end(), bytes_.begin(), lower_case);
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

}  // namespace trialkeep
