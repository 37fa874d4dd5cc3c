#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/check.h"
#include "base/instant.h"
#include "base/nct.h"
#include "base/strings.h"
#include "model/partial_date.h"
#include "query/bound.h"
#include "query/lexer.h"
#include "text/words.h"

namespace trialkeep::query {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;

std::vector<WeightedField> fields_of_area(const model::Area& area) {
  std::vector<WeightedField> fields;
  for (const model::AreaPart& part : area.parts) {
    for (FieldId id : part.pieces) {
      fields.push_back({id, part.weight});
    }
  }
  return fields;
}

// The leaves at and below a field, each with weight 1.
std::vector<WeightedField> fields_of_piece(FieldId id) {
  std::vector<WeightedField> fields;
  for (std::size_t i = id; i < model::fields().size(); ++i) {
    const auto leaf = static_cast<FieldId>(i);
    const Field& row = model::field(leaf);
    if (row.kind != ValueKind::kStructure && model::is_within(leaf, id) && (leaf == id || !row.is_indexed_only)) {
      fields.push_back({leaf, 1.0});
    }
  }
  return fields;
}

bool is_searched_as_words(const Field& field) {
  switch (field.kind) {
    case ValueKind::kText:
    case ValueKind::kMarkup:
    case ValueKind::kKeyword:
    case ValueKind::kDuration:
      return !field.is_indexed_only;
    default:
      return false;
  }
}

std::vector<std::string> folded_words(std::string_view text) {
  std::vector<std::string> words;
  if (const auto nct = NctNumber::from_typed(text)) {
    words.push_back(text::fold(nct->text()));
    return words;
  }
  text::WordReader reader(text);
  while (reader.next()) {
    words.emplace_back(reader.word());
  }
  return words;
}

std::string number_text(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? fmt::format("{}", value) : std::string();
}

// The exact term that `text` means in a field of this kind; empty when it means none.
std::string exact_term_of(const Field& field, std::string_view text) {
  switch (field.kind) {
    case ValueKind::kEnum: {
      const model::EnumValue* value = model::find_enum_value(field.enum_type, text);
      return value == nullptr ? std::string() : exact_term(value->value);
    }
    case ValueKind::kBoolean:
      return equals_ignoring_case(text, "true")    ? exact_term("true")
             : equals_ignoring_case(text, "false") ? exact_term("false")
                                                   : std::string();
    case ValueKind::kDate: {
      const auto terms = exact_date_terms(text);
      return terms.empty() ? std::string() : terms.back();
    }
    case ValueKind::kInteger:
    case ValueKind::kNumber: {
      const std::string number = number_text(text);
      return number.empty() ? std::string() : exact_term(number);
    }
    default:
      return {};
  }
}

class Binder {
 public:
  explicit Binder(std::vector<Complaint>& complaints) : complaints_(complaints) {}

  BoundNode bind(const Node& node, const std::vector<WeightedField>& area) {
    BoundNode bound;
    switch (node.kind) {
      case NodeKind::kNothing:
      case NodeKind::kAll:
        bound.kind = BoundKind::kAll;
        return bound;
      case NodeKind::kTerm:
        return bind_term(node, area);
      case NodeKind::kNot:
        bound.kind = BoundKind::kNot;
        bound.children.push_back(bind(node.children.front(), area));
        return bound;
      case NodeKind::kAnd:
      case NodeKind::kOr:
        bound.kind = node.kind == NodeKind::kAnd ? BoundKind::kAnd : BoundKind::kOr;
        for (const Node& child : node.children) {
          bound.children.push_back(bind(child, area));
        }
        return bound;
      case NodeKind::kArea:
        return bind_area(node);
      default:
        return not_understood(node);
    }
  }

 private:
  BoundNode bind_area(const Node& node) {
    const std::string& name = node.parameters.front();
    if (const model::Area* area = model::find_area(name)) {
      return bind(node.children.front(), fields_of_area(*area));
    }
    FieldId id = model::find_piece(name);
    if (id == model::kNoField) {
      id = model::find_path(name);
    }
    if (id == model::kNoField) {
      complaints_.push_back({node.span, concat("There is no search area or field named \"", name, "\"."),
                             nearest_name(name), concat("Unknown area name: `", name, "`")});
      return {};
    }
    return bind(node.children.front(), fields_of_piece(id));
  }

  BoundNode bind_term(const Node& node, const std::vector<WeightedField>& area) {
    BoundNode bound;
    bound.kind = BoundKind::kTerm;
    std::string whole;
    for (const TermPart& part : node.parts) {
      append_to(whole, whole.empty() ? "" : " ", part.text);
      if (part.is_quoted) {
        if (auto words = folded_words(part.text); !words.empty()) {
          bound.phrases.push_back(std::move(words));
        }
        continue;
      }
      // An unquoted word may fold to several ("covid-19"): they stay together.
      if (auto words = folded_words(part.text); !words.empty()) {
        bound.phrases.push_back(std::move(words));
      }
    }
    for (const WeightedField& weighted : area) {
      const Field& field = model::field(weighted.field);
      if (is_searched_as_words(field)) {
        bound.fields.push_back(weighted);
      } else if (std::string term = exact_term_of(field, whole); !term.empty()) {
        bound.exact.push_back({weighted, std::move(term)});
      }
    }
    if (area.size() == 1 && bound.fields.empty() && bound.exact.empty()) {
      complain_about_value(node, whole, model::field(area.front().field));
    }
    if (bound.phrases.empty()) {
      bound.fields.clear();  // nothing but punctuation: no word can match it
    }
    if (bound.fields.empty() && bound.exact.empty()) {
      bound.kind = BoundKind::kNone;
    }
    return bound;
  }

  void complain_about_value(const Node& node, const std::string& text, const Field& field) {
    std::string message = concat("\"", text, "\" is no value of the field ", field.piece, ".");
    std::string remedy;
    std::string registry_text;
    switch (field.kind) {
      case ValueKind::kEnum: {
        std::string allowed;
        for (const model::EnumValue& value : model::enum_types()[field.enum_type].values) {
          append_to(allowed, allowed.empty() ? "`" : ", `", value.value, "`");
        }
        remedy = concat("Its values are ", allowed, ".");
        registry_text = concat("Allowed values for enum field `", field.path, "` are ", allowed);
        break;
      }
      case ValueKind::kBoolean:
        remedy = "Its values are true and false.";
        break;
      case ValueKind::kDate:
        remedy = "Write a date as 2024, 2024-05, 2024-05-31 or 05/31/2024.";
        break;
      case ValueKind::kInteger:
      case ValueKind::kNumber:
        remedy = field.is_indexed_only ? "This program does not index that field yet." : "Write a number.";
        break;
      default:
        remedy = "This program does not index that field yet.";
    }
    if (registry_text.empty()) {
      registry_text = concat("no viable alternative at input '", text, "'");
    }
    complaints_.push_back({node.span, std::move(message), std::move(remedy), std::move(registry_text)});
  }

  BoundNode not_understood(const Node& node) {
    const std::string_view keyword = keyword_of(node.kind);
    complaints_.push_back({node.span, concat("This program does not understand ", keyword, " yet."),
                           "It understands words, \"phrases\", AND, OR, NOT, brackets, ALL and AREA[...].",
                           concat("mismatched input '", keyword, "'")});
    return {};
  }

  static std::string nearest_name(const std::string& name) {
    std::string best;
    std::size_t best_shared = 3;  // fewer letters in common would be no help
    const auto consider = [&](std::string_view candidate) {
      std::size_t shared = 0;
      while (shared < candidate.size() && shared < name.size() && (candidate[shared] | 0x20) == (name[shared] | 0x20)) {
        ++shared;
      }
      if (shared > best_shared) {
        best_shared = shared;
        best = candidate;
      }
    };
    for (const model::Area& area : model::areas()) {
      consider(area.name);
    }
    for (const Field& field : model::fields()) {
      consider(field.piece);
    }
    return best.empty() ? std::string("Names are those of the registry's search areas and data fields.")
                        : concat("Perhaps AREA[", best, "] is meant.");
  }

  std::vector<Complaint>& complaints_;
};

}  // namespace

std::string exact_term(std::string_view value) {
  // Folded words hold no control characters.
  return concat("\x01", value);
}

std::vector<std::string> exact_date_terms(std::string_view date) {
  const auto parsed = model::parse_partial_date(without_outer_blanks(date));
  if (!parsed) {
    return {};
  }
  const CalendarDate day = date_from_days(parsed->first_day);
  using Precision = model::PartialDate::Precision;
  std::vector<std::string> terms = {exact_term(fmt::format("{:04}", day.year))};
  if (parsed->precision != Precision::kYear) {
    terms.push_back(exact_term(fmt::format("{:04}-{:02}", day.year, day.month)));
  }
  if (parsed->precision == Precision::kDay) {
    terms.push_back(exact_term(fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day)));
  }
  return terms;
}

SearchArea area_of_parameter(std::string_view parameter) {
  // query.lead is no search area but one field (spec/API.md section 2).
  if (parameter == "lead") {
    return {{{model::piece::LeadSponsorName, 1.0}}, std::string(model::field(model::piece::LeadSponsorName).label)};
  }
  const model::Area* area = model::find_area_of_parameter(parameter);
  CHECK(area != nullptr);
  return {fields_of_area(*area), std::string(area->ui_label)};
}

BoundQuery bind(const Node& tree, const SearchArea& area) {
  BoundQuery query;
  query.root = Binder(query.complaints).bind(tree, area.fields);
  return query;
}

}  // namespace trialkeep::query
