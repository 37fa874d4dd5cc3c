#pragma once
// Bound queries as one line of text, for tables of what a query means.

#include <fmt/format.h>
#include <string>

#include "query/bound.h"

namespace trialkeep::query {

// heart/hearts: a slot with its words; <heart attack>: a form; .95<...>: its similarity; =<...>: a synonym.
inline std::string describe(const Form& form) {
  std::string out = form.similarity == 1 ? "" : fmt::format("{}", form.similarity).substr(1);
  out += form.is_synonym ? "=<" : "<";
  for (std::size_t i = 0; i < form.slots.size(); ++i) {
    out += i == 0 ? "" : " ";
    for (std::size_t k = 0; k < form.slots[i].size(); ++k) out += (k == 0 ? "" : "/") + form.slots[i][k].word;
  }
  return out + ">";
}

inline std::string describe(const std::vector<Form>& forms) {
  std::string out;
  for (const Form& form : forms) out += describe(form);
  return out;
}

// [forms]share: a segment that matches as a whole; {forms}{forms}share: by its words.
inline std::string describe(const Segment& segment) {
  std::string out;
  if (!segment.forms.empty()) out += "[" + describe(segment.forms) + "]" + fmt::format("{:.3g}", segment.forms_share);
  for (const auto& word : segment.words) out += "{" + describe(word) + "}";
  if (!segment.words.empty()) out += fmt::format("{:.3g}", segment.words_share);
  return out;
}

inline std::string describe(const std::vector<WeightedField>& fields) {
  if (fields.size() > 3) return fmt::format("{} fields", fields.size());
  std::string out;
  for (const WeightedField& one : fields) {
    out += (out.empty() ? "" : ",") + std::string(model::field(one.field).piece);
    if (one.weight != 1) out += fmt::format("^{}", one.weight);
  }
  return out;
}

inline std::string describe(const TextQuery& text) {
  static constexpr const char* kCoverages[] = {"", " full", " starts", " ends"};
  std::string out = describe(text.whole);
  for (const Segment& segment : text.apart) out += (text.is_lossy ? " | " : " & ") + describe(segment);
  out += kCoverages[static_cast<int>(text.coverage)];
  return out + (text.as_typed ? " as typed" : "");
}

inline std::string describe(const NumberRange& range) {
  const std::string low = range.low == INT32_MIN + 1 ? "min" : std::to_string(range.low);
  const std::string high = range.high == INT32_MAX ? "max" : std::to_string(range.high);
  return std::string(model::field(range.field.field).piece) + " " + low + ".." + high;
}

inline std::string describe(const BoundNode& node) {
  std::string inner;
  const auto add = [&](const std::string& part) { inner += (inner.empty() ? "" : ", ") + part; };
  for (const BoundNode& child : node.children) add(describe(child));
  for (const ExactTerm& one : node.exact) {
    add(std::string(model::field(one.field.field).piece) + "=" + one.term.substr(1));
  }
  for (const NumberRange& one : node.ranges) add(describe(one));
  switch (node.kind) {
    case BoundKind::kNone:
      return "none";
    case BoundKind::kAll:
      return "all";
    case BoundKind::kText:
      return "text(" + describe(node.text.fields) + ": " + describe(node.text) + ")";
    case BoundKind::kExact:
      return "exact(" + inner + ")";
    case BoundKind::kNumbers:
      return "numbers(" + inner + ")";
    case BoundKind::kSize:
      return "size(" + inner + ")";
    case BoundKind::kDistance:
      return fmt::format("distance({}: {} {} {}m)", describe(node.fields), node.latitude, node.longitude,
                         node.radius_m);
    case BoundKind::kMissing:
      return "missing(" + describe(node.fields) + ")";
    case BoundKind::kAnd:
      return "and(" + inner + ")";
    case BoundKind::kOr:
      return "or(" + inner + ")";
    case BoundKind::kNot:
      return "not(" + inner + ")";
    case BoundKind::kElement:
      return "each " + std::string(model::field(node.element_of).piece) + "(" + inner + ")";
    case BoundKind::kTilt:
      return "tilt " + describe(node.fields) + "(" + inner + ")";
  }
  return "?";
}

}  // namespace trialkeep::query
