#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "base/limits.h"
#include "base/names.h"
#include "base/strings.h"
#include "query/bind_names.h"
#include "query/bind_text.h"
#include "query/bind_values.h"
#include "query/blanks.h"
#include "query/lexer.h"

namespace trialkeep::query {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;

constexpr std::array<std::string_view, 4> kCoverages = {"Contains", "FullMatch", "StartsWith", "EndsWith"};
constexpr std::array<std::string_view, 5> kExpansions = {"None", "Term", "Concept", "Relaxation", "Lossy"};

// What the context operators around a source say.
struct Context {
  std::vector<WeightedField> fields;
  Coverage coverage = Coverage::kContains;
  Expansion expansion = Expansion::kRelaxation;
  bool counts_entries = false;           // AREA[piece:size]
  FieldId element_of = model::kNoField;  // SEARCH[Location]
  bool is_alternative = false;           // beneath an OR
};

class Binder {
 public:
  Binder(const Thesaurus& thesaurus, std::vector<Complaint>& complaints) : text_(thesaurus), complaints_(complaints) {}

  BoundNode bind(const Node& node, const Context& context) {
    BoundNode bound = bind_kind(node, context);
    bound.span = node.span;
    return bound;
  }

  // True with a complaint when the forms of the words were cut short: such a query is not to be asked.
  bool is_over_budget(const Node& tree) {
    if (text_.is_over_budget()) {
      complaints_.resize(std::min(complaints_.size(), limits::kQueryComplaints - 1));
      complain(tree.span, concat("The query's words may be written in more than ", limits::kQueryForms, " ways."),
               "Ask it in several queries, or put EXPANSION[None] before it.",
               "inner bool query clause cannot be null");
    }
    return text_.is_over_budget();
  }

 private:
  BoundNode bind_kind(const Node& node, const Context& context) {
    BoundNode bound;
    switch (node.kind) {
      case NodeKind::kNothing:
      case NodeKind::kAll:
        bound.kind = BoundKind::kAll;
        return bound;
      case NodeKind::kTerm:
        return bind_term(node, context);
      case NodeKind::kMissing:
        return bind_missing(node, context);
      case NodeKind::kRange:
        return bind_range(node, context);
      case NodeKind::kDistance:
        return bind_distance(node, context);
      case NodeKind::kNot:
        bound.kind = BoundKind::kNot;
        bound.children.push_back(bind(node.children.front(), context));
        return bound;
      case NodeKind::kAnd:
      case NodeKind::kOr:
        return bind_connected(node, context);
      case NodeKind::kArea:
        return bind_area(node, context);
      case NodeKind::kSearch:
        return bind_search(node, context);
      case NodeKind::kCoverage:
      case NodeKind::kExpansion:
        return bind_choice(node, context);
      case NodeKind::kTilt:
        return bind_tilt(node, context);
    }
    return bound;
  }

  BoundNode bind_connected(const Node& node, Context context) {
    BoundNode bound;
    bound.kind = node.kind == NodeKind::kAnd ? BoundKind::kAnd : BoundKind::kOr;
    context.is_alternative = context.is_alternative || node.kind == NodeKind::kOr;
    bound.children.reserve(node.children.size());
    for (const Node& child : node.children) {
      bound.children.push_back(bind(child, context));
    }
    return bound;
  }

  // ---- Context operators.

  BoundNode bind_area(const Node& node, const Context& context) {
    constexpr std::string_view kSize = ":size";
    const std::string& full_name = node.parameters.front();
    std::string_view name = full_name;
    const bool counts_entries = name.ends_with(kSize);
    name.remove_suffix(counts_entries ? kSize.size() : 0);
    NamedArea area = find_named_area(name);
    if (!area.is_known) {
      complain_about_name(node, full_name, name, "AREA");
      return {};
    }
    Context inner = context;
    inner.fields = std::move(area.fields);
    inner.counts_entries = counts_entries;
    if (counts_entries) {
      if (!may_count(node, area.piece, context)) {
        return {};
      }
      inner.fields = {{area.piece, 1.0, false}};
    }
    return bind(node.children.front(), inner);
  }

  bool may_count(const Node& node, FieldId piece, const Context& context) {
    if (piece == model::kNoField || !model::field(piece).is_list) {
      const FieldId list = list_around(piece);
      complain(node.span, concat("\"", node.parameters.front(), "\" counts the entries of no list."),
               list == model::kNoField
                   ? std::string("Name a field that is a list, for example AREA[Condition:size]2.")
                   : concat("The list around it is counted by AREA[", model::field(list).piece, ":size]."),
               concat("Unknown area name: `", node.parameters.front(), "`"));
      return false;
    }
    if (context.element_of != model::kNoField) {
      complain(node.span, "The entries of a list are counted over the whole study, not within one entry.",
               "Put AREA[...:size] outside of SEARCH[...].", mismatched(node));
      return false;
    }
    return true;
  }

  BoundNode bind_search(const Node& node, const Context& context) {
    const std::string& name = node.parameters.front();
    Context inner = context;
    BoundNode bound;
    if (name != "Study") {
      inner.element_of = model::find_piece(name);
      if (inner.element_of == model::kNoField || !model::field(inner.element_of).is_nested) {
        complain(node.span, concat("There is nothing named \"", name, "\" to search in."),
                 "Write SEARCH[Study] or SEARCH[Location].",
                 concat("mismatched input '", name, "' expecting {'Study', 'Location'}"));
        return {};
      }
    }
    // SEARCH[Study] within a location is still within it; so is a second SEARCH[Location].
    if (inner.element_of == context.element_of) {
      return bind(node.children.front(), inner);
    }
    bound.kind = BoundKind::kElement;
    bound.element_of = inner.element_of;
    bound.children.push_back(bind(node.children.front(), inner));
    return bound;
  }

  BoundNode bind_choice(const Node& node, const Context& context) {
    const bool is_coverage = node.kind == NodeKind::kCoverage;
    const std::span<const std::string_view> choices =
        is_coverage ? std::span<const std::string_view>(kCoverages) : std::span<const std::string_view>(kExpansions);
    const std::string& name = node.parameters.front();
    const auto found = std::find(choices.begin(), choices.end(), name);
    Context inner = context;
    if (found == choices.end()) {
      std::string all;
      for (std::string_view choice : choices) {
        append_to(all, all.empty() ? "" : ", ", choice);
      }
      const std::string_view nearest = nearest_name(name, choices);
      const std::string_view keyword = keyword_of(node.kind);
      complain(node.span, concat("\"", name, "\" is no choice of ", keyword, "."),
               nearest.empty() ? concat("Its choices are ", all, ".")
                               : concat("Perhaps ", keyword, "[", nearest, "] is meant. Its choices are ", all, "."),
               concat(is_coverage ? "Invalid coverage: " : "Invalid expansion: ", name));
    } else if (is_coverage) {
      inner.coverage = static_cast<Coverage>(found - choices.begin());
    } else {
      inner.expansion = static_cast<Expansion>(found - choices.begin());
    }
    return bind(node.children.front(), inner);
  }

  BoundNode bind_tilt(const Node& node, const Context& context) {
    const std::string& name = node.parameters.front();
    const FieldId piece = find_named_piece(name);
    if (piece == model::kNoField && model::find_area(name) == nullptr) {
      complain_about_name(node, name, name, "TILT");
      return {};
    }
    if (piece == model::kNoField || !has_numbers(model::field(piece))) {
      complain(node.span, concat("\"", name, "\" has no order to tilt by."),
               "Name a field of dates or numbers, for example TILT[StudyFirstPostDate].", mismatched(node));
      return {};
    }
    BoundNode bound;
    bound.kind = BoundKind::kTilt;
    bound.fields.push_back({piece, 1.0, false});
    bound.children.push_back(bind(node.children.front(), context));
    return bound;
  }

  // ---- Sources.

  // Within an entry of a list only its own fields have values.
  static bool is_within_element(const WeightedField& weighted, const Context& context) {
    return context.element_of == model::kNoField || model::is_within(weighted.field, context.element_of);
  }

  static std::string text_of(const Node& term) {
    std::string whole;
    for (const TermPart& part : term.parts) {
      append_to(whole, whole.empty() ? "" : " ", part.text);
    }
    return with_plain_blanks(whole);
  }

  BoundNode bind_term(const Node& node, const Context& context) {
    const std::string whole = text_of(node);
    if (context.counts_entries) {
      return bind_size(node, context, read_size(whole), concat("\"", whole, "\" is no number of entries."));
    }
    BoundNode text;
    BoundNode symbols;
    BoundNode numbers;
    std::vector<WeightedField> fields;
    bool can_be_value = false;
    for (const WeightedField& weighted : context.fields) {
      const Field& field = model::field(weighted.field);
      const bool is_within = is_within_element(weighted, context);
      if (has_words(field)) {
        can_be_value = true;
        if (is_within) {
          fields.push_back(weighted);
        }
      } else if (std::string term = symbol_term(field, whole); !term.empty()) {
        can_be_value = true;
        if (is_within) {
          symbols.exact.push_back({weighted, std::move(term)});
        }
      } else if (const auto values = values_named(field, whole)) {
        can_be_value = true;
        if (is_within) {
          numbers.ranges.push_back({weighted, values->low, values->high});
        }
      }
    }
    if (context.fields.size() == 1 && !can_be_value) {
      complain(complain_about_value(node.span, whole, model::field(context.fields.front().field)));
    }
    if (!fields.empty()) {
      text.text = text_.bind(node, std::move(fields), context.expansion, context.coverage);
    }
    BoundNode run = some_of(node.span, std::move(text), std::move(symbols), std::move(numbers));
    run.is_alternative = context.is_alternative && context.element_of == model::kNoField;
    return run;
  }

  // The one of the three that can match, or an OR of them.
  static BoundNode some_of(Span span, BoundNode text, BoundNode symbols, BoundNode numbers) {
    BoundNode any;
    const auto add = [&](BoundNode& one, BoundKind kind, bool can_match) {
      if (can_match) {
        one.kind = kind;
        one.span = span;
        any.children.push_back(std::move(one));
      }
    };
    add(text, BoundKind::kText, !text.text.whole.empty());
    add(symbols, BoundKind::kExact, !symbols.exact.empty());
    add(numbers, BoundKind::kNumbers, !numbers.ranges.empty());
    if (any.children.size() == 1) {
      BoundNode only = std::move(any.children.front());
      return only;
    }
    any.kind = any.children.empty() ? BoundKind::kNone : BoundKind::kOr;
    return any;
  }

  BoundNode bind_size(const Node& node, const Context& context, const std::optional<Bounds>& bounds,
                      std::string message) {
    BoundNode bound;
    if (!bounds) {
      complain(node.span, std::move(message), "Write a whole number, as in AREA[Phase:size]2 or RANGE[2, MAX].",
               mismatched(node));
      return bound;
    }
    bound.kind = BoundKind::kSize;
    bound.ranges.push_back({context.fields.front(), bounds->low, bounds->high});
    return bound;
  }

  BoundNode bind_missing(const Node& node, const Context& context) {
    BoundNode bound;
    if (context.counts_entries) {
      return bind_size(node, context, std::nullopt, "A list that is missing has 0 entries.");
    }
    std::copy_if(context.fields.begin(), context.fields.end(), std::back_inserter(bound.fields),
                 [&](const WeightedField& weighted) { return is_within_element(weighted, context); });
    bound.kind = bound.fields.empty() ? BoundKind::kAll : BoundKind::kMissing;
    return bound;
  }

  BoundNode bind_range(const Node& node, const Context& context) {
    const std::string& low = node.parameters.front();
    const std::string& high = node.parameters.back();
    if (context.counts_entries) {
      return bind_size(node, context, read_size_range(low, high), "The bounds are no numbers of entries.");
    }
    BoundNode bound;
    const Field* ordered = nullptr;
    bool is_read = false;
    for (const WeightedField& weighted : context.fields) {
      const Field& field = model::field(weighted.field);
      if (!has_numbers(field)) {
        continue;
      }
      ordered = ordered == nullptr ? &field : ordered;
      if (const auto bounds = read_range(field, low, high)) {
        is_read = true;
        if (is_within_element(weighted, context)) {
          bound.ranges.push_back({weighted, bounds->low, bounds->high});
        }
      }
    }
    if (ordered == nullptr) {
      complain(node.span, "RANGE needs a field of dates, numbers or ages, and none is searched here.",
               "Put AREA[...] with such a field before it, for example AREA[StartDate]RANGE[2020-01-01, MAX].",
               mismatched(node));
    } else if (!is_read) {
      complain(node.span, concat("RANGE[", low, ", ", high, "] holds a bound that ", ordered->piece, " cannot have."),
               std::string(how_to_write_a_bound(*ordered)),
               concat("no viable alternative at input 'RANGE[", low, ",", high, "]'"));
    }
    bound.kind = bound.ranges.empty() ? BoundKind::kNone : BoundKind::kNumbers;
    return bound;
  }

  BoundNode bind_distance(const Node& node, const Context& context) {
    constexpr double kLatitudeMost = 90;
    constexpr double kLongitudeMost = 180;
    BoundNode bound;
    const auto latitude = read_number(node.parameters[0]);
    const auto longitude = read_number(node.parameters[1]);
    const auto radius_m = read_radius_m(node.parameters[2]);
    const auto is_point = [](const WeightedField& weighted) {
      return model::field(weighted.field).kind == ValueKind::kGeoPoint;
    };
    if (context.counts_entries || std::none_of(context.fields.begin(), context.fields.end(), is_point)) {
      complain(node.span, "DISTANCE needs a field of places, and none is searched here.",
               concat("Write AREA[", model::field(model::piece::LocationGeoPoint).piece, "] before it."),
               mismatched(node));
      return bound;
    }
    if (!latitude || !longitude || !radius_m || std::abs(*latitude) > kLatitudeMost ||
        std::abs(*longitude) > kLongitudeMost) {
      complain(node.span, "DISTANCE takes a latitude, a longitude and a radius in mi or km.",
               "For example DISTANCE[42.36,-71.06,50mi].",
               concat("no viable alternative at input 'DISTANCE[", node.parameters[0], ",", node.parameters[1], ",",
                      node.parameters[2], "]'"));
      return bound;
    }
    for (const WeightedField& weighted : context.fields) {
      if (is_point(weighted) && is_within_element(weighted, context)) {
        bound.fields.push_back(weighted);
      }
    }
    bound.kind = bound.fields.empty() ? BoundKind::kNone : BoundKind::kDistance;
    bound.latitude = *latitude;
    bound.longitude = *longitude;
    bound.radius_m = *radius_m;
    return bound;
  }

  // ---- Complaints.

  void complain(Complaint complaint) {
    if (complaints_.size() < limits::kQueryComplaints) {
      complaints_.push_back(std::move(complaint));
    }
  }

  void complain(Span span, std::string message, std::string remedy, std::string registry_text) {
    complain({span, std::move(message), std::move(remedy), std::move(registry_text)});
  }

  // `full_name` as the query has it, `name` without its :size.
  void complain_about_name(const Node& node, std::string_view full_name, std::string_view name,
                           std::string_view keyword) {
    complain(node.span, concat("There is no search area or field named \"", name, "\"."), suggest_name(name, keyword),
             concat("Unknown area name: `", full_name, "`"));
  }

  // The registry's words for what it cannot use are not known everywhere; this is how its parser puts it.
  static std::string mismatched(const Node& node) {
    return concat("mismatched input '",
                  node.kind == NodeKind::kTerm ? text_of(node) : std::string(keyword_of(node.kind)), "'");
  }

  TextBinder text_;
  std::vector<Complaint>& complaints_;
};

}  // namespace

BoundQuery bind(const Node& tree, const SearchArea& area, const Thesaurus& thesaurus) {
  BoundQuery query;
  Binder binder(thesaurus, query.complaints);
  Context context;
  context.fields = area.fields;
  query.root = binder.bind(tree, context);
  if (binder.is_over_budget(tree)) {
    query.root = BoundNode();
  }
  return query;
}

}  // namespace trialkeep::query
