// The tree of a query over one study.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/strings.h"
#include "model/duration.h"
#include "model/partial_date.h"
#include "search/slow_evaluator.h"

namespace trialkeep::testing {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;
using query::Node;
using query::NodeKind;

constexpr double kEarthMetres = 6'371'008.8;
constexpr double kMileMetres = 1'609.344;
constexpr std::int32_t kLeast = std::numeric_limits<std::int32_t>::min() + 1;
constexpr std::int32_t kGreatest = std::numeric_limits<std::int32_t>::max();

std::optional<double> number_of(std::string_view text) {
  text = without_outer_blanks(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::int32_t within_32_bits(double value) {
  return static_cast<std::int32_t>(std::clamp(value, static_cast<double>(kLeast), static_cast<double>(kGreatest)));
}

// The least and the greatest number that a literal can mean in a field.
std::optional<Bounds> literal(const Field& field, std::string_view text) {
  switch (field.kind) {
    case ValueKind::kDate: {
      const auto date = model::parse_partial_date(without_outer_blanks(text));
      return date ? std::optional(Bounds{date->first_day, date->last_day}) : std::nullopt;
    }
    case ValueKind::kDuration: {
      const auto minutes = model::parse_duration_minutes(text);
      return minutes ? std::optional(Bounds{*minutes, *minutes}) : std::nullopt;
    }
    case ValueKind::kInteger:
    case ValueKind::kNumber: {
      const auto number = number_of(text);
      return number ? std::optional(Bounds{within_32_bits(std::ceil(*number)), within_32_bits(std::floor(*number))})
                    : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

bool has_numbers(const Field& field) {
  return field.kind == ValueKind::kDate || field.kind == ValueKind::kDuration || field.kind == ValueKind::kInteger ||
         field.kind == ValueKind::kNumber;
}

std::vector<Weighted> fields_of_area(const model::Area& area) {
  std::vector<Weighted> fields;
  for (const model::AreaPart& part : area.parts) {
    for (FieldId id : part.pieces) fields.push_back({id, part.weight, part.has_synonyms});
  }
  return fields;
}

FieldId piece_named(std::string_view name) {
  const FieldId piece = model::find_piece(name);
  return piece != model::kNoField ? piece : model::find_path(name);
}

std::vector<Weighted> fields_of_name(std::string_view name) {
  if (const model::Area* area = model::find_area(name)) return fields_of_area(*area);
  const FieldId piece = piece_named(name);
  std::vector<Weighted> fields;
  for (std::size_t i = 0; piece != model::kNoField && i < model::fields().size(); ++i) {
    const auto id = static_cast<FieldId>(i);
    const Field& row = model::field(id);
    if (row.kind == ValueKind::kStructure || !model::is_within(id, piece)) continue;
    if (id == piece || !row.is_indexed_only) fields.push_back({id, 1.0, row.has_synonyms});
  }
  return fields;
}

double metres_between(SlowPoint a, SlowPoint b) {
  const double radian = std::acos(-1.0) / 180;
  const double latitude = std::sin((b.latitude - a.latitude) * radian / 2);
  const double longitude = std::sin((b.longitude - a.longitude) * radian / 2);
  const double h =
      latitude * latitude + std::cos(a.latitude * radian) * std::cos(b.latitude * radian) * longitude * longitude;
  return 2 * kEarthMetres * std::asin(std::sqrt(std::min(1.0, h)));
}

class Evaluator {
 public:
  // Counts alternatives into `counting`; without it, weighs them by `counts`.
  Evaluator(const SlowStudy& study, const SlowWorld& world, const AlternativeCounts& counts,
            AlternativeCounts* counting = nullptr)
      : study_(study), world_(world), counts_(counts), counting_(counting) {}

  Match evaluate(const Node& node, const Scope& scope) const {
    switch (node.kind) {
      case NodeKind::kNothing:
      case NodeKind::kAll:
        return {true, 0};
      case NodeKind::kTerm:
        return scope.by_size ? sized(scope, value_text(node), value_text(node)) : run(node, scope);
      case NodeKind::kMissing:
        return {!has_value(scope), 0};
      case NodeKind::kRange:
        return range(node, scope);
      case NodeKind::kDistance:
        return distance(node, scope);
      case NodeKind::kNot:
        return {!evaluate(node.children.front(), scope).matches, 0};
      case NodeKind::kAnd:
      case NodeKind::kOr:
        return connected(node, scope);
      case NodeKind::kSearch:
        return searched(node, scope);
      case NodeKind::kTilt:
        return tilted(node, scope);
      default:
        return evaluate(node.children.front(), changed(node, scope));
    }
  }

 private:
  Match run(const Node& node, const Scope& scope) const {
    Match match = evaluate_run(node, scope, study_, world_);
    if (!match.matches || !scope.is_alternative || scope.location) return match;
    if (counting_ != nullptr) {
      ++(*counting_)[&node];
      return match;
    }
    const auto all = static_cast<double>(world_.studies) + 1;
    const auto with = static_cast<double>(counts_.at(&node)) + 0.5;
    const double rarity = std::log(all / with) / std::log(all / 0.5);
    const double relative = world_.mean_length > 0 ? static_cast<double>(study_.length) / world_.mean_length : 1.0;
    const double halfway = 3 * (0.25 + 0.75 * relative);
    const double evidence = static_cast<double>(match.evidence) / 4294967296.0;
    match.evidence = std::llround(rarity * evidence * 4 / (evidence + halfway) * 4294967296.0);
    return match;
  }

  static Scope changed(const Node& node, Scope scope) {
    std::string_view name = node.parameters.front();
    if (node.kind == NodeKind::kArea) {
      scope.by_size = name.ends_with(":size");
      if (scope.by_size) name.remove_suffix(5);
      scope.area = scope.by_size ? std::vector<Weighted>{{piece_named(name), 1.0, false}} : fields_of_name(name);
    } else if (node.kind == NodeKind::kCoverage) {
      scope.coverage = name == "FullMatch"    ? SlowCoverage::kFullMatch
                       : name == "StartsWith" ? SlowCoverage::kStartsWith
                       : name == "EndsWith"   ? SlowCoverage::kEndsWith
                                              : SlowCoverage::kContains;
    } else {
      scope.expansion = name == "None"      ? SlowExpansion::kNone
                        : name == "Term"    ? SlowExpansion::kTerm
                        : name == "Concept" ? SlowExpansion::kConcept
                        : name == "Lossy"   ? SlowExpansion::kLossy
                                            : SlowExpansion::kRelaxation;
    }
    return scope;
  }

  Match connected(const Node& node, Scope scope) const {
    const bool is_and = node.kind == NodeKind::kAnd;
    scope.is_alternative = scope.is_alternative || !is_and;
    Match match{is_and, 0};
    for (const Node& child : node.children) {
      const Match part = evaluate(child, scope);
      match.matches = is_and ? match.matches && part.matches : match.matches || part.matches;
      if (part.matches) match.evidence += part.evidence;
    }
    return match.matches ? match : Match();
  }

  Match searched(const Node& node, Scope scope) const {
    if (node.parameters.front() != "Location" || scope.location) return evaluate(node.children.front(), scope);
    Match match;
    for (std::uint32_t i = 0; i < study_.locations; ++i) {
      scope.location = i;
      const Match entry = evaluate(node.children.front(), scope);
      match.matches = match.matches || entry.matches;
      if (entry.matches) match.evidence += entry.evidence;
    }
    return match;
  }

  Match tilted(const Node& node, const Scope& scope) const {
    Match match = evaluate(node.children.front(), scope);
    if (scope.location) return match;
    const FieldId piece = piece_named(node.parameters.front());
    std::optional<std::int32_t> greatest;
    if (const auto found = study_.values.find(piece); found != study_.values.end()) {
      for (const SlowValue& value : found->second) {
        if (value.number && (!greatest || *value.number > *greatest)) greatest = value.number;
      }
    }
    double factor = 0.5;
    if (greatest) {
      const auto [low, high] = world_.extents.at(piece);
      factor =
          low == high ? 1.0 : 0.5 + 0.5 * (static_cast<double>(*greatest) - low) / (static_cast<double>(high) - low);
    }
    match.evidence = std::llround(static_cast<double>(match.evidence) * factor);
    return match;
  }

  bool has_value(const Scope& scope) const {
    return std::any_of(scope.area.begin(), scope.area.end(),
                       [&](const Weighted& field) { return !visible_values(field.field, scope, study_).empty(); });
  }

  Match range(const Node& node, const Scope& scope) const {
    if (scope.by_size) return sized(scope, node.parameters[0], node.parameters[1]);
    Match match;
    for (const Weighted& field : scope.area) {
      const auto bounds = bounds_of_range(model::field(field.field), node.parameters[0], node.parameters[1]);
      const auto values = visible_values(field.field, scope, study_);
      if (bounds && std::any_of(values.begin(), values.end(), [&](const SlowValue* value) {
            return value->number && *value->number >= bounds->low && *value->number <= bounds->high;
          })) {
        match.matches = true;
        match.evidence += evidence_worth(field.weight);
      }
    }
    return match;
  }

  Match sized(const Scope& scope, std::string_view low, std::string_view high) const {
    const auto bounds = size_bounds(low, high);
    const auto found = study_.entries.find(scope.area.front().field);
    const auto sizes = found == study_.entries.end() ? std::vector<std::uint64_t>{0} : found->second;
    const bool matches = bounds && std::any_of(sizes.begin(), sizes.end(), [&](std::uint64_t size) {
                           const auto entries = static_cast<std::int64_t>(size);
                           return entries >= bounds->low && entries <= bounds->high;
                         });
    return {matches, matches ? evidence_worth(1.0) : 0};
  }

  Match distance(const Node& node, const Scope& scope) const {
    const auto latitude = number_of(node.parameters[0]);
    const auto longitude = number_of(node.parameters[1]);
    std::string_view radius = without_outer_blanks(node.parameters[2]);
    double metres = kMileMetres;
    if (radius.ends_with("km")) metres = 1'000;
    if (radius.ends_with("km") || radius.ends_with("mi")) radius.remove_suffix(2);
    const auto units = number_of(radius);
    if (!latitude || !longitude || !units) return {};
    for (const Weighted& field : scope.area) {
      for (const SlowValue* value : visible_values(field.field, scope, study_)) {
        if (value->point && metres_between({*latitude, *longitude}, *value->point) <= *units * metres) {
          return {true, evidence_worth(1 * field.weight)};
        }
      }
    }
    return {};
  }

  const SlowStudy& study_;
  const SlowWorld& world_;
  const AlternativeCounts& counts_;
  AlternativeCounts* counting_;
};

}  // namespace

std::optional<Bounds> bounds_of_text(const Field& field, std::string_view text) {
  const auto bounds = literal(field, text);
  return bounds && bounds->low <= bounds->high ? bounds : std::nullopt;
}

std::optional<Bounds> bounds_of_range(const Field& field, std::string_view low, std::string_view high) {
  if (!has_numbers(field)) return std::nullopt;
  const auto least = low == "MIN" ? Bounds{kLeast, kLeast} : literal(field, low);
  const auto greatest = high == "MAX" ? Bounds{kGreatest, kGreatest} : literal(field, high);
  return least && greatest ? std::optional(Bounds{least->low, greatest->high}) : std::nullopt;
}

std::optional<Bounds> size_bounds(std::string_view low, std::string_view high) {
  const auto least = low == "MIN" ? 0 : number_of(low);
  const auto greatest = high == "MAX" ? kGreatest : number_of(high);
  if (!least || !greatest) return std::nullopt;
  return Bounds{within_32_bits(std::ceil(*least)), within_32_bits(std::floor(*greatest))};
}

std::vector<const SlowValue*> visible_values(FieldId field, const Scope& scope, const SlowStudy& study) {
  std::vector<const SlowValue*> values;
  const auto found = study.values.find(field);
  if (found == study.values.end()) return values;
  const bool in_locations = model::is_within(field, model::piece::Location);
  for (const SlowValue& value : found->second) {
    if (!scope.location || (in_locations && value.element == *scope.location)) values.push_back(&value);
  }
  return values;
}

std::vector<Weighted> fields_of_parameter(std::string_view parameter) {
  if (parameter == "lead") return {{model::piece::LeadSponsorName, 1.0, false}};
  if (parameter == "advanced") return fields_of_area(*model::find_area("BasicSearch"));
  return fields_of_area(*model::find_area_of_parameter(parameter));
}

void count_alternatives(const Node& tree, const std::vector<Weighted>& area, const SlowStudy& study,
                        const SlowWorld& world, AlternativeCounts& counts) {
  Scope scope;
  scope.area = area;
  Evaluator(study, world, counts, &counts).evaluate(tree, scope);
}

Match evaluate(const Node& tree, const std::vector<Weighted>& area, const SlowStudy& study, const SlowWorld& world,
               const AlternativeCounts& counts) {
  Scope scope;
  scope.area = area;
  return Evaluator(study, world, counts).evaluate(tree, scope);
}

}  // namespace trialkeep::testing
